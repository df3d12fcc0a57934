using Serment.CustodyProtocol;
using Serment.Records.Locations;

namespace Serment.Web.Encounters;

/// <summary>
/// Which of a site's units look after patients. Units carry no kind: those with beds or boxes do; of a site that has
/// furnished none, all may.
/// </summary>
internal static class CareUnits
{
    /// <summary>Where somebody may be admitted or moved to.</summary>
    public static IReadOnlyList<UnitDescription> ForStays(
        IReadOnlyList<UnitDescription> units, IReadOnlyList<Bed> beds)
    {
        HashSet<int> furnished = [.. beds.Select(bed => bed.UnitId)];
        return furnished.Count == 0 ? units : [.. units.Where(unit => furnished.Contains(unit.UnitId))];
    }

    /// <summary>Which may give drugs: those with beds, the one where the patient is, and the prescriber's own.</summary>
    public static IReadOnlyList<UnitDescription> ForDrugs(
        IReadOnlyList<UnitDescription> units, IReadOnlyList<Bed> beds, int? stay,
        IReadOnlyList<UnitDescription> own)
    {
        HashSet<int> giving = [.. beds.Select(bed => bed.UnitId), .. own.Select(unit => unit.UnitId)];
        return [.. units.Where(unit => giving.Contains(unit.UnitId) || unit.UnitId == stay)];
    }
}

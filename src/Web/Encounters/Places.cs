using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Encounters;
using Serment.Records.Locations;
using Serment.Web.Security;

namespace Serment.Web.Encounters;

/// <summary>Units and beds in forms: <c>unit:bed</c>, or <c>unit:</c> for a unit without a bed.</summary>
internal static class Places
{
    /// <summary>A place as a form's value.</summary>
    public static string ToText(int unit, long? bed) =>
        string.Create(CultureInfo.InvariantCulture, $"{unit}:{(bed is { } id ? OpaqueId.Format(id) : "")}");

    /// <summary>Reads it; the unit must be one of the site's.</summary>
    public static bool TryParse(
        string text, IReadOnlyList<UnitDescription> units, out UnitDescription? unit, out long? bed)
    {
        string[] parts = text.Split(':');
        unit = parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? units.FirstOrDefault(one => one.UnitId == id)
            : null;
        bed = null;
        if (unit is null || parts[1].Length == 0)
        {
            return unit is not null;
        }

        bool isBed = OpaqueId.TryParse(parts[1], out long number);
        bed = isBed ? number : null;
        return isBed;
    }

    /// <summary>The places that can be taken, unit by unit; also the one that is chosen, whoever took it.</summary>
    public static async Task<IReadOnlyList<PlaceGroup>> FreeAsync(
        MovementKind kind, string chosen, long? stay, Visitor me, BoardRows rows, CustodianClient custodian,
        CancellationToken stop)
    {
        BoardRouting routing = await rows.RunAsync(me.Session.SiteCode, null, Tomorrow(me), stop);
        IReadOnlyList<UnitDescription> units = CareUnits.ForStays(
            (await custodian.ListUnitsAsync(me.Token, stop)).Units, routing.Beds);
        HashSet<long> taken =
        [
            .. routing.Rows.Where(one => one.Status != StayStatus.Planned).Select(one => one.BedId).OfType<long>(),
        ];
        ILookup<int, Bed> free = routing.Beds
            .Where(bed => IsFor(kind, bed)
                && ((!taken.Contains(bed.BedId)
                    && (bed.State == BedState.Free || (bed.ReservedFor is { } held && held == stay)))
                || string.Equals(ToText(bed.UnitId, bed.BedId), chosen, StringComparison.Ordinal)))
            .ToLookup(bed => bed.UnitId);
        HashSet<int> withBoxes = [.. routing.Beds.Where(bed => bed.Kind == BedKind.Box).Select(bed => bed.UnitId)];
        return
        [
            .. units
                .Where(unit => kind != MovementKind.Arrival || withBoxes.Count == 0 || withBoxes.Contains(unit.UnitId))
                .OrderByDescending(unit => me.Session.Units.Any(own => own.UnitId == unit.UnitId))
                .ThenBy(unit => unit.Name, StringComparer.CurrentCulture)
                .Select(unit => new PlaceGroup(unit, [.. free[unit.UnitId]])),
        ];
    }

    /// <summary>Midnight of tomorrow, here.</summary>
    public static DateTimeOffset Tomorrow(Visitor me) => ToTime(me.Today.AddDays(1).ToDateTime(TimeOnly.MinValue), me);

    /// <summary>A local time as a moment.</summary>
    public static DateTimeOffset ToTime(DateTime local, Visitor me) =>
        new(local, me.Web.TimeZone.GetUtcOffset(local));

    private static bool IsFor(MovementKind kind, Bed bed) => kind switch
    {
        MovementKind.Admission or MovementKind.PreAdmission => bed.Kind == BedKind.Bed,
        MovementKind.Arrival => bed.Kind == BedKind.Box,
        _ => true,
    };
}

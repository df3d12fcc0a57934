using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Encounters;

/// <summary>A time during which somebody is not here: what is due then is not missed.</summary>
/// <param name="From">From.</param>
/// <param name="Until">Until, not included; the largest time while it lasts.</param>
/// <param name="IsOver">Whether the stay is over, rather than the patient on leave.</param>
public sealed record Absence(DateTimeOffset From, DateTimeOffset Until, bool IsOver)
{
    /// <summary>
    /// Whether a dose is due in it. The end of a stay ends what was signed before; a line signed afterwards belongs to
    /// what follows. A leave concerns every line.
    /// </summary>
    public bool Covers(DateTimeOffset due, DateTimeOffset? signedAt) =>
        due >= From && due < Until && (!IsOver || signedAt is null || signedAt < From);
}

/// <summary>Finds them.</summary>
public static class Absences
{
    /// <summary>Of all stays among opened entries.</summary>
    public static IReadOnlyList<Absence> Of(IEnumerable<OpenedEntry> entries) =>
    [
        .. EncounterResource.StaysOf(entries).SelectMany(one => Of(one.Stay.History)),
    ];

    /// <summary>Of one stay.</summary>
    public static IReadOnlyList<Absence> Of(StayHistory history)
    {
        List<Absence> absences =
        [
            .. history.Stretches.Where(one => one.IsAway)
                .Select(one => new Absence(one.From, one.Until ?? DateTimeOffset.MaxValue, false)),
        ];
        if (history.End is { } end)
        {
            absences.Add(new(end.At, DateTimeOffset.MaxValue, true));
        }

        return absences;
    }
}

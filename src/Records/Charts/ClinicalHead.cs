using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Records.Encounters;
using Serment.Records.Entries;

namespace Serment.Records.Charts;

/// <summary>The last weight.</summary>
public sealed record LastWeight(decimal Kilograms, DateTimeOffset At);

/// <summary>The clinical part of a chart's head: what nobody who treats the person may overlook.</summary>
public sealed record ClinicalHead
{
    /// <summary>The types that it is read from.</summary>
    internal static readonly string[] Types = [Charts.Allergies.Type, nameof(Flag), CurrentStay.Type];

    /// <summary>Whether somebody asked for allergies.</summary>
    public required AllergyStanding Standing { get; init; }

    /// <summary>Those to be heeded, worst first.</summary>
    public required IReadOnlyList<Allergy> Allergies { get; init; }

    /// <summary>Alerts that hold today, isolations first.</summary>
    public required IReadOnlyList<AlertDetails> Alerts { get; init; }

    /// <summary>Where the person is now; null for somebody who is not here.</summary>
    public CurrentStay? Stay { get; init; }

    /// <summary>The last weight, where the page's own entries hold one.</summary>
    public LastWeight? Weight { get; init; }

    /// <summary>Whether only the stay says that the person must lie alone.</summary>
    public bool IsIsolatedByStay => Stay is { Isolation: true } && !Alerts.Any(one => one.IsIsolation);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ClinicalHead);

    /// <summary>Reads it from what was opened.</summary>
    internal static ClinicalHead From(IReadOnlyList<OpenedEntry> entries, DateOnly today)
    {
        IReadOnlyList<Allergy> allergies = Charts.Allergies.Of(entries);
        VitalReading? weight = VitalReadings.Of(entries, VitalKind.Weight).FirstOrDefault(one => !one.IsError);
        return new()
        {
            Standing = Charts.Allergies.StandingOf(allergies),
            Allergies = Charts.Allergies.ActiveOf(allergies),
            Alerts =
            [
                .. ReadEntries.Of<Flag>(entries)
                    .Select(entry => AlertResource.Read(entry.Resource))
                    .Where(alert => alert.HoldsOn(today))
                    .OrderByDescending(alert => alert.IsIsolation)
                    .ThenBy(alert => alert.Kind),
            ],
            Stay = CurrentStay.Of(entries),
            Weight = weight?.Set.Weight is { } kilograms ? new(kilograms, weight.Set.TakenAt) : null,
        };
    }
}

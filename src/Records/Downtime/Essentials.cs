using System.Globalization;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;
using Serment.Records.Patients;

namespace Serment.Records.Downtime;

/// <summary>Reads what a ward must know of one patient from the opened entries; what is not there is left out. Pure.</summary>
internal static class Essentials
{
    /// <summary>FHIR's types that it is read from.</summary>
    public static readonly string[] Types =
    [
        nameof(Patient), nameof(AllergyIntolerance), nameof(Condition), nameof(MedicationRequest), nameof(Observation),
        nameof(Flag),
    ];

    /// <summary>Lines of each kind.</summary>
    public const int MaxLines = 60;

    private const string VitalSigns = "vital-signs";

    /// <summary>Reads.</summary>
    /// <param name="bed">Where the patient is.</param>
    /// <param name="card">Who it is.</param>
    /// <param name="entries">The opened entries.</param>
    /// <param name="zone">The establishment's time, for what is written in others.</param>
    public static PackedPatient Of(string bed, PatientCard card, IReadOnlyList<OpenedEntry> entries, TimeZoneInfo zone)
    {
        IReadOnlyList<Allergy> allergies = Allergies.Of(entries);
        return new(
            bed,
            $"{card.Identity?.BirthName} {card.Identity?.FirstGivenName}".Trim(),
            card.Identity?.UsedName,
            card.Identity?.BirthDate?.ToString(),
            card.Identity is { } who ? who.Sex.ToString()[..1] : null,
            card.Number?.Value,
            Allergies.StandingOf(allergies) != AllergyStanding.NotAsked,
            [.. Allergies.ActiveOf(allergies).Take(MaxLines).Select(one => Words(one.Details))],
            [.. AlertsOf(entries)],
            [.. ProblemsOf(entries)],
            [.. MedicationsOf(entries)],
            [.. VitalsOf(entries, zone)]);
    }

    private static string Words(AllergyDetails details) =>
        details.Severity == ReactionSeverity.Unknown
            ? details.Substance
            : $"{details.Substance} ({details.Severity})";

    private static IEnumerable<PackedAlert> AlertsOf(IReadOnlyList<OpenedEntry> entries) =>
        ReadEntries.Of<Flag>(entries)
            .Select(one => AlertResource.Read(one.Resource))
            .Where(one => one.State == ItemState.Active)
            .OrderByDescending(one => one.Kind == AlertKind.TreatmentLimits)
            .ThenBy(one => one.Kind)
            .Take(MaxLines)
            .Select(one => new PackedAlert(one.Kind.ToString(), one.Text));

    private static IEnumerable<string> ProblemsOf(IReadOnlyList<OpenedEntry> entries) =>
        ReadEntries.Of<Condition>(entries)
            .Select(one => ConditionResource.Read(one.Resource))
            .Where(one => one is { State: ItemState.Active, Kind: ConditionKind.Problem, Title.Length: > 0 })
            .OrderByDescending(one => one.IsMain)
            .ThenByDescending(one => one.Severity)
            .Take(MaxLines)
            .Select(one => one.Code is null ? one.Title : $"{one.Title} ({one.Code})");

    private static IEnumerable<string> MedicationsOf(IReadOnlyList<OpenedEntry> entries) =>
        ReadEntries.Of<MedicationRequest>(entries)
            .Where(one => one.Resource.Status is "active")
            .OrderByDescending(one => one.RecordedAtMs)
            .Take(MaxLines)
            .Select(one => string.Join(
                " — ",
                new[]
                {
                    Coded.TextOf(one.Resource.MedicationCodeableConcept),
                    one.Resource.DosageInstruction?.Find(dose => dose.Text is not null)?.Text,
                }.Where(part => !string.IsNullOrWhiteSpace(part))))
            .Where(line => line.Length > 0);

    private static IEnumerable<string> VitalsOf(IReadOnlyList<OpenedEntry> entries, TimeZoneInfo zone) =>
        ReadEntries.Of<Observation>(entries)
            .Where(one => one.Resource.Status is not ("entered-in-error" or "cancelled")
                && (one.Resource.Category ?? []).Exists(category =>
                    category.Coding?.Exists(coding => coding.Code is VitalSigns) == true))
            .Select(one => (
                Sign: Coded.TextOf(one.Resource.Code) ?? "", At: TimeOf(one), Value: ValueOf(one.Resource)))
            .Where(one => one is { Sign.Length: > 0, Value.Length: > 0 })
            .GroupBy(one => one.Sign, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.MaxBy(one => one.At))
            .OrderBy(one => one.Sign, StringComparer.OrdinalIgnoreCase)
            .Take(MaxLines)
            .Select(one => string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Sign} {one.Value} ({TimeZoneInfo.ConvertTime(one.At, zone):dd/MM HH:mm})"));

    private static DateTimeOffset TimeOf(CurrentEntry<Observation> one) =>
        DateTimeOffset.TryParse(
            one.Resource.EffectiveDateTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset at)
            ? at
            : DateTimeOffset.FromUnixTimeMilliseconds(one.RecordedAtMs);

    private static string ValueOf(Observation one) =>
        one.Component is { Count: > 0 } parts
            ? string.Join(
                " / ",
                parts.Select(part => $"{Coded.TextOf(part.Code)} {Quantity(part.ValueQuantity)}".Trim())
                    .Where(text => text.Length > 0))
            : Quantity(one.ValueQuantity);

    private static string Quantity(Quantity? quantity) =>
        quantity?.Value is { } value ? $"{value} {quantity.Unit ?? quantity.Code}".Trim() : "";
}

using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Encounters;

/// <summary>A triage, as who reads clinical content reads it.</summary>
/// <param name="Stay">The stay's entry.</param>
/// <param name="Level">Level.</param>
/// <param name="Reason">Why the patient came.</param>
/// <param name="At">When.</param>
/// <param name="By">Who sorted.</param>
public sealed record Triage(EntryId Stay, TriageLevel Level, string? Reason, DateTimeOffset At, ActorId By)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Triage);
}

/// <summary>
/// The clinical part of a stay in an emergency department: an Encounter of its own in the clinical compartment, part of
/// the administrative one. Reception, which reads the one, has no key to the other.
/// </summary>
public static class TriageResource
{
    private const string Levels = "urn:serment:fhir:french-triage";

    /// <summary>Makes it.</summary>
    public static Encounter Write(PatientId patient, Triage triage) => new()
    {
        Status = "triaged",
        Class = new() { System = "http://terminology.hl7.org/CodeSystem/v3-ActCode", Code = "EMER" },
        Subject = new() { ReferenceValue = $"Patient/{patient}" },
        PartOf = new() { ReferenceValue = $"Encounter/{triage.Stay}" },
        Priority = new() { Coding = [new() { System = Levels, Code = FrenchScale.CodeOf(triage.Level) }] },
        ReasonCode = string.IsNullOrEmpty(triage.Reason) ? null : [new() { Text = triage.Reason }],
        Participant = [new() { Individual = new() { ReferenceValue = $"Practitioner/{triage.By}" } }],
        Period = new()
        {
            Start = triage.At.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        },
    };

    /// <summary>All of a record, newest first.</summary>
    public static IReadOnlyList<Triage> Of(IEnumerable<OpenedEntry> entries) =>
    [
        .. ReadEntries.Of<Encounter>(entries.Where(one => one.Compartment == Compartment.Clinical))
            .Select(one => Read(one.Resource, one.Author)).OfType<Triage>().OrderByDescending(one => one.At),
    ];

    /// <summary>The newest of a stay.</summary>
    public static Triage? Latest(IEnumerable<OpenedEntry> entries, EntryId stay) =>
        Of(entries).FirstOrDefault(one => one.Stay == stay);

    private static Triage? Read(Encounter encounter, ActorId author)
    {
        string? part = encounter.PartOf?.ReferenceValue;
        string? code = encounter.Priority?.Coding?
            .Find(one => string.Equals(one.System, Levels, StringComparison.Ordinal))?.Code;
        return part is not null
            && EntryId.TryParse(part[(part.LastIndexOf('/') + 1)..], out EntryId stay)
            && Enum.TryParse("Tri" + code, out TriageLevel level)
            && DateTimeOffset.TryParse(
                encounter.Period?.Start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset at)
                ? new(stay, level, encounter.ReasonCode?.FirstOrDefault()?.Text, at, author)
                : null;
    }
}

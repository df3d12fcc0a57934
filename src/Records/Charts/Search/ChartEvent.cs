using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Records.Entries;
using Serment.Records.Notes;

namespace Serment.Records.Charts.Search;

/// <summary>What an event of a chart is about.</summary>
public enum EventKind : byte
{
    /// <summary>A stay.</summary>
    Stay = 0,

    /// <summary>A note.</summary>
    Note = 1,

    /// <summary>Vital signs.</summary>
    Vitals = 2,

    /// <summary>A result or report.</summary>
    Result = 3,

    /// <summary>A prescription.</summary>
    Prescription = 4,

    /// <summary>A dose given, or not.</summary>
    Administration = 5,

    /// <summary>A problem, or history.</summary>
    Problem = 6,

    /// <summary>An allergy.</summary>
    Allergy = 7,

    /// <summary>A vaccination.</summary>
    Vaccination = 8,

    /// <summary>An alert.</summary>
    Alert = 9,

    /// <summary>A document.</summary>
    Document = 10,

    /// <summary>Care that is planned or done.</summary>
    Care = 11,

    /// <summary>An order to a laboratory.</summary>
    Order = 12,

    /// <summary>Anything else.</summary>
    Other = 13,
}

/// <summary>One thing that happened, with the entry that tells of it.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="At">When it happened, as far as that is known; otherwise when it was written.</param>
/// <param name="Version">The entry.</param>
/// <param name="Resource">What it says.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Round">Vital signs of one minute stand together.</param>
public sealed record ChartEvent(
    EventKind Kind, DateTimeOffset At, EntryVersion Version, Resource Resource, ActorId Author,
    VitalRound? Round = null)
{
    /// <summary>
    /// FHIR's types that events are made of. What only says who a person is, and who saw a result, is none.
    /// </summary>
    public static readonly IReadOnlyList<string> Types =
    [
        nameof(Encounter), nameof(Composition), nameof(Observation), nameof(DiagnosticReport),
        nameof(MedicationRequest), nameof(MedicationAdministration), nameof(MedicationStatement), nameof(Condition),
        nameof(AllergyIntolerance), nameof(Immunization), nameof(Flag), nameof(DocumentReference), nameof(Fhir.Task),
        nameof(CarePlan), nameof(Goal), nameof(Procedure), nameof(ServiceRequest), nameof(QuestionnaireResponse),
        nameof(Communication),
    ];

    private static readonly HashSet<ResourceType> TypeSet = [.. Types.Select(ResourceType.Of)];

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ChartEvent);

    /// <summary>Whether an entry may be one.</summary>
    internal static bool IsOne(OpenedEntry entry) => TypeSet.Contains(entry.ResourceType);

    /// <summary>
    /// Reads an entry; null for one that the reader has no part in: drafts of others, and drafts thrown away.
    /// </summary>
    internal static ChartEvent? Read(OpenedEntry entry, ActorId reader)
    {
        Resource resource = FhirJson.ReadResource(entry.Json.Span);
        if (resource is Composition note && !IsShown(note, entry, reader))
        {
            return null;
        }

        return new(
            KindOf(resource),
            Coded.Moment(TimeOf(resource)) ?? DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs),
            new(entry.Patient, entry.Entry, entry.Version), resource, entry.Author);
    }

    private static bool IsShown(Composition note, OpenedEntry entry, ActorId reader)
    {
        Note read = NoteResource.Read(
            new(new(entry.Patient, entry.Entry, entry.Version), note, entry.RecordedAtMs, entry.Author));
        return read.Status switch
        {
            NoteStatus.Draft => entry.Author == reader,
            NoteStatus.InError => read.WasSigned,
            _ => true,
        };
    }

    private static EventKind KindOf(Resource resource) => resource switch
    {
        Encounter => EventKind.Stay,
        Composition => EventKind.Note,
        Observation read when VitalResource.KindOf(read) is not null => EventKind.Vitals,
        Observation or DiagnosticReport => EventKind.Result,
        MedicationRequest or MedicationStatement => EventKind.Prescription,
        MedicationAdministration => EventKind.Administration,
        Condition => EventKind.Problem,
        AllergyIntolerance => EventKind.Allergy,
        Immunization => EventKind.Vaccination,
        Flag => EventKind.Alert,
        DocumentReference => EventKind.Document,
        Fhir.Task or CarePlan or Goal or Procedure => EventKind.Care,
        ServiceRequest => EventKind.Order,
        _ => EventKind.Other,
    };

    private static string? TimeOf(Resource resource) => resource switch
    {
        Encounter one => one.Period?.Start,
        Composition one => one.Date,
        Observation one => one.EffectiveDateTime ?? one.EffectiveInstant ?? one.Issued,
        DiagnosticReport one => one.EffectiveDateTime ?? one.Issued,
        MedicationRequest one => one.AuthoredOn,
        MedicationStatement one => one.DateAsserted,
        MedicationAdministration one => one.EffectiveDateTime ?? one.EffectivePeriod?.Start,
        Condition one => one.RecordedDate,
        AllergyIntolerance one => one.RecordedDate,
        Immunization one => one.OccurrenceDateTime,
        DocumentReference one => one.Date,
        Fhir.Task one => one.ExecutionPeriod?.Start ?? one.AuthoredOn,
        Procedure one => one.PerformedDateTime,
        ServiceRequest one => one.AuthoredOn,
        Communication one => one.Sent,
        _ => null,
    };
}

/// <summary>Everything that happened to one patient, newest first.</summary>
public static class ChartTimeline
{
    /// <summary>Reads the events among opened entries.</summary>
    /// <param name="entries">What was opened.</param>
    /// <param name="reader">Who reads: drafts of others stay theirs.</param>
    public static IReadOnlyList<ChartEvent> Of(IReadOnlyList<OpenedEntry> entries, ActorId reader)
    {
        List<ChartEvent> events = [];
        foreach (OpenedEntry entry in entries)
        {
            if (ChartEvent.IsOne(entry) && ChartEvent.Read(entry, reader) is { Kind: not EventKind.Vitals } read)
            {
                events.Add(read);
            }
        }

        // What was measured in one minute is one event.
        foreach (VitalRound round in VitalReadings.RoundsOf(VitalReadings.Of(entries)))
        {
            VitalReading first = round.Readings[0];
            events.Add(new(
                EventKind.Vitals, round.At, first.Version, new Observation(), first.Author, round));
        }

        events.Sort((a, b) => b.At.CompareTo(a.At));
        return events;
    }
}

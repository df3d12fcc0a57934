using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Entries;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>What was done with a container. Names stand in sealed entries: never rename one.</summary>
public enum SpecimenAction : byte
{
    /// <summary>Taken from the patient.</summary>
    Collected = 1,

    /// <summary>Received in the laboratory.</summary>
    Received = 2,

    /// <summary>Refused for a non-conformity.</summary>
    Refused = 3,

    /// <summary>Accepted in spite of a non-conformity: reports bear the remark.</summary>
    Reserved = 4,

    /// <summary>Refused, and to be taken again.</summary>
    Recollected = 5,

    /// <summary>A part was filled into another container.</summary>
    Aliquoted = 6,

    /// <summary>Put into a rack.</summary>
    Stored = 7,

    /// <summary>Sent to another laboratory.</summary>
    Sent = 8,

    /// <summary>Come back from there, or its results.</summary>
    Returned = 9,

    /// <summary>Destroyed after its time.</summary>
    Destroyed = 10,

    /// <summary>Stopped at the bedside: wristband, person and tube did not belong together. Nothing was taken.</summary>
    Stopped = 11,
}

/// <summary>Why a container does not conform (ISO 15189:2022, 7.2.6). Numbers stand in rows: never reuse one.</summary>
public enum SpecimenCause : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Hémolysé.</summary>
    Haemolysed = 1,

    /// <summary>Coagulé.</summary>
    Clotted = 2,

    /// <summary>Volume insuffisant.</summary>
    LowVolume = 3,

    /// <summary>Tube inadapté.</summary>
    WrongContainer = 4,

    /// <summary>Identité non conforme.</summary>
    Identity = 5,

    /// <summary>Délai dépassé.</summary>
    TooLate = 6,

    /// <summary>Non étiqueté.</summary>
    Unlabelled = 7,

    /// <summary>Lipémique ou ictérique.</summary>
    Lipaemic = 8,

    /// <summary>Cassé ou fuyant.</summary>
    Leaking = 9,

    /// <summary>Température de transport non respectée.</summary>
    Temperature = 10,

    /// <summary>Prélevé sur perfusion ou souillé.</summary>
    Contaminated = 11,

    /// <summary>Non parvenu.</summary>
    Missing = 12,

    /// <summary>Autre, said in the note.</summary>
    Other = 13,

    /// <summary>Bracelet d’une autre personne, found at the bedside.</summary>
    OtherWristband = 14,

    /// <summary>Tube d’une autre personne, found at the bedside.</summary>
    OtherTube = 15,
}

/// <summary>Which causes somebody chooses, and which the bedside check notes by itself.</summary>
public static class SpecimenCauses
{
    /// <summary>Those to choose from.</summary>
    public static IReadOnlyList<SpecimenCause> Chosen { get; } =
    [
        .. Enum.GetValues<SpecimenCause>().Where(one =>
            one is not (SpecimenCause.None or SpecimenCause.OtherWristband or SpecimenCause.OtherTube)),
    ];
}

/// <summary>One step of one container, sealed for good: who did what when.</summary>
/// <param name="Specimen">The container.</param>
/// <param name="Action">What was done.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
public sealed record SpecimenStep(EntryId Specimen, SpecimenAction Action, DateTimeOffset At, ActorId By)
{
    /// <summary>Longest note.</summary>
    public const int MaxNoteCharacters = 500;

    /// <summary>Longest name of the person informed.</summary>
    public const int MaxInformedCharacters = 120;

    /// <summary>Why it does not conform.</summary>
    public SpecimenCause Cause { get; init; }

    /// <summary>What else there is to say.</summary>
    public string? Note { get; init; }

    /// <summary>Who was told of a non-conformity.</summary>
    public string? Informed { get; init; }

    /// <summary>When that person was told.</summary>
    public DateTimeOffset? InformedAt { get; init; }

    /// <summary>Where: rack and position, another laboratory, site of puncture.</summary>
    public string? Place { get; init; }

    /// <summary>The other container: an aliquot, or the one that is taken instead.</summary>
    public EntryId? Other { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SpecimenStep);

    /// <summary>The step as FHIR R4 Provenance (<see href="http://hl7.org/fhir/R4/provenance.html"/>).</summary>
    public Provenance ToResource() => new()
    {
        Target = [Of("Specimen", Specimen.ToString())],
        OccurredDateTime = Instant(At),
        Recorded = Instant(At),
        Activity = new() { Coding = [new() { System = StepSystem, Code = Action.ToString() }] },
        Reason = Cause == SpecimenCause.None
            ? null
            : [new() { Coding = [new() { System = CauseSystem, Code = Cause.ToString() }] }],
        Agent = [new() { Who = Of("Practitioner", By.ToString()) }],
        Entity = Other is { } other ? [new() { Role = "source", What = Of("Specimen", other.ToString()) }] : null,
        Extension = Extensions(),
    };

    /// <summary>Reads a step; null where the Provenance is another's.</summary>
    public static SpecimenStep? Read(CurrentEntry<Provenance> entry)
    {
        Provenance one = entry.Resource;
        return one.Activity?.Coding?.Find(code => code.System is StepSystem)?.Code is { } code
            && Enum.TryParse(code, out SpecimenAction action)
            && Id(one.Target is { Count: > 0 } targets ? targets[0] : null, "Specimen") is { } target
            && EntryId.TryParse(target, out EntryId specimen)
            && Time(one.OccurredDateTime) is { } at
            && Id(one.Agent is { Count: > 0 } agents ? agents[0].Who : null, "Practitioner") is { } who
            && ActorId.TryParse(who, out ActorId by)
                ? new(specimen, action, at, by)
                {
                    Cause = one.Reason is { Count: > 0 } reasons
                        && Enum.TryParse(
                            reasons[0].Coding?.Find(cause => cause.System is CauseSystem)?.Code, out SpecimenCause cause)
                            ? cause
                            : SpecimenCause.None,
                    Note = Text(one, NoteUrl),
                    Informed = Text(one, InformedUrl),
                    InformedAt = Time(Text(one, InformedAtUrl)),
                    Place = Text(one, PlaceUrl),
                    Other = Id(one.Entity is { Count: > 0 } entities ? entities[0].What : null, "Specimen") is { } other
                        && EntryId.TryParse(other, out EntryId related) ? related : null,
                }
                : null;
    }

    /// <summary>The steps among opened entries, oldest first.</summary>
    public static IReadOnlyList<SpecimenStep> Of(IEnumerable<RecordAccess.Opening.OpenedEntry> entries) =>
        [.. ReadEntries.Of<Provenance>(entries).Select(Read).OfType<SpecimenStep>().OrderBy(step => step.At)];

    /// <summary>
    /// What a report must say of a container: the causes for which it was accepted with reserve, in their order.
    /// </summary>
    public static IReadOnlyList<SpecimenStep> ReservesOf(EntryId specimen, IEnumerable<SpecimenStep> steps) =>
        [.. steps.Where(step => step.Specimen == specimen && step.Action == SpecimenAction.Reserved)];

    private const string StepSystem = "urn:serment:fhir:specimen-step";
    private const string CauseSystem = "urn:serment:fhir:specimen-cause";
    private const string NoteUrl = "urn:serment:fhir:specimen-note";
    private const string InformedUrl = "urn:serment:fhir:specimen-informed";
    private const string InformedAtUrl = "urn:serment:fhir:specimen-informed-at";
    private const string PlaceUrl = "urn:serment:fhir:specimen-place";
    private const string TimeForm = "yyyy-MM-ddTHH:mm:ss.fffzzz";

    private List<Extension>? Extensions()
    {
        List<Extension> all = [];
        Add(NoteUrl, Note);
        Add(InformedUrl, Informed);
        Add(InformedAtUrl, InformedAt is { } at ? Instant(at) : null);
        Add(PlaceUrl, Place);
        return all.Count == 0 ? null : all;

        void Add(string url, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                all.Add(new() { Url = url, ValueString = text });
            }
        }
    }

    private static string? Text(Provenance one, string url) =>
        one.Extension?.Find(extension => string.Equals(extension.Url, url, StringComparison.Ordinal))?.ValueString;

    private static Reference Of(string type, string id) => new() { ReferenceValue = $"{type}/{id}" };

    private static string? Id(Reference? reference, string type) =>
        reference?.ReferenceValue is { } text && text.StartsWith(type + "/", StringComparison.Ordinal)
            ? text[(type.Length + 1)..]
            : null;

    private static string Instant(DateTimeOffset time) => time.ToString(TimeForm, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(
            text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? time
            : null;
}

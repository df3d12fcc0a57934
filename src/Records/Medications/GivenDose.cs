using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Medications;

/// <summary>What became of a dose.</summary>
public enum DoseOutcome : byte
{
    /// <summary>Given.</summary>
    Given = 1,

    /// <summary>The patient refused.</summary>
    Refused = 2,

    /// <summary>Put off to another time.</summary>
    Postponed = 3,

    /// <summary>Not given.</summary>
    NotGiven = 4,
}

/// <summary>Why a dose was not given, or put off.</summary>
public enum NotGivenReason : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The patient must not eat or drink.</summary>
    Fasting = 1,

    /// <summary>The patient is elsewhere.</summary>
    Absent = 2,

    /// <summary>Nausea, vomiting, drowsiness: it cannot be taken.</summary>
    CannotTake = 3,

    /// <summary>No line, no tube.</summary>
    NoAccess = 4,

    /// <summary>The drug is not there.</summary>
    Unavailable = 5,

    /// <summary>A physician decided so.</summary>
    MedicalDecision = 6,

    /// <summary>The patient's wish.</summary>
    PatientWish = 7,
}

/// <summary>A dose as somebody noted it.</summary>
/// <param name="Line">The line's entry.</param>
/// <param name="Planned">When it was due; null for one given as needed.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="At">When.</param>
/// <param name="Quantity">How much was given.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Comment">In words.</param>
/// <param name="PostponedTo">Until when it is put off.</param>
/// <param name="Drug">The drug's name, so that the note can be read by itself.</param>
public sealed record GivenDose(
    EntryId Line, DateTimeOffset? Planned, DoseOutcome Outcome, DateTimeOffset At, decimal? Quantity, string? Unit,
    NotGivenReason Reason, string? Comment, DateTimeOffset? PostponedTo, string Drug)
{
    /// <summary>Longest comment.</summary>
    public const int MaxCommentChars = 300;

    /// <summary>Noted later than this after it was given, it is a late entry.</summary>
    public const int LateAfterMinutes = 60;

    /// <summary>Who noted it first, and when; null before it is stored.</summary>
    public (ActorId By, DateTimeOffset At)? Noted { get; init; }

    /// <summary>The entry's version; null before it is stored.</summary>
    public EntryVersion? Version { get; init; }

    /// <summary>How this version came about, where it corrects an earlier one.</summary>
    public DoseCorrected? Corrected { get; init; }

    /// <summary>Whether it was noted by mistake: it counts for nothing.</summary>
    public bool IsInError { get; init; }

    /// <summary>Whether it was noted long after it happened.</summary>
    public bool IsLate => Noted is { } noted && noted.At - At > TimeSpan.FromMinutes(LateAfterMinutes);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(GivenDose);
}

/// <summary>The FHIR MedicationAdministration of the clinical compartment.</summary>
public static class GivenDoses
{
    /// <summary>FHIR's status of what was noted by mistake.</summary>
    private const string InErrorStatus = "entered-in-error";

    private const string PlannedAt = "https://serment.org/fhir/planned-at";
    private const string Until = "https://serment.org/fhir/postponed-to";
    private const string Reasons = "https://serment.org/fhir/not-given-reason";
    private const string RefusedCode = "Refused";
    private const string CorrectedBecause = "https://serment.org/fhir/correction-reason";
    private const string CorrectedNote = "https://serment.org/fhir/correction-note";
    private const string NotedAt = "https://serment.org/fhir/noted-at";
    private const string StatusBefore = "https://serment.org/fhir/status-before-error";

    /// <summary>All that was noted, entered in error left out.</summary>
    public static IReadOnlyList<GivenDose> Of(IEnumerable<OpenedEntry> entries) =>
        [.. All(entries).Where(dose => !dose.IsInError)];

    /// <summary>All that was noted, what was entered in error too.</summary>
    public static IReadOnlyList<GivenDose> All(IEnumerable<OpenedEntry> entries) =>
        [.. ReadEntries.Of<MedicationAdministration>(entries).Select(Read).OfType<GivenDose>()];

    /// <summary>
    /// Writes a correction into the resource that it corrects: another time or quantity, or that it was noted by
    /// mistake. Who corrects is the new version's author; who noted first stays the performer.
    /// </summary>
    public static MedicationAdministration Correct(
        MedicationAdministration resource, GivenDose before, DoseCorrection correction, TimeZoneInfo zone)
    {
        List<Extension> extensions =
        [
            .. (resource.Extension ?? []).Where(one => one.Url is not (CorrectedBecause or CorrectedNote or NotedAt)),
            new() { Url = CorrectedBecause, ValueCode = correction.Reason.ToString() },
        ];
        if (before.Noted is { } noted)
        {
            extensions.Add(new() { Url = NotedAt, ValueDateTime = Text(noted.At, zone) });
        }

        if (correction.Comment is { } comment)
        {
            extensions.Add(new() { Url = CorrectedNote, ValueString = comment });
        }

        if (DoseCorrection.IsWithdrawal(correction.Reason))
        {
            extensions.Add(new() { Url = StatusBefore, ValueCode = resource.Status });
            resource.Status = InErrorStatus;
        }
        else
        {
            resource.EffectiveDateTime = Text(correction.At, zone);
            if (before is { Outcome: DoseOutcome.Given, Unit: { } unit } && correction.Quantity is { } quantity)
            {
                resource.Dosage ??= new();
                resource.Dosage.Dose = DosageResource.QuantityOf(quantity, unit);
            }
        }

        resource.Extension = extensions;
        return resource;
    }

    /// <summary>Writes one.</summary>
    public static MedicationAdministration Write(GivenDose dose, PatientId patient, ActorId author, TimeZoneInfo zone)
    {
        MedicationAdministration resource = new()
        {
            Status = dose.Outcome switch
            {
                DoseOutcome.Given => "completed",
                DoseOutcome.Postponed => "on-hold",
                _ => "not-done",
            },
            MedicationCodeableConcept = new() { Text = dose.Drug },
            Subject = new() { ReferenceValue = $"Patient/{patient}" },
            Request = new() { ReferenceValue = $"MedicationRequest/{dose.Line}" },
            EffectiveDateTime = Text(dose.At, zone),
            Performer = [new() { Actor = new() { ReferenceValue = $"Practitioner/{author}" } }],
            Note = dose.Comment is { } comment ? [new() { Text = comment }] : null,
        };
        string? reason = dose.Outcome == DoseOutcome.Refused ? RefusedCode
            : dose.Reason == NotGivenReason.None ? null
            : dose.Reason.ToString();
        resource.StatusReason = reason is null ? null : [Coded.Of(Reasons, reason)];
        if (dose is { Outcome: DoseOutcome.Given, Quantity: { } quantity, Unit: { } unit })
        {
            resource.Dosage = new() { Dose = DosageResource.QuantityOf(quantity, unit) };
        }

        List<Extension> extensions = [];
        if (dose.Planned is { } planned)
        {
            extensions.Add(new() { Url = PlannedAt, ValueDateTime = Text(planned, zone) });
        }

        if (dose.PostponedTo is { } later)
        {
            extensions.Add(new() { Url = Until, ValueDateTime = Text(later, zone) });
        }

        resource.Extension = extensions.Count > 0 ? extensions : null;
        return resource;
    }

    private static GivenDose? Read(CurrentEntry<MedicationAdministration> entry)
    {
        MedicationAdministration resource = entry.Resource;
        string? reason = Coded.CodeIn(resource.StatusReason?.FirstOrDefault(), Reasons);
        if (resource.Request?.ReferenceValue is not { } request
            || !EntryId.TryParse(request[(request.LastIndexOf('/') + 1)..], out EntryId line)
            || Coded.Moment(resource.EffectiveDateTime) is not { } at)
        {
            return null;
        }

        bool isInError = resource.Status is InErrorStatus;
        string? status = isInError
            ? resource.Extension?.Find(one => one.Url is StatusBefore)?.ValueCode
            : resource.Status;
        DateTimeOffset recorded = DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs);
        DoseOutcome outcome = status switch
        {
            "completed" or "in-progress" => DoseOutcome.Given,
            "on-hold" => DoseOutcome.Postponed,
            _ => reason is RefusedCode ? DoseOutcome.Refused : DoseOutcome.NotGiven,
        };
        Quantity? given = resource.Dosage?.Dose;
        return new(
            line,
            Coded.Moment(resource.Extension?.Find(one => one.Url is PlannedAt)?.ValueDateTime),
            outcome,
            at,
            given?.Value is { } value && value.TryToDecimal(out decimal quantity) ? quantity : null,
            given?.Code,
            Enum.TryParse(reason, out NotGivenReason why) && Enum.IsDefined(why) ? why : NotGivenReason.None,
            Coded.NoteOf(resource.Note),
            Coded.Moment(resource.Extension?.Find(one => one.Url is Until)?.ValueDateTime),
            Coded.TextOf(resource.MedicationCodeableConcept) ?? "")
        {
            Noted = (
                PerformerOf(resource) ?? entry.Author,
                Coded.Moment(resource.Extension?.Find(one => one.Url is NotedAt)?.ValueDateTime) ?? recorded),
            Version = entry.Version,
            IsInError = isInError,
            Corrected = CorrectedOf(resource, entry.Author, recorded),
        };
    }

    private static DoseCorrected? CorrectedOf(MedicationAdministration resource, ActorId author, DateTimeOffset at)
    {
        string? reason = resource.Extension?.Find(one => one.Url is CorrectedBecause)?.ValueCode;
        return Enum.TryParse(reason, out CorrectionReason why) && Enum.IsDefined(why)
            ? new(why, resource.Extension?.Find(one => one.Url is CorrectedNote)?.ValueString, author, at)
            : null;
    }

    private static ActorId? PerformerOf(MedicationAdministration resource)
    {
        string? actor = resource.Performer?.FirstOrDefault()?.Actor?.ReferenceValue;
        return actor is not null && ActorId.TryParse(actor[(actor.LastIndexOf('/') + 1)..], out ActorId who)
            ? who
            : null;
    }

    private static string Text(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

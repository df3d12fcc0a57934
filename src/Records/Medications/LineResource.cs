using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts.Items;

namespace Serment.Records.Medications;

/// <summary>A warning that the prescriber has answered, kept with the line.</summary>
/// <param name="Key">Which warning: <see cref="PrescriptionWarning.Key"/>.</param>
/// <param name="Reason">Why it does not stand in the way.</param>
/// <param name="Comment">In her words.</param>
public sealed record AnsweredWarning(string Key, OverruleReason Reason, string? Comment)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(AnsweredWarning);
}

/// <summary>Why a warning does not stand in the way.</summary>
public enum OverruleReason : byte
{
    /// <summary>The benefit outweighs the risk.</summary>
    Benefit = 1,

    /// <summary>The patient has tolerated it before.</summary>
    Tolerated = 2,

    /// <summary>Checked with the patient or the file: it does not concern this case.</summary>
    NotConcerned = 3,

    /// <summary>There is nothing else.</summary>
    NoAlternative = 4,

    /// <summary>Wanted so, and watched.</summary>
    Watched = 5,
}

/// <summary>
/// The FHIR MedicationRequest of the clinical compartment, to and from a line. What is not ours in a resource is kept
/// when a line changes its state.
/// </summary>
public static class LineResource
{
    /// <summary>The identifiers of prescriptions: lines signed together bear the same.</summary>
    public const string GroupSystem = "https://serment.org/fhir/prescription";

    private const string ReasonSystem = "https://serment.org/fhir/stop-reason";
    private const string Category = "http://terminology.hl7.org/CodeSystem/medicationrequest-category";
    private const string Inpatient = "inpatient";
    private const string Community = "community";
    private const string Warning = "https://serment.org/fhir/overruled-warning";
    private const string Replaces = "https://serment.org/fhir/replaces";
    private const string Substitution = "https://serment.org/fhir/no-substitution";

    private static readonly string[] States =
        ["", "draft", "active", "stopped", "completed", "cancelled", "entered-in-error"];

    /// <summary>Where the line stands.</summary>
    public static LineState StateOf(MedicationRequest resource) =>
        Array.IndexOf(States, resource.Status) is > 0 and int place ? (LineState)place : LineState.EnteredInError;

    /// <summary>Sets where the line stands.</summary>
    public static void SetState(MedicationRequest resource, LineState state) => resource.Status = States[(int)state];

    /// <summary>Reads a line.</summary>
    public static PrescriptionLine Read(MedicationRequest resource) => new()
    {
        Cis = resource.MedicationCodeableConcept?.Coding?
            .Find(one => one.System is DrugDirectory.CisSystem)?.Code,
        Name = resource.MedicationCodeableConcept?.Text ?? "",
        Route = resource.DosageInstruction?.Find(one => one.Route is not null)?.Route?.Text,
        Steps = DosageResource.Read(resource.DosageInstruction),
        Start = DosageResource.StartOf(resource.DosageInstruction),
        NoSubstitution = SubstitutionOf(resource),
        Note = resource.Note?.FirstOrDefault()?.Text,
    };

    /// <summary>A draft of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="texts">Each step in words, as the signer reads it.</param>
    /// <param name="patient">Whose.</param>
    /// <param name="author">Who writes.</param>
    /// <param name="replaced">The line whose place it takes when signed, and whether that is a renewal.</param>
    /// <param name="zone">The house's.</param>
    public static MedicationRequest Draft(
        PrescriptionLine line, IReadOnlyList<string> texts, PatientId patient, ActorId author,
        (EntryId Entry, StopReason Reason)? replaced, TimeZoneInfo zone)
    {
        MedicationRequest resource = new()
        {
            Status = States[(int)LineState.Draft],
            Intent = "order",
            MedicationCodeableConcept = new()
            {
                Coding = line.Cis is null
                    ? null
                    : [new() { System = DrugDirectory.CisSystem, Code = line.Cis, Display = line.Name }],
                Text = line.Name,
            },
            Subject = new() { ReferenceValue = $"Patient/{patient}" },
            Recorder = new() { ReferenceValue = $"Practitioner/{author}" },
            DosageInstruction = DosageResource.Write(line, texts, zone),
            Note = line.Note is { } note ? [new() { Text = note }] : null,
        };
        if (line.NoSubstitution != NoSubstitution.None)
        {
            resource.Substitution = new()
            {
                AllowedBoolean = false,
                Reason = new() { Coding = [new() { System = Substitution, Code = line.NoSubstitution.ToString() }] },
            };
        }

        if (replaced is { } before)
        {
            resource.PriorPrescription = new() { ReferenceValue = $"MedicationRequest/{before.Entry}" };
            resource.Extension = [new() { Url = Replaces, ValueCode = before.Reason.ToString() }];
        }

        return resource;
    }

    /// <summary>Makes a draft a signed line.</summary>
    public static void Sign(
        MedicationRequest resource, ActorId author, DateTimeOffset at, string group, LineSetting setting,
        IReadOnlyList<AnsweredWarning> answers)
    {
        SetState(resource, LineState.Active);
        resource.AuthoredOn = at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        resource.Requester = new() { ReferenceValue = $"Practitioner/{author}" };
        resource.GroupIdentifier = new() { System = GroupSystem, Value = group };
        resource.Category =
        [
            Coded.Of(Category, setting == LineSetting.Ward ? Inpatient : Community),
        ];
        foreach (AnsweredWarning answer in answers)
        {
            (resource.Extension ??= []).Add(new()
            {
                Url = Warning,
                Extension =
                [
                    new() { Url = "warning", ValueString = answer.Key },
                    new() { Url = "reason", ValueCode = answer.Reason.ToString() },
                    .. answer.Comment is { } comment
                        ? [new Extension() { Url = "comment", ValueString = comment }]
                        : Array.Empty<Extension>(),
                ],
            });
        }
    }

    /// <summary>Ends a line.</summary>
    public static void Stop(MedicationRequest resource, StopReason reason, string? comment)
    {
        SetState(resource, reason == StopReason.Renewed ? LineState.Completed : LineState.Stopped);
        resource.StatusReason = new()
        {
            Coding = [new() { System = ReasonSystem, Code = reason.ToString() }],
            Text = comment,
        };
    }

    /// <summary>Why it was stopped, and the words beside.</summary>
    public static (StopReason? Reason, string? Comment) StoppedBecause(MedicationRequest resource) =>
        (EnumIn<StopReason>(resource.StatusReason?.Coding?.Find(one => one.System is ReasonSystem)?.Code),
            resource.StatusReason?.Text);

    /// <summary>The prescription that it was signed with; null for a draft.</summary>
    public static string? GroupOf(MedicationRequest resource) =>
        resource.GroupIdentifier is { System: GroupSystem, Value: { } value } ? value : null;

    /// <summary>Where it is given.</summary>
    public static LineSetting SettingOf(MedicationRequest resource) =>
        resource.Category?.Exists(one => Coded.CodeIn(one, Category) is Inpatient) == true
            ? LineSetting.Ward
            : LineSetting.Home;

    /// <summary>The line whose place it takes, and why.</summary>
    public static (EntryId Entry, StopReason Reason)? ReplacedBy(MedicationRequest resource) =>
        resource.PriorPrescription?.ReferenceValue is { } reference
        && EntryId.TryParse(reference[(reference.LastIndexOf('/') + 1)..], out EntryId entry)
            ? (entry, EnumIn<StopReason>(resource.Extension?.Find(one => one.Url is Replaces)?.ValueCode)
                ?? StopReason.Changed)
            : null;

    /// <summary>The warnings answered when it was signed.</summary>
    public static IReadOnlyList<AnsweredWarning> AnswersOf(MedicationRequest resource) =>
    [
        .. (resource.Extension ?? []).Where(one => one.Url is Warning).Select(one => new AnsweredWarning(
            one.Extension?.Find(part => part.Url is "warning")?.ValueString ?? "",
            EnumIn<OverruleReason>(one.Extension?.Find(part => part.Url is "reason")?.ValueCode)
                ?? OverruleReason.NotConcerned,
            one.Extension?.Find(part => part.Url is "comment")?.ValueString)),
    ];

    /// <summary>A member of staff behind a reference.</summary>
    public static ActorId? StaffOf(Reference? reference) =>
        reference?.ReferenceValue is { } text
        && ActorId.TryParse(text[(text.LastIndexOf('/') + 1)..], out ActorId staff)
            ? staff
            : null;

    private static T? EnumIn<T>(string? code)
        where T : struct, Enum =>
        Enum.TryParse(code, out T value) && Enum.IsDefined(value) ? value : null;

    private static NoSubstitution SubstitutionOf(MedicationRequest resource) =>
        EnumIn<NoSubstitution>(resource.Substitution?.Reason?.Coding?.Find(one => one.System is Substitution)?.Code)
            ?? NoSubstitution.None;
}

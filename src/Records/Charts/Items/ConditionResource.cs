using Serment.Fhir;
using Serment.Records.Charts.Diagnoses;

namespace Serment.Records.Charts.Items;

/// <summary>
/// The FHIR Condition of the clinical compartment: problems, and history by its category. What is not ours in a
/// resource is kept when somebody corrects it.
/// </summary>
public static class ConditionResource
{
    /// <summary>Marks the main problem of a chart (boolean).</summary>
    public const string MainProblem = "https://serment.org/fhir/StructureDefinition/main-problem";

    /// <summary>Says which relative had it (string).</summary>
    public const string Relative = "https://serment.org/fhir/StructureDefinition/family-member";

    private const string Clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private const string Verification = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private const string FhirCategory = "http://terminology.hl7.org/CodeSystem/condition-category";
    private const string OwnCategory = "https://serment.org/fhir/condition-category";
    private const string Snomed = "http://snomed.info/sct";

    private static readonly string[] Kinds =
        ["problem-list-item", "medical-history", "surgical-history", "family-history"];

    // The codes that FHIR's value set condition-severity names.
    private static readonly string?[] Severities = [null, "255604002", "6736007", "24484000"];

    /// <summary>Reads.</summary>
    public static ConditionDetails Read(Condition resource)
    {
        string? verification = Coded.CodeIn(resource.VerificationStatus, Verification);
        string? own = (resource.Category ?? [])
            .Select(one => Coded.CodeIn(one, OwnCategory))
            .FirstOrDefault(one => one is not null);
        return new()
        {
            Title = Coded.TextOf(resource.Code) ?? "",
            Code = Coded.CodeIn(resource.Code, Diagnosis.System)?.Replace(".", "", StringComparison.Ordinal),
            Kind = (ConditionKind)Math.Max(0, Array.IndexOf(Kinds, own)),
            State = ItemStates.Of(Coded.CodeIn(resource.ClinicalStatus, Clinical), verification),
            Severity = (ConditionSeverity)Math.Max(
                0, Array.IndexOf(Severities, Coded.CodeIn(resource.Severity, Snomed))),
            IsMain = resource.Extension?.Find(one => one.Url is MainProblem)?.ValueBoolean ?? false,
            Since = resource.OnsetDateTime,
            Until = resource.AbatementDateTime,
            Relative = resource.Extension?.Find(one => one.Url is Relative)?.ValueString,
            Note = Coded.NoteOf(resource.Note),
        };
    }

    /// <summary>A new resource, or the one that is being corrected with these details.</summary>
    public static Condition Write(ConditionDetails details, Condition? before, ItemWriter writer)
    {
        Condition into = before ?? new()
        {
            Subject = writer.Subject(),
            RecordedDate = writer.AtText,
            Recorder = writer.Author(),
        };
        into.Code = new() { Text = details.Title, Coding = details.Code is { } code ? [CodingOf(code)] : null };
        into.Category = details.Kind == ConditionKind.Problem
            ? [Coded.Of(FhirCategory, Kinds[0])]
            : [Coded.Of(OwnCategory, Kinds[(int)details.Kind])];
        into.Severity = Severities[(int)details.Severity] is { } severity ? Coded.Of(Snomed, severity) : null;
        into.OnsetDateTime = details.Since;
        into.AbatementDateTime = details.Until;
        into.Note = Coded.WithNote(into.Note, details.Note, writer);
        into.Extension = [.. (into.Extension ?? []).Where(one => one.Url is not (MainProblem or Relative))];
        if (details.IsMain)
        {
            into.Extension.Add(new() { Url = MainProblem, ValueBoolean = true });
        }

        if (details.Relative is { } relative)
        {
            into.Extension.Add(new() { Url = Relative, ValueString = relative });
        }

        if (into.Extension.Count == 0)
        {
            into.Extension = null;
        }

        if (details.State == ItemState.EnteredInError)
        {
            return MarkError(into);
        }

        into.ClinicalStatus = Coded.Of(Clinical, ItemStates.CodeOf(details.State));
        into.VerificationStatus = Coded.Of(Verification, "confirmed");
        return into;
    }

    /// <summary>Says that it was never so. An entry in error has no clinical status (R4, constraint con-5).</summary>
    public static Condition MarkError(Condition resource)
    {
        resource.ClinicalStatus = null;
        resource.VerificationStatus = Coded.Of(Verification, ItemStates.EnteredInErrorCode);
        return resource;
    }

    private static Coding CodingOf(string code)
    {
        Diagnosis? known = DiagnosisDirectory.Shared.Find(code);
        return new() { System = Diagnosis.System, Code = known?.Dotted ?? code, Display = known?.Label };
    }
}

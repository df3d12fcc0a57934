using Serment.Fhir;
using Serment.Records.Medications;

namespace Serment.Records.Charts.Items;

/// <summary>
/// The FHIR AllergyIntolerance of the clinical compartment. What is not ours in a resource is kept when somebody
/// corrects it.
/// </summary>
public static class AllergyResource
{
    /// <summary>Substances of the French public drug database, by its substance code.</summary>
    public const string BdpmSubstance = SubstanceDirectory.System;

    private const string Clinical = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    private const string Verification = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

    // The code of FHIR's own example "no known allergy" (R4, AllergyIntolerance, example "nka").
    private const string Snomed = "http://snomed.info/sct";
    private const string NoKnownAllergy = "716186003";

    private static readonly string?[] Categories = [null, "medication", "food", "environment", "biologic"];
    private static readonly string?[] Severities = [null, "mild", "moderate", "severe"];
    private static readonly string[] Certainties = ["unconfirmed", "confirmed", "refuted"];

    /// <summary>Reads.</summary>
    public static AllergyDetails Read(AllergyIntolerance resource)
    {
        string? verification = Coded.CodeIn(resource.VerificationStatus, Verification);
        AllergyIntoleranceReaction? reaction = resource.Reaction?.FirstOrDefault();
        return new()
        {
            Substance = Coded.TextOf(resource.Code) ?? "",
            SubstanceCode = Coded.CodeIn(resource.Code, BdpmSubstance),
            IsNoneKnown = Coded.CodeIn(resource.Code, Snomed) is NoKnownAllergy,
            IsIntolerance = resource.Type is "intolerance",
            Category = (AllergyCategory)Math.Max(0, Array.IndexOf(Categories, resource.Category?.FirstOrDefault())),
            Reaction = reaction?.Description ?? Coded.TextOf(reaction?.Manifestation?.FirstOrDefault()),
            Severity = (ReactionSeverity)Math.Max(0, Array.IndexOf(Severities, reaction?.Severity)),
            Certainty = (AllergyCertainty)Math.Max(0, Array.IndexOf(Certainties, verification)),
            State = ItemStates.Of(Coded.CodeIn(resource.ClinicalStatus, Clinical), verification),
            Since = resource.OnsetDateTime,
            Note = Coded.NoteOf(resource.Note),
        };
    }

    /// <summary>A new resource, or the one that is being corrected with these details.</summary>
    public static AllergyIntolerance Write(AllergyDetails details, AllergyIntolerance? before, ItemWriter writer)
    {
        AllergyIntolerance into = before ?? new()
        {
            Patient = writer.Subject(),
            RecordedDate = writer.AtText,
            Recorder = writer.Author(),
        };
        into.Code = details.IsNoneKnown
            ? Coded.Of(Snomed, NoKnownAllergy, details.Substance)
            : details.SubstanceCode is { } code
                ? Coded.Of(BdpmSubstance, code, details.Substance)
                : new() { Text = details.Substance };
        into.Type = details.IsNoneKnown ? null : details.IsIntolerance ? "intolerance" : "allergy";
        into.Category = Categories[(int)details.Category] is { } category ? [category] : null;
        into.OnsetDateTime = details.Since;
        into.Note = Coded.WithNote(into.Note, details.Note, writer);
        WriteReaction(details, into);
        if (details.State == ItemState.EnteredInError)
        {
            return MarkError(into);
        }

        into.ClinicalStatus = Coded.Of(Clinical, ItemStates.CodeOf(details.State));
        into.VerificationStatus = Coded.Of(Verification, Certainties[(int)details.Certainty]);
        return into;
    }

    /// <summary>Says that it was never so. An entry in error has no clinical status (R4, constraint ait-2).</summary>
    public static AllergyIntolerance MarkError(AllergyIntolerance resource)
    {
        resource.ClinicalStatus = null;
        resource.VerificationStatus = Coded.Of(Verification, ItemStates.EnteredInErrorCode);
        return resource;
    }

    /// <summary>Says that it no longer holds.</summary>
    internal static AllergyIntolerance Lift(AllergyIntolerance resource)
    {
        resource.ClinicalStatus = Coded.Of(Clinical, ItemStates.CodeOf(ItemState.Inactive));
        return resource;
    }

    private static void WriteReaction(AllergyDetails details, AllergyIntolerance into)
    {
        if (details.Reaction is null && details.Severity == ReactionSeverity.Unknown)
        {
            into.Reaction = into.Reaction is { Count: > 1 } others ? others[1..] : null;
            return;
        }

        AllergyIntoleranceReaction reaction = into.Reaction?.FirstOrDefault() ?? new();
        reaction.Description = details.Reaction;
        reaction.Manifestation = [new() { Text = details.Reaction ?? "?" }];
        reaction.Severity = Severities[(int)details.Severity];
        into.Reaction = [reaction, .. (into.Reaction ?? []).Skip(1)];
    }
}

using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Results;
using Serment.Records.Documents.Letters;

namespace Serment.Records.Documents.Copies;

/// <summary>
/// What is in a record and was never signed: notes, letters and prescriptions that somebody is writing,
/// results that nobody has validated.
/// </summary>
internal static class UnsignedEntries
{
    /// <summary>Whether the entry is none of them.</summary>
    public static bool IsNone(OpenedEntry entry) => FhirJson.ReadResource(entry.Json.Span) switch
    {
        // A draft that was given up or has served an amendment bears no attester either.
        Composition note => note.Status is not "preliminary"
            && (note.Status is not "entered-in-error" || note.Attester is { Count: > 0 }),
        DocumentReference document => !LetterResource.IsDraft(document),
        MedicationRequest line => line.Status is not "draft"
            && (line.Status is not "cancelled" || line.GroupIdentifier is not null),
        Observation result => !LabResults.IsUnvalidated(result),
        _ => true,
    };
}

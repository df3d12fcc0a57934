namespace Serment.FhirGenerator;

internal static class Selection
{
    /// <summary>The resources that a record and a laboratory store or exchange.</summary>
    public static readonly IReadOnlyList<string> Resources =
    [
        "AllergyIntolerance", "Appointment", "AuditEvent", "Binary", "Bundle", "CapabilityStatement", "CarePlan",
        "CareTeam", "ChargeItem", "Claim", "ClaimResponse", "CodeSystem", "Communication", "Composition", "Condition",
        "Consent", "Coverage", "Device", "DiagnosticReport", "DocumentReference", "Encounter", "EpisodeOfCare", "Flag",
        "Goal", "Group", "Immunization", "Invoice", "List", "Location", "Medication", "MedicationAdministration",
        "MedicationDispense", "MedicationRequest", "MedicationStatement", "Observation", "OperationOutcome",
        "Organization", "Parameters", "Patient", "Practitioner", "PractitionerRole", "Procedure", "Provenance",
        "Questionnaire", "QuestionnaireResponse", "RelatedPerson", "Schedule", "ServiceRequest", "Slot", "Specimen",
        "Task", "ValueSet",
    ];
}

namespace Serment.CustodyProtocol;

/// <summary>
/// A FHIR R4 resource type as the number that rows, wire and associated data use: the place of its name in
/// the alphabetical list of R4 resource types, from 1. The list is frozen; new types would be appended.
/// </summary>
public readonly record struct ResourceType(short Code)
{
    private static readonly string[] Names =
        """
            Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent
            Basic Binary BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan CareTeam
            CatalogEntry ChargeItem ChargeItemDefinition Claim ClaimResponse ClinicalImpression CodeSystem
            Communication CommunicationRequest CompartmentDefinition Composition ConceptMap Condition Consent
            Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device
            DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest
            DocumentReference EffectEvidenceSynthesis Encounter Endpoint EnrollmentRequest EnrollmentResponse
            EpisodeOfCare EventDefinition Evidence EvidenceVariable ExampleScenario ExplanationOfBenefit
            FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy
            Immunization ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide InsurancePlan Invoice
            Library Linkage List Location Measure MeasureReport Media Medication MedicationAdministration
            MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement MedicinalProduct
            MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductIndication
            MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured
            MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect
            MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder Observation
            ObservationDefinition OperationDefinition OperationOutcome Organization OrganizationAffiliation
            Parameters Patient PaymentNotice PaymentReconciliation Person PlanDefinition Practitioner
            PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson RequestGroup
            ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment
            RiskEvidenceSynthesis Schedule SearchParameter ServiceRequest Slot Specimen SpecimenDefinition
            StructureDefinition StructureMap Subscription Substance SubstanceNucleicAcid SubstancePolymer
            SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification
            SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport TestScript ValueSet
            VerificationResult VisionPrescription
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static readonly Dictionary<string, short> Codes = Names
        .Select((name, place) => (name, place))
        .ToDictionary(pair => pair.name, pair => (short)(pair.place + 1), StringComparer.Ordinal);

    /// <summary>Number of known types; codes run from 1 to this.</summary>
    public static int Count => Names.Length;

    /// <summary>FHIR's name.</summary>
    public string Name => Names[Code - 1];

    /// <summary>The type of that name; throws for a name that R4 does not have.</summary>
    public static ResourceType Of(string name) =>
        Codes.TryGetValue(name, out short code)
            ? new(code)
            : throw new ArgumentException("not an R4 resource type", nameof(name));

    /// <summary>Whether a code from the wire or a row is a type.</summary>
    public static bool IsDefined(int code) => code >= 1 && code <= Names.Length;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

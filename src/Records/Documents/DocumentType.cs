using Serment.CustodyProtocol;

namespace Serment.Records.Documents;

/// <summary>What a document is. The names are stored: never reuse one.</summary>
public enum DocumentType
{
    /// <summary>A letter between those who care.</summary>
    Letter,

    /// <summary>What a hospital writes when somebody leaves.</summary>
    DischargeSummary,

    /// <summary>What was done in theatre.</summary>
    OperativeNote,

    /// <summary>The report of an imaging examination.</summary>
    ImagingReport,

    /// <summary>Results of another laboratory.</summary>
    LaboratoryReport,

    /// <summary>A prescription made elsewhere.</summary>
    Prescription,

    /// <summary>A consent or advance directive.</summary>
    Consent,

    /// <summary>A certificate.</summary>
    Certificate,

    /// <summary>A clinical photograph.</summary>
    Photograph,

    /// <summary>Anything else of care.</summary>
    OtherClinical,

    /// <summary>A copy of an identity document.</summary>
    IdentityDocument,

    /// <summary>An administrative form.</summary>
    AdministrativeForm,

    /// <summary>The card or certificate of the mandatory insurer.</summary>
    InsuranceCard,

    /// <summary>The card of the complementary insurer.</summary>
    ComplementaryCard,
}

/// <summary>Which compartment a type goes to, and its code.</summary>
public static class DocumentTypes
{
    /// <summary>The system of our own codes.</summary>
    public const string System = "urn:serment:fhir:document-type";

    /// <summary>All of them, in the order of the list.</summary>
    public static IReadOnlyList<DocumentType> All { get; } = Enum.GetValues<DocumentType>();

    /// <summary>The compartment of a type that nobody labelled sensitive.</summary>
    public static Compartment CompartmentOf(DocumentType type) => type switch
    {
        DocumentType.IdentityDocument or DocumentType.AdministrativeForm => Compartment.Contact,
        DocumentType.InsuranceCard or DocumentType.ComplementaryCard => Compartment.Coverage,
        _ => Compartment.Clinical,
    };

    /// <summary>What somebody may file who writes these compartments.</summary>
    public static IReadOnlyList<DocumentType> For(IReadOnlyList<Compartment> writes) =>
        [.. All.Where(type => writes.Contains(CompartmentOf(type)))];

    /// <summary>LOINC's code (loinc.org, document ontology); null where we know of none.</summary>
    public static string? Loinc(DocumentType type) => type switch
    {
        DocumentType.Letter => "51852-2",
        DocumentType.DischargeSummary => "18842-5",
        DocumentType.OperativeNote => "11504-8",
        DocumentType.ImagingReport => "18748-4",
        DocumentType.LaboratoryReport => "11502-2",
        DocumentType.Prescription => "57833-6",
        DocumentType.Consent => "59284-0",
        DocumentType.Photograph => "72170-4",
        DocumentType.InsuranceCard or DocumentType.ComplementaryCard => "64290-0",
        _ => null,
    };
}

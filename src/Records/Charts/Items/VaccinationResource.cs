using Serment.Fhir;

namespace Serment.Records.Charts.Items;

/// <summary>
/// The FHIR Immunization of the clinical compartment. What is not ours in a resource is kept when somebody corrects it.
/// </summary>
public static class VaccinationResource
{
    /// <summary>FHIR's system of ATC codes.</summary>
    public const string Atc = "http://www.whocc.no/atc";

    private const string ActSite = "http://terminology.hl7.org/CodeSystem/v3-ActSite";
    private const string RouteOfAdministration = "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration";

    /// <summary>
    /// Vaccines of the French calendar and of travel, by ATC code (group J07, WHO Collaborating Centre for Drug
    /// Statistics Methodology). The names are ours.
    /// </summary>
    public static readonly IReadOnlyList<Vaccine> Vaccines =
    [
        new("J07AN01", "BCG (tuberculose)"),
        new("J07BN01", "COVID-19, ARN messager"),
        new("J07BN04", "COVID-19, protéine recombinante"),
        new("J07AM51", "Diphtérie, tétanos (dT)"),
        new("J07CA01", "Diphtérie, tétanos, poliomyélite (dTP)"),
        new("J07CA02", "Diphtérie, tétanos, coqueluche, poliomyélite (dTcaP)"),
        new("J07CA06", "Diphtérie, tétanos, coqueluche, poliomyélite, Hib (pentavalent)"),
        new("J07CA09", "Diphtérie, tétanos, coqueluche, poliomyélite, Hib, hépatite B (hexavalent)"),
        new("J07BA01", "Encéphalite à tiques"),
        new("J07BA02", "Encéphalite japonaise"),
        new("J07BL01", "Fièvre jaune"),
        new("J07AP03", "Fièvre typhoïde"),
        new("J07BB02", "Grippe saisonnière, inactivé"),
        new("J07BB03", "Grippe saisonnière, vivant (nasal)"),
        new("J07AG01", "Haemophilus influenzae b"),
        new("J07BC02", "Hépatite A"),
        new("J07BC20", "Hépatite A et hépatite B"),
        new("J07BC01", "Hépatite B"),
        new("J07AH08", "Méningocoques ACYW"),
        new("J07AH09", "Méningocoque B"),
        new("J07AH07", "Méningocoque C"),
        new("J07BM03", "Papillomavirus (9 valences)"),
        new("J07AL01", "Pneumocoque polyosidique (23 valences)"),
        new("J07AL02", "Pneumocoque conjugué"),
        new("J07BF03", "Poliomyélite, inactivé"),
        new("J07BG01", "Rage"),
        new("J07BD52", "Rougeole, oreillons, rubéole (ROR)"),
        new("J07BH01", "Rotavirus, monovalent"),
        new("J07BH02", "Rotavirus, pentavalent"),
        new("J07AM01", "Tétanos"),
        new("J07BK01", "Varicelle"),
        new("J07BX05", "Virus respiratoire syncytial (VRS)"),
        new("J07BX01", "Variole, mpox"),
        new("J07BK03", "Zona, recombinant"),
    ];

    /// <summary>Where on the body, by HL7's codes of sites.</summary>
    public static readonly IReadOnlyList<string> Sites = ["LA", "RA", "LD", "RD", "LT", "RT", "LVL", "RVL", "BN"];

    /// <summary>How, by HL7's codes of routes.</summary>
    public static readonly IReadOnlyList<string> Routes = ["IM", "SQ", "IDINJ", "PO", "NASINHLC"];

    /// <summary>The vaccine of a code; null for one that is not in the list.</summary>
    public static Vaccine? Find(string? code) =>
        Vaccines.FirstOrDefault(one => string.Equals(one.Code, code, StringComparison.Ordinal));

    /// <summary>Reads.</summary>
    public static VaccinationDetails Read(Immunization resource) => new()
    {
        Vaccine = Coded.TextOf(resource.VaccineCode) ?? "",
        Code = Coded.CodeIn(resource.VaccineCode, Atc),
        On = resource.OccurrenceDateTime ?? resource.OccurrenceString ?? "",
        Lot = resource.LotNumber,
        Site = Coded.CodeIn(resource.Site, ActSite),
        Route = Coded.CodeIn(resource.Route, RouteOfAdministration),
        DoseNumber = resource.ProtocolApplied?.FirstOrDefault()?.DoseNumberPositiveInt,
        IsError = resource.Status is ItemStates.EnteredInErrorCode,
        Note = Coded.NoteOf(resource.Note),
    };

    /// <summary>A new resource, or the one that is being corrected with these details.</summary>
    public static Immunization Write(VaccinationDetails details, Immunization? before, ItemWriter writer)
    {
        Immunization into = before ?? new()
        {
            Patient = writer.Subject(),
            Recorded = writer.AtText,
        };
        into.Status = details.IsError ? ItemStates.EnteredInErrorCode : "completed";
        into.VaccineCode = details.Code is { } code
            ? Coded.Of(Atc, code, details.Vaccine)
            : new() { Text = details.Vaccine };
        into.OccurrenceDateTime = details.On;
        into.LotNumber = details.Lot;
        into.Site = details.Site is { } site ? Coded.Of(ActSite, site) : null;
        into.Route = details.Route is { } route ? Coded.Of(RouteOfAdministration, route) : null;
        into.Note = Coded.WithNote(into.Note, details.Note, writer);
        if (details.DoseNumber is { } dose)
        {
            into.ProtocolApplied ??= [new()];
            into.ProtocolApplied[0].DoseNumberPositiveInt = dose;
        }
        else
        {
            into.ProtocolApplied = null;
        }

        return into;
    }

    /// <summary>Says that it was never given.</summary>
    public static Immunization MarkError(Immunization resource)
    {
        resource.Status = ItemStates.EnteredInErrorCode;
        return resource;
    }
}

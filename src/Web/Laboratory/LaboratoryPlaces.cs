using Serment.Web.Security;

namespace Serment.Web.Laboratory;

/// <summary>A part of the laboratory that one can go to.</summary>
/// <param name="Href">Where.</param>
/// <param name="Icon">Icon.</param>
/// <param name="TextKey">What it is called.</param>
/// <param name="Audience">For whom; the endpoint says the same.</param>
internal sealed record LaboratoryPlace(string Href, string Icon, string TextKey, Audience Audience);

/// <summary>The parts, in the order of a tube's way.</summary>
internal static class LaboratoryPlaces
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<LaboratoryPlace> All { get; } =
    [
        new("/laboratory/collections", "syringe", "collections.title", Audience.CollectsSpecimens),
        new("/laboratory/reception", "badge-check", "reception.title", Audience.EntersLaboratory),
        new("/laboratory/non-conformities", "triangle-alert", "nonConformity.title", Audience.EntersLaboratory),
        new("/laboratory/storage", "list", "storage.title", Audience.WorksInLaboratory),
        new("/laboratory/destruction", "x", "destruction.title", Audience.WorksInLaboratory),
        new("/laboratory/sending", "arrow-right-left", "sending.title", Audience.WorksInLaboratory),
        new("/laboratory/bench", "microscope", "bench.title", Audience.WorksInLaboratory),
        new("/laboratory/requests", "search", "requests.title", Audience.WorksInLaboratory),
        new("/laboratory/instruments", "gauge", "instruments.nav", Audience.SeesInstruments),
        new(Validation.ValidationRoutes.Home, "list-checks", "validation.nav", Audience.Validates),
        new(CriticalValues.CriticalRoutes.Home, "phone", "critical.title", Audience.WorksInLaboratory),
        new("/laboratory/rules", "zap", "rules.title", Audience.WorksInLaboratory),
        new("/laboratory/reports", "key-round", "labReport.nav", Audience.SignsReports),
        new("/laboratory/quality-control", "activity", "qc.title", Audience.WorksInLaboratory),
        new("/laboratory/catalogue", "list-checks", "catalogue.title", Audience.SignedIn),
        new("/laboratory/statistics", "chart-line", "statistics.nav", Audience.SeesLaboratoryNumbers),
    ];
}

using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Catalogue;

/// <summary>The catalogue to read: nothing of a patient, so everybody who is signed in may.</summary>
internal static class CatalogueRoutes
{
    /// <summary>The lists.</summary>
    public const string Home = "/laboratory/catalogue";

    private const int MaxSearch = 60;
    private const CompareOptions Loose = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, ShowAsync).Admits(Audience.SignedIn, Budget.None);
        app.MapGet(Home + "/analyses/{code}", ShowAnalysisAsync).Admits(Audience.SignedIn, Budget.None);
    }

    /// <summary>The address of an analysis.</summary>
    public static string AddressOf(string code) => $"{Home}/analyses/{code}";

    /// <summary>Names of staff, for roles that the custodian tells them to; none for others.</summary>
    public static async Task<IReadOnlyDictionary<ActorId, string>> NamesAsync(
        Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        try
        {
            return await StaffNames.AllAsync(me, custodian, stop);
        }
        catch (CustodyException e) when (e.Status == ResponseStatus.Forbidden)
        {
            return new Dictionary<ActorId, string> { [me.Session.StaffId] = me.Session.Name };
        }
    }

    /// <summary>Whether an analysis is what was searched: by a part of its code, label, LOINC or NABM.</summary>
    public static bool IsFound(Analysis one, string search) =>
        search.Length == 0
        || new[] { one.Code, one.Fr, one.En, one.Loinc, one.Nabm ?? "" }.Any(text =>
            CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, search, Loose) >= 0);

    private static async Task<IResult> ShowAsync(
        string? tab, string? q, int? section, Visitor me, RecordDoor door, Catalogues catalogues,
        CustodianClient custodian, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(me.Session.SiteCode, stop) is not { } site)
        {
            return Problems.NotFound();
        }

        CatalogueTab shown = Enum.TryParse(tab, ignoreCase: true, out CatalogueTab chosen) && Enum.IsDefined(chosen)
            ? chosen
            : CatalogueTab.Analyses;
        string search = (q ?? "").Trim();
        search = search.Length > MaxSearch ? search[..MaxSearch] : search;
        Section? part = section is { } number && Enum.IsDefined((Section)number) ? (Section)number : null;
        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
        IReadOnlyList<CatalogueVersion> versions = await catalogues.VersionsAsync(site, stop);
        return Page.Show<CataloguePage>(
            new CatalogueModel(
                shown, search, part, catalogue,
                [.. catalogue.Analyses.Where(one => (part is null || one.Section == part) && IsFound(one, search))],
                [.. versions.OrderByDescending(one => one.Version)],
                shown == CatalogueTab.Versions && versions.Count > 0
                    ? await NamesAsync(me, custodian, stop)
                    : new Dictionary<ActorId, string>()));
    }

    private static async Task<IResult> ShowAnalysisAsync(
        string code, int? version, Visitor me, RecordDoor door, Catalogues catalogues, CustodianClient custodian,
        CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(me.Session.SiteCode, stop) is not { } site)
        {
            return Problems.NotFound();
        }

        IReadOnlyList<CatalogueVersion> all = await catalogues.VersionsAsync(site, stop);
        LaboratoryCatalogue current = await catalogues.CurrentAsync(site, stop);
        bool isKnown = version is null or ShippedCatalogue.Version || all.Any(one => one.Version == version);
        LaboratoryCatalogue? catalogue =
            !isKnown ? null
            : version is { } wanted ? await catalogues.VersionAsync(site, wanted, stop)
            : current;
        if (catalogue?.Find(code) is not { } analysis)
        {
            return Problems.NotFound();
        }

        CatalogueVersion[] own = [.. all.Where(one => SetsAnalysis(one, code))];
        Dictionary<int, IReadOnlyList<ChangedMember>> changes = [];
        string? before = CatalogueHistory.ShippedBodyOf(CatalogueItemKind.Analysis, code);
        foreach (CatalogueVersion one in own)
        {
            string? after = one.Items.First(item => IsAnalysis(item, code)).Body;
            changes[one.Version] = CatalogueDifference.Of(before, after);
            before = after;
        }

        return Page.Show<AnalysisPage>(
            new AnalysisModel(
                analysis, catalogue, catalogue.Version == current.Version, [.. own.Reverse()], changes,
                own.Length > 0 ? await NamesAsync(me, custodian, stop) : new Dictionary<ActorId, string>()));
    }

    private static bool SetsAnalysis(CatalogueVersion version, string code) =>
        version.Items.Any(item => IsAnalysis(item, code));

    private static bool IsAnalysis(CatalogueItem item, string code) =>
        item.Kind == CatalogueItemKind.Analysis && string.Equals(item.Code, code, StringComparison.Ordinal);
}

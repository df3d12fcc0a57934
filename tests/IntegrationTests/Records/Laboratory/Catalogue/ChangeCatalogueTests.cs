using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.IntegrationTests.Records.Laboratory.Catalogue;

public sealed class ChangeCatalogueTests
{
    private const short Site = 1;
    private static readonly ActorId Biologist = new(7);
    private static readonly Analysis Potassium = ShippedCatalogue.Catalogue.Find("K")!;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_change_makes_a_version_and_the_older_one_stays_as_it_was(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        Catalogues catalogues = new(bed.Main, TimeProvider.System);
        ChangeCatalogue change = new(bed.Main, catalogues, TimeProvider.System);
        Assert.Equal(1, (await catalogues.CurrentAsync(Site, default)).Version);

        CatalogueChanged first = await ChangeAsync(change, Potassium with { Critical = new(2.5m, 6.5m) }, 1);
        CatalogueChanged second = await ChangeAsync(change, Potassium with { Critical = new(2.6m, 6.4m) }, first.Version);

        Assert.Equal((CatalogueChangeState.Saved, 2), (first.State, first.Version));
        Assert.Equal((CatalogueChangeState.Saved, 3), (second.State, second.Version));
        Assert.Equal(Potassium.Critical, (await CriticalAsync(catalogues, 1)));
        Assert.Equal(new Limits(2.5m, 6.5m), await CriticalAsync(catalogues, 2));
        Assert.Equal(new Limits(2.6m, 6.4m), (await catalogues.CurrentAsync(Site, default)).Find("K")!.Critical);
        Assert.Equal(1, (await catalogues.CurrentAsync(2, default)).Version);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => catalogues.VersionAsync(Site, 9, default));

        // Another web server reads the same.
        Catalogues other = new(bed.Main, TimeProvider.System);
        Assert.Equal(3, (await other.CurrentAsync(Site, default)).Version);
        CatalogueVersion read = (await other.VersionsAsync(Site, default))[0];
        Assert.Equal((Biologist.Value, "essai"), (read.RecordedBy, read.Reason));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_second_of_two_editors_is_told(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        ChangeCatalogue one = new(bed.Main, new Catalogues(bed.Main, TimeProvider.System), TimeProvider.System);
        ChangeCatalogue other = new(bed.Main, new Catalogues(bed.Main, TimeProvider.System), TimeProvider.System);

        Assert.Equal(CatalogueChangeState.Saved, (await ChangeAsync(one, Potassium with { Decimals = 2 }, 1)).State);
        CatalogueChanged late = await ChangeAsync(other, Potassium with { Decimals = 3 }, 1);

        Assert.Equal((CatalogueChangeState.ChangedMeanwhile, 2), (late.State, late.Version));
        Assert.Equal(1, await bed.CountAsync("SELECT COUNT(*) FROM catalogue_version"));
        Assert.Equal(CatalogueChangeState.Same, (await ChangeAsync(other, Potassium with { Decimals = 2 }, 2)).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_many_who_save_at_once_each_change_is_kept_or_its_author_told(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        string[] codes = ["NA", "K", "CL", "K"];
        CatalogueChanged[] outcomes = await Task.WhenAll(codes.Select(code => ChangeAsync(
            new ChangeCatalogue(bed.Main, new Catalogues(bed.Main, TimeProvider.System), TimeProvider.System),
            ShippedCatalogue.Catalogue.Find(code)! with { Nabm = null }, 1)));

        int saved = outcomes.Count(one => one.State == CatalogueChangeState.Saved);
        Assert.Equal(3, saved);
        Assert.Distinct(
            outcomes.Where(one => one.State == CatalogueChangeState.Saved).Select(one => one.Version));
        Assert.Equal(saved, await bed.CountAsync("SELECT COUNT(*) FROM catalogue_version"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_planned_change_counts_from_its_day_and_none_goes_before_it(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        Catalogues catalogues = new(bed.Main, TimeProvider.System);
        ChangeCatalogue change = new(bed.Main, catalogues, TimeProvider.System);
        DateTimeOffset later = TimeProvider.System.GetUtcNow().AddDays(30);

        CatalogueChanged planned = await ChangeAsync(change, Potassium with { Decimals = 2 }, 1, later);
        Assert.Equal(CatalogueChangeState.Saved, planned.State);
        Assert.Equal(1, (await catalogues.CurrentAsync(Site, default)).Version);
        CatalogueChanged before = await ChangeAsync(change, Potassium with { Decimals = 3 }, 2);
        Assert.Equal((CatalogueChangeState.Planned, 2), (before.State, before.Version));
        Assert.Equal(
            CatalogueChangeState.Past,
            (await ChangeAsync(change, Potassium with { Decimals = 3 }, 2, TimeProvider.System.GetUtcNow().AddDays(-1))).State);

        CatalogueChanged sodium =
            await ChangeAsync(change, ShippedCatalogue.Catalogue.Find("NA")! with { Decimals = 1 }, 1);
        LaboratoryCatalogue current = await catalogues.CurrentAsync(Site, default);
        Assert.Equal((sodium.Version, 1, 1), (current.Version, current.Find("NA")!.Decimals, current.Find("K")!.Decimals));
        LaboratoryCatalogue then = await catalogues.VersionAsync(Site, planned.Version, default);
        Assert.Equal((1, 2), (then.Find("NA")!.Decimals, then.Find("K")!.Decimals));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task No_change_leaves_the_catalogue_unsound(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        ChangeCatalogue change = new(bed.Main, new Catalogues(bed.Main, TimeProvider.System), TimeProvider.System);

        CatalogueChanged faulty = await ChangeAsync(change, Potassium with { Loinc = "2823-4" }, 1);
        Assert.Equal(CatalogueChangeState.Faults, faulty.State);
        Assert.Equal(new CatalogueFault("K", "loinc", CatalogueFaultKind.Loinc), Assert.Single(faulty.Faults!));

        // The serum tube is in use.
        CatalogueChanged gone = await change.RunAsync(
            Site, new CatalogueItem(CatalogueItemKind.Container, "SER", null), 1, null, "essai", Biologist, default);
        Assert.Equal(CatalogueChangeState.Faults, gone.State);
        Assert.Equal(0, await bed.CountAsync("SELECT COUNT(*) FROM catalogue_item"));
    }

    private static Task<CatalogueChanged> ChangeAsync(
        ChangeCatalogue change, Analysis analysis, int seen, DateTimeOffset? from = null) =>
        change.RunAsync(
            Site, new CatalogueItem(CatalogueItemKind.Analysis, analysis.Code, CatalogueItems.Write(analysis)), seen, from,
            "essai", Biologist, default);

    private static async Task<Limits?> CriticalAsync(Catalogues catalogues, int version) =>
        (await catalogues.VersionAsync(Site, version, default)).Find("K")!.Critical;
}

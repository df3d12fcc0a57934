using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Serment.Benchmarks.Clinic;
using Serment.Benchmarks.Import;
using Serment.Benchmarks.Pages;
using Serment.Cli.Demo.Laboratory;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;

namespace Serment.Benchmarks.Laboratory;

/// <summary>
/// The next patient of the validation queue: from the request for it, by the queue, to the last byte of the page with three
/// years of results, controls and delta, for people who have been to the laboratory every six weeks.
/// </summary>
internal static class ValidationBenchmark
{
    // Nobody listens: the analysers are rows.
    private const int FirstPort = 7_900;
    private const int Patients = 12;
    private const int Others = 120;
    private const int AnalysesOfOrder = 20;
    private const int OrdersBefore = 24;
    private const int DaysBetween = 45;

    private static readonly (string Half, string Most) Goals = ("≤ 1.5 ×", "≤ 150 ms");

    /// <summary>Measures it on each engine.</summary>
    public static async Task<IReadOnlyList<Measured>> RunAsync(FilledFolders folders, BenchmarkSettings settings)
    {
        List<Measured> lines = [];
        foreach (bool postgres in folders.Engines)
        {
            lines.AddRange(await MeasureAsync(await folders.OfAsync(postgres), settings.Iterations));
        }

        return lines;
    }

    private static async Task<IReadOnlyList<Measured>> MeasureAsync(FilledFolder filled, int iterations)
    {
        await using PageStage stage = await PageStage.StartAsync(filled.Data);
        await using PlainRows plain = new(filled.PlainDatabase);
        await PagePreparation.FillPlainAsync(filled, stage, plain, await stage.SignInAsync(Role.Receptionist));
        SessionToken reader = await stage.SignInAsync(Role.Biologist);
        List<(ActorId Id, string Name)> staff = await ClinicBenchmark.HireAsync(stage, plain, reader);
        IReadOnlyList<FilledOrder> waiting = await FillAsync(stage, plain, staff[0].Id);
        await using WebApplication baseline = await PlainServer.StartAsync(stage, plain, reader);
        using HttpClient ours = PageTiming.Browser(stage.Web.Origin, reader, follows: true);
        using HttpClient theirs = PageTiming.Browser(baseline.Urls.First(), reader, follows: true);
        string work = string.Create(
            CultureInfo.InvariantCulture,
            $"next of {waiting.Count + Others} orders to be validated, {OrdersBefore * AnalysesOfOrder} results in 3 years");
        Visit visit = new(work, i => new(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"/laboratory/validation/next/{stage.Unit}?after=")
            + (i % Patients == 0 ? "" : waiting[(i % Patients) - 1].Rows.Request.Request.ToString())));
        return await PageTiming.MeasureAsync(visit, filled.Engine, Goals, ours, theirs, iterations);
    }

    // Those with a history wait longest, so that they come first.
    private static async Task<IReadOnlyList<FilledOrder>> FillAsync(
        PageStage stage, PlainRows plain, ActorId technician)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        int instrument = 0;
        foreach (DatabaseLocation location in (DatabaseLocation[])[plain.Location, stage.Main])
        {
            instrument = await FurnishAsync(stage, location, technician, now);
        }

        LaboratoryCatalogue catalogue =
            await new Catalogues(stage.Main, TimeProvider.System).CurrentAsync(PageStage.Site, CancellationToken.None);
        string[] codes = FilledOrders.Codes(catalogue, AnalysesOfOrder);
        FilledOrders draw = new(catalogue, PageStage.Site, stage.Unit, instrument);
        PatientId[] people = await PagePreparation.PatientsAsync(stage);
        await stage.DeclareAsync(people[..Patients]);
        List<FilledOrder> waiting = [];
        for (int i = 0; i < Patients; i++)
        {
            // Nobody may seal as much in an hour as all these orders are.
            SessionToken writer = await stage.SignInAsync(Role.Biologist);
            List<FilledOrder> before = [];
            for (int visit = 1; visit <= OrdersBefore; visit++)
            {
                before.Add(draw.Draw(
                    people[i], codes, AnalysisStatus.Final, now.AddDays(-visit * DaysBetween), technician, technician,
                    technician));
            }

            FilledOrder order = draw.Draw(
                people[i], codes, AnalysisStatus.Technical, now.AddHours(-5).AddMinutes(i), technician, technician, technician);
            await FilledOrders.SealAsync(
                stage, people[i], before.Append(order).SelectMany(one => one.Drafts), writer);
            foreach (DatabaseLocation location in (DatabaseLocation[])[stage.Main, plain.Location])
            {
                await FilledOrders.InsertAsync(location, [.. before, order]);
            }

            await PagePreparation.FillChartAsync(stage, plain, people[i], writer);
            waiting.Add(order);
        }

        FilledOrder[] others =
        [
            .. people[Patients..(Patients + Others)].Select((one, i) => draw.Draw(
                one, codes, AnalysisStatus.Technical, now.AddHours(-3).AddMinutes(i), technician, technician, technician)),
        ];
        await FilledOrders.InsertAsync(stage.Main, others);
        await FilledOrders.InsertAsync(plain.Location, others);
        return waiting;
    }

    /// <summary>The laboratory, as its reports name it.</summary>
    public static Task DeclareAsync(PageStage stage, DatabaseLocation location) =>
        new Laboratories(stage.Door, location).SaveAsync(
            new()
            {
                Site = PageStage.Site, LaboratoryId = stage.Unit, Name = "Laboratoire des Essais",
                Address = "1 rue des Essais\n69000 Lyon", Phone = "04 72 00 00 00", Finess = "690000001", Head = "Dr Essai",
            },
            CancellationToken.None);

    /// <summary>The laboratory, its analysers and four weeks of their controls; the number of the first analyser.</summary>
    private static async Task<int> FurnishAsync(
        PageStage stage, DatabaseLocation location, ActorId technician, DateTimeOffset now)
    {
        await DeclareAsync(stage, location);
        DemoBench bench = new(
            new(location), new(stage.Door, location, TimeProvider.System), new(stage.Door, location, TimeProvider.System),
            new(stage.Door, location, TimeProvider.System), BenchmarkSite.Code, technician);
        await bench.FurnishAsync(PageStage.Site, stage.Unit, ["NA", "K", "CREA"], FirstPort, now, CancellationToken.None);
        return bench.BySection[Section.Biochemistry].Id;
    }
}

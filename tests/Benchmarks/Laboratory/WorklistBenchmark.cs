using System.Diagnostics;
using System.Globalization;
using Serment.Benchmarks.Clinic;
using Serment.Benchmarks.Pages;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Benchmarks.Laboratory;

/// <summary>
/// The worklist of the bench with as many tubes as one page shows, from the request to the last byte, beside twenty times as
/// many tubes that are done.
/// </summary>
internal static class WorklistBenchmark
{
    private const int Tubes = ReadWorklist.MaxTubes;
    private const int Done = 20 * Tubes;
    private const int AnalysesOfTube = 4;
    private const int Warm = 40;
    private const string Goal = "≤ 100 ms";

    private static readonly string[] Chemistry = ["NA", "K", "CL", "CREA"];

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
        SessionToken technician = await stage.SignInAsync(Role.LaboratoryTechnician);
        await FillAsync(stage);
        using HttpClient browser = PageTiming.Browser(stage.Web.Origin, technician);
        string path = string.Create(CultureInfo.InvariantCulture, $"/laboratory/bench?lab={stage.Unit}&view=ToDo");
        Samples times = new();
        for (int i = -Warm; i < iterations; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            string page = await browser.GetStringAsync(path);
            double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            if (i == -Warm && page.Split("/laboratory/bench/tubes/").Length <= Tubes)
            {
                throw new InvalidOperationException("the worklist does not show its tubes");
            }

            if (i >= 0)
            {
                times.Add(milliseconds);
            }
        }

        string work = string.Create(
            CultureInfo.InvariantCulture, $"worklist of {Tubes} tubes, {Tubes * AnalysesOfTube:N0} analyses, {filled.Engine}");
        return
        [
            new($"{work}, p50", "–", Table.Ms(times.At(50)), "–", Goal),
            new($"{work}, p99", "–", Table.Ms(times.At(99)), "–", Goal),
        ];
    }

    private static async Task FillAsync(PageStage stage)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        LaboratoryCatalogue catalogue =
            await new Catalogues(stage.Main, TimeProvider.System).CurrentAsync(PageStage.Site, CancellationToken.None);
        FilledOrders draw = new(catalogue, PageStage.Site, stage.Unit, 0);
        PatientId[] people = await PagePreparation.PatientsAsync(stage);
        ActorId somebody = ActorId.New();
        await FilledOrders.InsertAsync(stage.Main, Enumerable.Range(0, Tubes).Select(i => draw.Draw(
            people[i], Chemistry, AnalysisStatus.Ready, now.AddMinutes(-i % 240), somebody, somebody, somebody)));
        await FilledOrders.InsertAsync(stage.Main, Enumerable.Range(0, Done).Select(i => draw.Draw(
            people[i % people.Length], Chemistry, AnalysisStatus.Final, now.AddMinutes(-300 - i), somebody, somebody,
            somebody)));
    }
}

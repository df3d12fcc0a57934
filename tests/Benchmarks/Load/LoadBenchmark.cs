using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Harness;
using Serment.Simulation.Draws;

namespace Serment.Benchmarks.Load;

/// <summary>
/// A hundred people at work at the demo's clinic, one action in ten seconds each, against both processes as they are
/// installed: how long the slowest in a hundred requests takes, whether all that was acknowledged is there at the end,
/// and whether memory grows. The hundred browsers run on the same two cores.
/// </summary>
internal static class LoadBenchmark
{
    private const int Receptionists = 24;
    private const int Nurses = 46;
    private const int Physicians = 30;
    private const int SecondsBetween = 10;
    private const int MinPatients = 3;

    private static readonly string[] Wards = ["MED", "CHIR", "MAT"];

    public static async Task<IReadOnlyList<Measured>> RunAsync(BenchmarkSettings settings, int minutes)
    {
        string data = Path.Combine(settings.Folder, "load");
        int port = FreePorts.Pair();
        await Programs.RunAsync(
            "demo", "--prepare-only", "--rows", "200", "--data", data, "--port",
            port.ToString(CultureInfo.InvariantCulture));
        IReadOnlyList<Hired> hired = await LoadStaff.SignInAsync(data, Wanted());
        string origin = DataFolder.Open(data, null).Settings.Web.Url;
        ConcurrentQueue<Done> done = [];
        ConcurrentDictionary<(ActorId Staff, string Type), int> written = [];
        List<(double Minute, long Web, long Custodian)> memory = [];
        using (Programs custodian = Programs.Start("custodian", "--data", data))
        {
            await custodian.UntilAsync("ready", 60);
            using Programs web = Programs.Start("web", "--data", data);
            await web.UntilAsync("ready", 60);
            long begun = Stopwatch.GetTimestamp();
            using CancellationTokenSource over = new(TimeSpan.FromMinutes(minutes));
            Task[] people =
            [
                .. hired.Select((one, i) => WorkAsync(one, i, origin, done, written, over.Token)),
            ];
            while (!over.IsCancellationRequested)
            {
                memory.Add((Stopwatch.GetElapsedTime(begun).TotalMinutes, web.ResidentBytes, custodian.ResidentBytes));
                await Task.Delay(TimeSpan.FromSeconds(5));
            }

            await Task.WhenAll(people);
        }

        Print(done);
        Kept kept = await CountKeptAsync(data, written);
        string verified = await VerifyAsync(data);
        return Lines(done, memory, minutes, kept, verified);
    }

    private static IEnumerable<(Role Role, string Unit)> Wanted()
    {
        for (int i = 0; i < Receptionists; i++)
        {
            yield return (Role.Receptionist, "CONS");
        }

        for (int i = 0; i < Nurses; i++)
        {
            yield return (Role.Nurse, Wards[i % Wards.Length]);
        }

        for (int i = 0; i < Physicians; i++)
        {
            yield return (Role.Physician, Wards[i % Wards.Length]);
        }
    }

    private static async Task WorkAsync(
        Hired who, int number, string origin, ConcurrentQueue<Done> done,
        ConcurrentDictionary<(ActorId Staff, string Type), int> written, CancellationToken over)
    {
        using Worker worker = new(origin, who.Session, done);
        SeededSource chance = new(string.Create(CultureInfo.InvariantCulture, $"person {number}"));
        Shift shift = new(worker, who, chance, written);
        try
        {
            // Spread over the ten seconds, as people are.
            await Task.Delay(TimeSpan.FromSeconds(SecondsBetween * chance.Unit()), over);
            await shift.BeginAsync(MinPatients);
            while (!over.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(SecondsBetween * (0.5 + chance.Unit())), over);
                await shift.ActAsync();
            }
        }
        catch (OperationCanceledException)
        {
            return; // the shift is over
        }
    }

    private static async Task<Kept> CountKeptAsync(
        string data, ConcurrentDictionary<(ActorId Staff, string Type), int> written)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(DataFolder.Open(data, null).MainDatabase, readOnly: true);
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        int lost = 0;
        int present = 0;
        foreach (((ActorId staff, string type), int count) in written)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM entry WHERE author_id = @author AND resource_type = @type";
            command.Add("@author", staff.Value);
            command.Add("@type", ResourceType.Of(type).Code);
            int there = Convert.ToInt32(
                await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
            lost += Math.Max(0, count - there);
            present += there;
        }

        return new(written.Values.Sum(), present, lost);
    }

    private static async Task<string> VerifyAsync(string data)
    {
        try
        {
            await Programs.RunAsync("verify", "--data", data);
            return "verified";
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine(e.Message);
            return "NOT verified";
        }
    }

    private static void Print(IEnumerable<Done> done)
    {
        foreach (IGrouping<string, Done> action in done
            .GroupBy(one => one.Action, StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            Samples times = new();
            foreach (Done one in action)
            {
                times.Add(one.Milliseconds);
            }

            string statuses = string.Join(
                " ", action.GroupBy(one => one.Status).OrderBy(one => one.Key).Select(one => $"{one.Key}:{one.Count()}"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{action.Key,-24} {action.Count(),6}  p50 {times.At(50),7:F1} ms  p99 {times.At(99),7:F1} ms  {statuses}"));
        }
    }

    private static List<Measured> Lines(
        ConcurrentQueue<Done> done, List<(double Minute, long Web, long Custodian)> memory, int minutes, Kept kept,
        string verified)
    {
        Samples times = new();
        foreach (Done one in done)
        {
            times.Add(one.Milliseconds);
        }

        // The first fifth warms up: code is compiled, pools are filled.
        double warm = minutes / 5.0;
        List<(double Minute, long Web, long Custodian)> early =
            memory.FindAll(one => one.Minute >= warm && one.Minute < 2 * warm);
        List<(double Minute, long Web, long Custodian)> late = memory.FindAll(one => one.Minute >= 4 * warm);
        int failed = done.Count(one => one.Status >= 500);
        string title = string.Create(CultureInfo.InvariantCulture, $"100 people, {minutes} minutes, {done.Count:N0} requests");
        return
        [
            new($"{title}, p50", "–", Table.Ms(times.At(50)), "–", "–"),
            new($"{title}, p99", "–", Table.Ms(times.At(99)), "–", "≤ 300 ms"),
            new("entries acknowledged and not there at the end; answers of 500", "–",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{kept.Lost} of {kept.Acknowledged:N0}, {kept.There:N0} there; {failed}; {verified}"),
                "–", "0"),
            new("memory of the web server, second fifth and last", Table.Megabytes((long)early.Average(one => one.Web)),
                Table.Megabytes((long)late.Average(one => one.Web)),
                Table.Ratio(late.Average(one => one.Web), early.Average(one => one.Web)), "flat"),
            new("memory of the custodian, second fifth and last",
                Table.Megabytes((long)early.Average(one => one.Custodian)),
                Table.Megabytes((long)late.Average(one => one.Custodian)),
                Table.Ratio(late.Average(one => one.Custodian), early.Average(one => one.Custodian)), "flat"),
        ];
    }

    /// <summary>Entries that were acknowledged, those there at the end, and those missing, by author and type.</summary>
    private readonly record struct Kept(int Acknowledged, int There, int Lost);
}

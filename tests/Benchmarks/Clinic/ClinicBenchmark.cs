using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Serment.Benchmarks.Pages;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Appointments;
using Serment.Records.Charts.Search;
using Serment.Web.Security;

namespace Serment.Benchmarks.Clinic;

/// <summary>
/// The three heaviest pages of a clinic's day: a week of twenty agendas, a unit of four hundred beds, the first view of a
/// chart of two thousand entries with the search in it.
/// </summary>
internal static class ClinicBenchmark
{
    /// <summary>Rows of the export that these folders are filled from: about 2,900 people.</summary>
    public const int Rows = 4_000;

    private const int Staff = 60;
    private const double SearchGoalMs = 50;

    private static readonly (string Half, string Most) Goals = ("≤ 2 ×", "≤ 150 ms");

    private static readonly string[] Queries =
        ["fievre", "creatinine", "antibiotherapie oedemes", "embolie pulmonaire", "2160-0"];

    /// <summary>A week of agendas: as it opens, without names, and with as many names as one page opens.</summary>
    public static Task<IReadOnlyList<Measured>> AgendaAsync(FilledFolders folders, BenchmarkSettings settings) =>
        RunAsync(folders, async (filled, stage, plain, patients) =>
        {
            if (patients.Count < ClinicRows.Appointments)
            {
                throw new InvalidOperationException($"{patients.Count} people are too few for the week");
            }

            SessionToken desk = await stage.SignInAsync(Role.Receptionist);
            List<(ActorId, string)> staff = await HireAsync(stage, plain, desk);
            DateOnly monday = Days.MondayOf(Today().AddDays(7));
            ClinicRow[] rows = [.. ClinicRows.Agendas(monday, stage.Unit, staff, patients)];
            await ClinicRows.InsertAsync(stage.Main, rows);
            await ClinicRows.InsertAsync(plain.Location, rows);

            // As bookings by colleagues declare it.
            await stage.DeclareAsync(patients.Take(ClinicRows.OfTheFirst).ToArray());
            string week = $"/agenda?view=week&day={Days.ToText(monday)}&s="
                + string.Join('.', Enumerable.Range(1, ClinicRows.Practitioners));
            string work = string.Create(
                CultureInfo.InvariantCulture,
                $"week of {ClinicRows.Practitioners} agendas, {ClinicRows.Appointments:N0} appointments");
            return await MeasureAsync(
                filled, stage, plain, desk, settings.Iterations,
                Get(work + ", no name open", week),
                Get($"{work}, {ClinicRows.OfTheFirst} cards shown", week + "&names=s1"));
        });

    /// <summary>A unit's board, all names that one page opens.</summary>
    public static Task<IReadOnlyList<Measured>> BedsAsync(FilledFolders folders, BenchmarkSettings settings) =>
        RunAsync(folders, async (filled, stage, plain, patients) =>
        {
            SessionToken nurse = await stage.SignInAsync(Role.Nurse);
            List<(ActorId, string)> staff = await HireAsync(stage, plain, nurse);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            ClinicRow[] rows = [.. ClinicRows.Board(now, stage.Unit, staff, patients)];
            await ClinicRows.InsertAsync(stage.Main, [.. rows, .. ClinicRows.CareOfStays(now, stage.Unit, patients)]);
            await ClinicRows.InsertAsync(plain.Location, rows);
            await stage.DeclareAsync(patients.Take(ClinicRows.Stays).ToArray());
            return await MeasureAsync(
                filled, stage, plain, nurse, settings.Iterations,
                Get($"board of {ClinicRows.Beds} beds, {ClinicRows.Stays} cards shown", $"/beds/{stage.Unit}"));
        });

    /// <summary>The first view of a long chart by a physician of the unit that cares, and the search in it.</summary>
    public static Task<IReadOnlyList<Measured>> LongChartAsync(FilledFolders folders, BenchmarkSettings settings) =>
        RunAsync(folders, async (filled, stage, plain, patients) =>
        {
            PatientId patient = patients[0];
            await stage.DeclareAsync(patient);
            SessionToken physician = await stage.SignInAsync(Role.Physician);
            SessionToken biologist = await stage.SignInAsync(Role.Biologist);
            LongChart chart = new(patient, await ActorAsync(stage, physician), await ActorAsync(stage, biologist));
            await chart.SealAsync(stage, physician, biologist);
            int entries = await PagePreparation.FillChartAsync(stage, plain, patient, physician);
            await chart.CopyOlderAsync(stage, plain, physician);
            string work = string.Create(CultureInfo.InvariantCulture, $"chart of {entries:N0} entries");
            List<Measured> lines =
            [
                .. await MeasureAsync(
                    filled, stage, plain, physician, settings.Iterations, Get(work + ", first view", $"/patients/{patient}")),
                .. await SearchAsync(work, filled.Engine, stage, patient, physician, settings.Iterations),
            ];
            await using WebApplication baseline = await PlainServer.StartAsync(stage, plain, physician);
            await ChartProfile.PrintAsync(stage, plain, baseline.Services, patient, physician, settings.Iterations);
            return lines;
        });

    private static async Task<IReadOnlyList<Measured>> RunAsync(
        FilledFolders folders,
        Func<FilledFolder, PageStage, PlainRows, IReadOnlyList<PatientId>, Task<IReadOnlyList<Measured>>> measure)
    {
        List<Measured> lines = [];
        foreach (bool postgres in folders.Engines)
        {
            FilledFolder filled = await folders.OfAsync(postgres);
            await using PageStage stage = await PageStage.StartAsync(filled.Data);
            await using PlainRows plain = new(filled.PlainDatabase);
            await PagePreparation.FillPlainAsync(filled, stage, plain, await stage.SignInAsync(Role.Receptionist));
            lines.AddRange(await measure(filled, stage, plain, await PagePreparation.PatientsAsync(stage)));
        }

        return lines;
    }

    private static async Task<IReadOnlyList<Measured>> MeasureAsync(
        FilledFolder filled, PageStage stage, PlainRows plain, SessionToken session, int iterations,
        params IReadOnlyList<Visit> visits)
    {
        await using WebApplication baseline = await PlainServer.StartAsync(stage, plain, session);
        using HttpClient ours = PageTiming.Browser(stage.Web.Origin, session);
        using HttpClient theirs = PageTiming.Browser(baseline.Urls.First(), session);
        List<Measured> lines = [];
        foreach (Visit visit in visits)
        {
            lines.AddRange(await PageTiming.MeasureAsync(visit, filled.Engine, Goals, ours, theirs, iterations));
        }

        return lines;
    }

    // In memory, over what the page of the search opens.
    private static async Task<IReadOnlyList<Measured>> SearchAsync(
        string work, string engine, PageStage stage, PatientId patient, SessionToken session, int iterations)
    {
        SessionDescription who = await stage.Client.DescribeSessionAsync(session, CancellationToken.None);
        using OpenResult opened = await stage.Door.OpenAsync(
            patient, EntrySelection.Of(CompartmentSet.From(who.Reads), [.. ChartEvent.Types]),
            new(session, AccessPurpose.Care), CancellationToken.None);
        Samples times = new();
        int found = 0;
        for (int i = 0; i < iterations + Queries.Length; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            found += ChartSearch.Run(opened.Record!.Entries, Queries[i % Queries.Length], who.StaffId).Count;
            if (i >= Queries.Length)
            {
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        int entries = opened.Record!.Entries.Count;
        int each = found / (iterations + Queries.Length);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"search over {entries:N0} opened entries: {each:N0} found a query"));
        string goal = string.Create(CultureInfo.InvariantCulture, $"< {SearchGoalMs:N0} ms");
        return
        [
            new($"search in a {work}, in memory, {engine}, p50", "–", Table.Ms(times.At(50)), "–", goal),
            new($"search in a {work}, in memory, {engine}, p99", "–", Table.Ms(times.At(99)), "–", goal),
        ];
    }

    /// <summary>Hires physicians, whom the baseline knows too.</summary>
    public static async Task<List<(ActorId Id, string Name)>> HireAsync(
        PageStage stage, PlainRows plain, SessionToken session)
    {
        string[] names =
            [.. Enumerable.Range(1, Staff).Select(i => string.Create(CultureInfo.InvariantCulture, $"Dr Essai {i:00}"))];
        IReadOnlyList<ActorId> hired = await stage.HireAsync(Role.Physician, names);
        List<(ActorId, string)> staff = [.. hired.Zip(names)];
        await ClinicRows.InsertAsync(
            plain.Location,
            ClinicRows.InClear(staff, (await stage.Client.ListUnitsAsync(session, CancellationToken.None)).Units));
        return staff;
    }

    private static async Task<ActorId> ActorAsync(PageStage stage, SessionToken session) =>
        (await stage.Client.DescribeSessionAsync(session, CancellationToken.None)).StaffId;

    private static Visit Get(string work, string path) => new(work, _ => new(HttpMethod.Get, path));

    private static DateOnly Today() => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(
        TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).DateTime);
}

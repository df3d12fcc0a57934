using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Opening;
using Serment.Web;
using Serment.Web.Security;

namespace Serment.Benchmarks.Pages;

/// <summary>The page that is measured.</summary>
internal enum MeasuredPage
{
    /// <summary>A chart of 200 entries.</summary>
    Chart,

    /// <summary>The day's list of 50 people.</summary>
    Cards,

    /// <summary>A lookup by birth date and name.</summary>
    Lookup,
}

/// <summary>
/// A page from the HTTP request to the last byte, one client, requests to Serment and to the baseline in turn, after a
/// warm-up of both.
/// </summary>
internal static class PageBenchmark
{
    private const int Cards = 50;
    private const int WarmUp = 60;

    public static async Task<IReadOnlyList<Measured>> RunAsync(
        FilledFolders folders, BenchmarkSettings settings, MeasuredPage page)
    {
        List<Measured> lines = [];
        foreach (bool postgres in folders.Engines)
        {
            FilledFolder filled = await folders.OfAsync(postgres);
            PatientId patient = page == MeasuredPage.Chart
                ? await PagePreparation.ChartPatientAsync(filled, settings)
                : default;
            await using PageStage stage = await PageStage.StartAsync(filled.Data);
            await using PlainRows plain = new(filled.PlainDatabase);
            SessionToken receptionist = await stage.SignInAsync(Role.Receptionist);
            await PagePreparation.FillPlainAsync(filled, stage, plain, receptionist);
            SessionToken session = page == MeasuredPage.Chart ? await stage.SignInAsync(Role.Biologist) : receptionist;
            WebOptions options = new()
            {
                Urls = [],
                Origin = stage.Web.Origin,
                MainDatabase = "",
                Custodian = new() { SocketPath = "" },
                CustodianOrigin = "http://localhost",
            };
            SessionDescription description = await stage.Client.DescribeSessionAsync(session, CancellationToken.None);
            await using WebApplication baseline = await PlainServer.StartAsync(
                options, plain, new Dictionary<string, SessionDescription>(StringComparer.Ordinal)
                {
                    [session.ToCookie()] = description,
                });
            Visit visit = await VisitAsync(page, stage, plain, patient, session);
            using HttpClient ours = Browser(stage.Web.Origin, session);
            using HttpClient theirs = Browser(baseline.Urls.First(), session);
            lines.AddRange(await MeasureAsync(page, filled.Engine, visit, ours, theirs, settings.Iterations));
            if (page == MeasuredPage.Chart)
            {
                await ChartProfile.PrintAsync(stage, plain, baseline.Services, patient, session, settings.Iterations);
            }
        }

        return lines;
    }

    private static async Task<Visit> VisitAsync(
        MeasuredPage page, PageStage stage, PlainRows plain, PatientId patient, SessionToken session)
    {
        if (page == MeasuredPage.Chart)
        {
            await stage.DeclareAsync(patient);
            int entries = await PagePreparation.FillChartAsync(stage, plain, patient, session);
            return new($"open a chart of {entries} entries", _ => Get($"/patients/{patient}"));
        }

        PatientId[] patients = await PagePreparation.PatientsAsync(stage);
        DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(
            TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).DateTime);
        if (page == MeasuredPage.Cards)
        {
            PatientId[] some = [.. patients.Where((_, i) => i % Math.Max(patients.Length / Cards, 1) == 0).Take(Cards)];
            await PlainRows.ExpectAsync(stage.Main, today, stage.Unit, some);
            await plain.ExpectAsync(today, stage.Unit, some);
            return new($"list of {some.Length} identity cards", _ => Get("/"));
        }

        IReadOnlyList<OpenedCard> cards = await plain.CardsAsync(
            [.. patients.Where((_, i) => i % Math.Max(patients.Length / 200, 1) == 0).Take(200)], CancellationToken.None);
        IReadOnlyList<(string BirthDate, string Name)> typed = PagePreparation.Typed(cards, today);
        string proof = Visitor.ProofOf(session);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"identity lookup among {patients.Length:N0} people"),
            i => Post(stage.Web.Origin, proof, typed[i % typed.Count]));
    }

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string origin, string proof, (string BirthDate, string Name) typed)
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/patients")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["by"] = "traits",
                ["birthDate"] = typed.BirthDate,
                ["name"] = typed.Name,
                [Gate.ProofField] = proof,
            }),
        };
        request.Headers.Add("Origin", origin);
        return request;
    }

    private static HttpClient Browser(string origin, SessionToken session)
    {
        // The address, not the name: resolving localhost is not what is measured.
        UriBuilder address = new(origin) { Host = "127.0.0.1" };
        HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = address.Uri,
        };
        client.DefaultRequestHeaders.Add("Cookie", $"{SessionCookie.LoopbackName}={session.ToCookie()}");
        return client;
    }

    private static async Task<IReadOnlyList<Measured>> MeasureAsync(
        MeasuredPage page, string engine, Visit visit, HttpClient ours, HttpClient theirs, int iterations)
    {
        Samples plain = new();
        Samples sealed_ = new();
        Samples plainCpu = new();
        Samples sealedCpu = new();
        long plainBytes = 0;
        long sealedBytes = 0;
        for (int i = 0; i < WarmUp + iterations; i++)
        {
            (double plainMs, double plainBusy, plainBytes) = await TimeAsync(theirs, visit.Request(i));
            (double sealedMs, double sealedBusy, sealedBytes) = await TimeAsync(ours, visit.Request(i));
            if (i >= WarmUp)
            {
                plain.Add(plainMs);
                sealed_.Add(sealedMs);
                plainCpu.Add(plainBusy);
                sealedCpu.Add(sealedBusy);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{visit.Work}, {engine}: pages of {sealedBytes:N0} and in clear {plainBytes:N0} bytes; processor time of both "
            + $"ends, mean, {sealedCpu.Mean:N2} ms and in clear {plainCpu.Mean:N2} ms"));
        (string half, string most) = page switch
        {
            MeasuredPage.Chart => ("≤ 1.5 ×", "≤ 2 ×, ≤ +15 ms"),
            MeasuredPage.Cards => ("≤ 2 ×", "≤ +40 ms"),
            _ => ("≤ 2 ×", "≤ 20 ms"),
        };
        return
        [
            Line($"{visit.Work}, {engine}, p50", plain.At(50), sealed_.At(50), half),
            Line($"{visit.Work}, {engine}, p99", plain.At(99), sealed_.At(99), most),
        ];
    }

    private static Measured Line(string work, double plain, double ours, string goal) =>
        new(work, Table.Ms(plain), Table.Ms(ours), Table.Ratio(ours, plain), goal);

    private static async Task<(double Milliseconds, double CpuMilliseconds, long Bytes)> TimeAsync(
        HttpClient client, HttpRequestMessage request)
    {
        using (request)
        {
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long begun = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.SendAsync(request);
            byte[] page = await answer.Content.ReadAsByteArrayAsync();
            double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            double busy = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds;
            return answer.IsSuccessStatusCode
                ? (milliseconds, busy, page.LongLength)
                : throw new InvalidOperationException($"{request.RequestUri} answered {(int)answer.StatusCode}");
        }
    }

    private sealed record Visit(string Work, Func<int, HttpRequestMessage> Request);
}

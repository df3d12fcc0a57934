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
            await using WebApplication baseline = await PlainServer.StartAsync(stage, plain, session);
            Visit visit = await VisitAsync(page, stage, plain, patient, session);
            using HttpClient ours = PageTiming.Browser(stage.Web.Origin, session);
            using HttpClient theirs = PageTiming.Browser(baseline.Urls.First(), session);
            lines.AddRange(await PageTiming.MeasureAsync(
                visit, filled.Engine, GoalsOf(page), ours, theirs, settings.Iterations));
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

    private static (string Half, string Most) GoalsOf(MeasuredPage page) => page switch
    {
        MeasuredPage.Chart => ("≤ 1.5 ×", "≤ 2 ×, ≤ +15 ms"),
        MeasuredPage.Cards => ("≤ 2 ×", "≤ +40 ms"),
        _ => ("≤ 2 ×", "≤ 20 ms"),
    };

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
}

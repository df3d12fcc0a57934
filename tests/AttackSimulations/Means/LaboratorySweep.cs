using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace Serment.AttackSimulations.Means;

/// <summary>An answer of a sweep.</summary>
internal sealed record Swept(string Route, HttpMethod Method, HttpStatusCode Status, string Text);

/// <summary>Reads and posts to every endpoint of the web server, with the numbers of a tube that somebody knows.</summary>
internal static partial class LaboratorySweep
{
    // Signing out would end the sweep.
    private const string Ending = "/sign-out";

    public static async Task<List<Swept>> RunAsync(HttpClient browser, IReadOnlyList<KnownTube> tubes, string under = "/")
    {
        List<Swept> swept = [];
        foreach (RouteEndpoint endpoint in await AdministratorSweepTests.EndpointsAsync())
        {
            string route = endpoint.RoutePattern.RawText!;
            if (route is Ending || !route.StartsWith(under, StringComparison.Ordinal))
            {
                continue;
            }

            foreach (KnownTube tube in tubes)
            {
                swept.Add(await AskAsync(browser, HttpMethod.Get, route, tube));
                swept.Add(await AskAsync(browser, HttpMethod.Post, route, tube));
            }
        }

        return swept;
    }

    private static async Task<Swept> AskAsync(HttpClient browser, HttpMethod method, string route, KnownTube tube)
    {
        string path = Parameter().Replace(route, one => ValueOf(one.Groups["name"].Value, one.Value, tube));
        if (method == HttpMethod.Get)
        {
            path += $"?lab={tube.Laboratory}&patient={tube.Patient}&id={tube.Patient}&ward=0&analysis={tube.Analysis}";
        }

        using HttpRequestMessage request = new(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent(Fields(tube));
        }

        using HttpResponseMessage answer = await browser.SendAsync(request);
        string text = await WorkingLaboratory.TextOfAsync(answer);
        Assert.True((int)answer.StatusCode < 500, $"{method} {route} failed with {answer.StatusCode}");
        return new(route, method, answer.StatusCode, text);
    }

    private static string ValueOf(string name, string whole, KnownTube tube) => name switch
    {
        "specimen" => tube.Specimen.ToString(),
        "request" or "order" => tube.Request.ToString(),
        "task" => tube.Task.ToString(),
        "lab" => Text(tube.Laboratory),
        "part" => "results",
        _ when whole.Contains(":int", StringComparison.Ordinal) => "1",
        _ => tube.Patient.ToString(),
    };

    private static Dictionary<string, string> Fields(KnownTube tube) => new(StringComparer.Ordinal)
    {
        ["patient"] = tube.Patient.ToString(),
        ["id"] = tube.Patient.ToString(),
        ["specimen"] = tube.Specimen.ToString(),
        ["request"] = tube.Request.ToString(),
        ["tube"] = $"{tube.Patient}.{tube.Specimen}",
        ["scan"] = tube.Number,
        ["number"] = tube.Number,
        ["lab"] = Text(tube.Laboratory),
        ["query"] = $"lab={tube.Laboratory}&view=Open",
        ["paper"] = "single",
        ["count"] = "1",
        ["by"] = "traits",
        ["birthDate"] = "01/01/1970",
        ["name"] = "MART",
        ["kind"] = "BreakGlass",
        ["reason"] = "Urgence vitale au bloc",
        ["step"] = "identity",
    };

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("\\{\\*{0,2}(?<name>[a-zA-Z]+)[^}]*\\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}

using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Web;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: anything of a patient, page by page.
/// Means: the account that runs the system, or the security officer's, signed in to the running web server; every
/// endpoint of its list, read and posted to, with the random numbers of real patients, which a copy of the main
/// database tells.
/// </summary>
[Collection(nameof(Hospital))]
public sealed partial class AdministratorSweepTests(Hospital site, ITestOutputHelper output)
{
    private static readonly HttpStatusCode[] Refusals =
    [
        HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.Redirect,
        HttpStatusCode.MethodNotAllowed,
    ];

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.SecurityOfficer)]
    public async Task Every_endpoint_read_and_posted_to_gives_nothing_of_a_patient(Role role)
    {
        Insider ruler = await site.WhoAsync(role, "LABO");
        await ruler.SignInAsync(site.Custodian);
        using HttpClient browser = ruler.BrowseWeb();
        Dictionary<string, int> marks = Marks();
        List<PatientId> patients = Patients();
        HashSet<int> haul = [];
        int pages = 0;
        foreach (RouteEndpoint endpoint in await EndpointsAsync())
        {
            foreach (PatientId patient in patients.Take(3))
            {
                foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
                {
                    // Signing out would end the sweep, and so would ending one's own session.
                    string path = endpoint.RoutePattern.RawText!;
                    if (path is "/sign-out")
                    {
                        continue;
                    }

                    (HttpStatusCode status, string text) = await AskAsync(browser, method, path, patient, patients[3]);
                    pages++;
                    Assert.True((int)status < 500, $"{method} {path} failed with {status}");
                    haul.UnionWith(marks.Where(mark => Holds(text, mark.Key)).Select(mark => mark.Value));
                    Assert.True(
                        !IsOfPatients(path) || Refusals.Contains(status), $"{method} {path} was answered with {status}");
                }
            }
        }

        // Signed in to the end: what was refused was refused to this account, not to a stranger.
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(browser, HttpMethod.Get, "/people", patients[0], patients[1])).Status);
        output.WriteLine($"haul: {haul.Count} patients of {Hospital.Rows}, from {pages} answers");
        Assert.True(pages > 200);
        Assert.Empty(haul);
    }

    /// <summary>Sentinels in names, addresses and comments, and NIR: what the source said of each person alone.</summary>
    private Dictionary<string, int> Marks()
    {
        Dictionary<string, int> marks = new(StringComparer.OrdinalIgnoreCase);
        for (int row = 0; row < Hospital.Rows; row++)
        {
            foreach (string field in site.Source[row])
            {
                foreach (Match mark in Telling().Matches(field))
                {
                    marks.TryAdd(mark.Value, row);
                }
            }
        }

        Assert.True(marks.Count > Hospital.Rows);
        return marks;
    }

    private static bool Holds(string text, string mark) => text.Contains(mark, StringComparison.OrdinalIgnoreCase);

    private static bool IsOfPatients(string path) =>
        path.StartsWith("/patients", StringComparison.Ordinal)
        || path.StartsWith("/expected", StringComparison.Ordinal)
        || path.StartsWith("/step-up", StringComparison.Ordinal);

    private List<PatientId> Patients()
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = new(
            $"Data Source={Path.Combine(site.Running.Data, "main.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT patient_id FROM entry ORDER BY patient_id LIMIT 4";
        using Microsoft.Data.Sqlite.SqliteDataReader reader = command.ExecuteReader();
        List<PatientId> patients = [];
        while (reader.Read())
        {
            patients.Add(new(reader.GetInt64(0)));
        }

        return patients;
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(
        HttpClient browser, HttpMethod method, string route, PatientId patient, PatientId other)
    {
        string path = Parameter().Replace(route, patient.ToString());
        if (method == HttpMethod.Get)
        {
            path += $"?id={patient}&id={other}&patient={patient}&limit=200";
        }

        using HttpRequestMessage request = new(method, path);
        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["patient"] = patient.ToString(),
                ["id"] = patient.ToString(),
                ["survivor"] = patient.ToString(),
                ["replaced"] = other.ToString(),
                ["birthDate"] = "1970-01-01",
                ["name"] = "DUP",
                ["kind"] = "BreakGlass",
                ["reason"] = "Urgence vitale au bloc",
            });
        }

        using HttpResponseMessage answer = await browser.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The list that the web server itself is built of.</summary>
    internal static async Task<List<RouteEndpoint>> EndpointsAsync()
    {
        await using WebApplication app = WebHost.Build(new()
        {
            Urls = ["http://127.0.0.1:0"],
            MainDatabase = "unused.sqlite",
            Custodian = new() { SocketPath = "unused.sock" },
            CustodianOrigin = "http://localhost:1",
            LogToConsole = false,
        });
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>(),
        ];
    }

    [GeneratedRegex("ZQ[A-Z]{10}|\\d{13,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Telling();

    [GeneratedRegex("\\{[^}]*\\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Serment.Custodian;
using Serment.Custodian.Keys;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Simulation.Authenticators;

namespace Serment.IntegrationTests.Custodian.Pages;

/// <summary>The custodian's own pages, over HTTP, as a browser and as an attacker ask for them.</summary>
public sealed class PagesTests : IAsyncLifetime
{
    private const string WebOrigin = "http://localhost:5080";
    private readonly string folder = Directory.CreateTempSubdirectory("serment-pages-").FullName;
    private readonly string origin = $"http://localhost:{FreePort()}";
    private readonly CookieContainer cookies = new();
    private SoftwareAuthenticator authenticator = null!;
    private HttpClient http = null!;
    private CustodianHost host = null!;
    private IReadOnlyList<FoundedPerson> staff = null!;

    public async Task InitializeAsync()
    {
        CustodianOptions options = new()
        {
            DataFolder = folder,
            CustodianOrigin = origin,
            WebOrigins = [WebOrigin],
            RelyingPartyId = "localhost",
            PagesAddress = origin,
            IsDemo = true,
            Passphrase = () => "correct horse battery staple",
        };
        RootKeyFile.Seal(RandomNumberGenerator.GetBytes(32), options.Passphrase(), 6_000).WriteNew(options.RootKeyPath);
        EstablishmentFile file = EstablishmentFile.Parse(
            """
            { "code": "CLINIQUE", "name": "Clinique des Essais", "kind": "clinic",
              "units": [ { "code": "MED", "name": "Médecine" } ],
              "founders": [ { "name": "Ada Minville", "role": "Administrator" },
                            { "name": "Sofia Gardien", "role": "SecurityOfficer" } ] }
            """u8);
        DemoPersona[] personas = [new("Paul Remède", Role.Physician, ["MED"])];
        staff = (await FirstStart.CreateAsync(
            options, file, _ => personas, TimeProvider.System, CancellationToken.None))
            [0].Staff;
        host = await CustodianHost.StartAsync(options, TimeProvider.System, CancellationToken.None);
        http = new(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false })
        {
            BaseAddress = new(origin),
        };
        authenticator = new(origin);
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Enrols_signs_in_and_approves()
    {
        await EnrolAsync(staff[0]);
        await EnrolAsync(staff[1]);
        string url = await ProposeAsync("Camille <script>alert(1)</script>");
        await SignInAsync(staff[1]);

        string page = await http.GetStringAsync(url);
        Assert.Contains("Camille &lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        JsonNode begun = await PostAsync("/proposals/begin", Question(page, url));
        JsonNode decided = await PostAsync("/proposals/complete", Answer(begun, HandleOf(staff[1])));

        Assert.Equal("approved", decided["verdict"]!.GetValue<string>());
        Assert.StartsWith(origin + "/enrol#", decided["enrolmentUrl"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_requests_that_do_not_come_from_its_own_pages()
    {
        foreach (string? from in new[] { null, "null", WebOrigin, "http://evil.example", origin + "0" })
        {
            using HttpRequestMessage request = new(
                HttpMethod.Post, "/sign-in/begin") { Content = JsonContent.Create(new { }) };
            if (from is not null)
            {
                request.Headers.Add("Origin", from);
            }

            Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request)).StatusCode);
        }

        using HttpRequestMessage crossSite = new(
            HttpMethod.Post, "/sign-in/begin") { Content = JsonContent.Create(new { }) };
        crossSite.Headers.Add("Origin", origin);
        crossSite.Headers.Add("Sec-Fetch-Site", "same-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(crossSite)).StatusCode);
    }

    [Fact]
    public async Task Refuses_a_host_name_that_is_not_its_own()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Host = "evil.example";

        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Shows_no_proposal_to_whoever_is_not_signed_in()
    {
        await EnrolAsync(staff[0]);
        string url = await ProposeAsync("Camille Beaufort");

        HttpResponseMessage response = await http.GetAsync(url);
        HttpResponseMessage other = await http.GetAsync($"{origin}/proposals/{ProposalId.New()}");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(response.StatusCode, other.StatusCode);
    }

    [Fact]
    public async Task Keeps_carers_out()
    {
        await EnrolAsync(staff[2]);

        await Assert.ThrowsAsync<HttpRequestException>(() => SignInAsync(staff[2]));
        Assert.Empty(cookies.GetAllCookies());
    }

    [Fact]
    public async Task Forgets_the_session_on_sign_out()
    {
        await EnrolAsync(staff[0]);
        await SignInAsync(staff[0]);
        string cookie = cookies.GetCookieHeader(new(origin));
        using HttpRequestMessage request = new(HttpMethod.Post, "/sign-out");
        request.Headers.Add("Origin", origin);
        await http.SendAsync(request);

        using HttpRequestMessage stolen = new(HttpMethod.Get, "/proposals");
        stolen.Headers.Add("Cookie", cookie);
        using HttpClient thief = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        thief.BaseAddress = new(origin);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.SendAsync(stolen)).StatusCode);
    }

    [Fact]
    public async Task Sends_strict_headers_and_marks_the_cookie()
    {
        HttpResponseMessage page = await http.GetAsync("/");
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Headers.CacheControl!.ToString());

        await EnrolAsync(staff[0]);
        string cookie = await SignInAsync(staff[0]);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Lets_its_own_and_the_web_servers_pages_alone_frame_the_demonstrations_authenticator()
    {
        HttpResponseMessage frame = await http.GetAsync("/demo/authenticator");

        string policy = Assert.Single(frame.Headers.GetValues("Content-Security-Policy"));
        Assert.EndsWith($"frame-ancestors {origin} {WebOrigin}", policy, StringComparison.Ordinal);
        Assert.False(frame.Headers.Contains("X-Frame-Options"));
    }

    [Theory]
    [InlineData("/assets/../root.key")]
    [InlineData("/assets/..%2froot.key")]
    [InlineData("/assets/%2e%2e/root.key")]
    [InlineData("/root.key")]
    [InlineData("/proposals/%2e%2e%2froot.key")]
    public async Task Serves_nothing_but_its_pages(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(origin + path));
        HttpResponseMessage response = await http.SendAsync(request);
        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"secret\": 5}")]
    [InlineData("{\"ceremonyId\": \"x\", \"credential\": \"y\"}")]
    public async Task Answers_rubbish_with_a_refusal(string body)
    {
        foreach (string path in new[]
        {
            "/sign-in/complete", "/enrol/describe", "/enrol/begin", "/enrol/complete", "/proposals/begin",
            "/proposals/complete",
        })
        {
            using HttpRequestMessage request = new(HttpMethod.Post, path)
            {
                Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Origin", origin);
            HttpResponseMessage response = await http.SendAsync(request);
            Assert.InRange((int)response.StatusCode, 400, 409);
        }
    }

    private async Task EnrolAsync(FoundedPerson person)
    {
        authenticator.Origin = origin;
        JsonNode begun = await PostAsync("/enrol/begin", new JsonObject { ["secret"] = person.EnrolmentSecret });
        await PostAsync("/enrol/complete", new JsonObject
        {
            ["ceremonyId"] = begun["ceremonyId"]!.DeepClone(),
            ["credential"] = JsonNode.Parse(authenticator.Create(begun["options"]!.ToJsonString())),
        });
    }

    private async Task<string> SignInAsync(FoundedPerson person)
    {
        authenticator.Origin = origin;
        JsonNode begun = await PostAsync("/sign-in/begin", new JsonObject());
        HttpResponseMessage response = await SendAsync("/sign-in/complete", Answer(begun, HandleOf(person)));
        response.EnsureSuccessStatusCode();
        return Assert.Single(response.Headers.GetValues("Set-Cookie"));
    }

    /// <summary>Ada proposes a nurse through the protocol; the address of the approval.</summary>
    private async Task<string> ProposeAsync(string name)
    {
        await using CustodianClient client =
            new(new CustodianEndpoint { SocketPath = Path.Combine(folder, "custodian.sock") });
        authenticator.Origin = WebOrigin;
        CeremonyBegun begun = await client.AskAsync(
            MessageKind.BeginSignIn, null, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.CeremonyBegun, CancellationToken.None);
        string answer = authenticator.Get(begun.OptionsJson, userHandle: HandleOf(staff[0]));
        SessionGranted granted = await client.AskAsync(
            MessageKind.CompleteSignIn, null, new(begun.CeremonyId, answer), CustodyJson.Default.CeremonyAnswer,
            CustodyJson.Default.SessionGranted, CancellationToken.None);
        ProposalMade made = await client.AskAsync(
            MessageKind.Propose, SessionToken.Parse(granted.Token),
            new(ProposalKind.EnrolStaff, Name: name, Role: Role.Nurse, UnitIds: [1]),
            CustodyJson.Default.ProposalDraft, CustodyJson.Default.ProposalMade, CancellationToken.None);
        authenticator.Origin = origin;
        return made.ApprovalUrl;
    }

    private JsonObject Answer(JsonNode begun, string handle) =>
        new()
        {
            ["ceremonyId"] = begun["ceremonyId"]!.DeepClone(),
            ["credential"] = JsonNode.Parse(authenticator.Get(begun["options"]!.ToJsonString(), userHandle: handle)),
        };

    private static JsonObject Question(string page, string url)
    {
        const string Marker = "data-digest=\"";
        int at = page.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        return new() { ["proposal"] = url.Split('/')[^1], ["digest"] = page.Substring(at, 64), ["approve"] = true };
    }

    private async Task<JsonNode> PostAsync(string path, JsonObject question)
    {
        HttpResponseMessage response = await SendAsync(path, question);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, JsonObject question)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = JsonContent.Create(question) };
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await http.SendAsync(request);
    }

    private static string HandleOf(FoundedPerson person) =>
        System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(person.StaffId.ToString()));

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

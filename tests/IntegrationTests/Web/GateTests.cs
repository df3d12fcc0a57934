using Serment.CustodyProtocol;
using Serment.Web;

namespace Serment.IntegrationTests.Web;

public sealed class GateTests
{
    private static readonly Dictionary<string, string> SomeSearch = new(StringComparer.Ordinal)
    {
        ["by"] = "traits",
        ["birthDate"] = "14/07/1980",
        ["name"] = "Lefebvre",
        ["givenName"] = "Anne",
    };

    [Fact]
    public async Task A_form_from_elsewhere_is_refused()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Assert.Equal(400, (await reception.PostAsync("/patients", SomeSearch, from: "http://evil.example")).Status);
        Assert.Equal(400, (await reception.PostAsync("/patients", SomeSearch, from: "null")).Status);
        Assert.Equal(400, (await reception.PostAsync("/patients", SomeSearch, proof: "")).Status);
        Assert.Equal(200, (await reception.PostAsync("/patients", SomeSearch)).Status);
    }

    [Fact]
    public async Task A_form_posted_with_an_ended_session_is_kept_in_the_page()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Answer signedOut =
            await reception.PostAsync("/sign-out", new Dictionary<string, string>(StringComparer.Ordinal));
        Assert.Equal(302, signedOut.Status);

        Answer asked = await reception.PostAsync("/patients", SomeSearch);
        Assert.Equal(401, asked.Status);
        Assert.Equal("/patients", asked.Page.QuerySelector("#kept")!.GetAttribute("action"));
        Assert.Equal("Lefebvre", asked.ValueOf("name"));
        Assert.Equal(reception.Person.ToString(), asked.ValueOf("_person"));
    }

    [Fact]
    public async Task Nobody_is_told_whether_a_patient_exists()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser clerk = await bed.OpenAsync(Role.BillingClerk);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Answer registered = await reception.PostAsync(
            "/patients/new",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["step"] = "create-anyway",
                ["birthName"] = "DURAND",
                ["firstGivenName"] = "PAUL",
                ["birthDate"] = "01/02/1960",
                ["sex"] = "M",
                ["birthPlace"] = "99999",
            });
        string patient = registered.Location!.Split('/')[2];

        Answer stranger = await clerk.GetAsync($"/patients/{patient}");
        Answer nobody = await clerk.GetAsync("/patients/3vv5xm0x9a7kc");
        Answer nonsense = await clerk.GetAsync("/patients/DURAND");
        Assert.Equal(404, stranger.Status);
        Assert.Equal(404, nobody.Status);
        Assert.Equal(404, nonsense.Status);
        Assert.Equal(
            stranger.Page.QuerySelector("main")!.TextContent, nobody.Page.QuerySelector("main")!.TextContent);
        Assert.Equal(
            nobody.Page.QuerySelector("main")!.TextContent, nonsense.Page.QuerySelector("main")!.TextContent);
    }

    [Theory]
    [InlineData(Role.Administrator, "/patients")]
    [InlineData(Role.Administrator, "/patients/3vv5xm0x9a7kc")]
    [InlineData(Role.Administrator, "/expected")]
    [InlineData(Role.Administrator, "/security/log")]
    [InlineData(Role.SecurityOfficer, "/patients")]
    [InlineData(Role.SecurityOfficer, "/patients/3vv5xm0x9a7kc/disclosures")]
    [InlineData(Role.Nurse, "/security")]
    [InlineData(Role.Nurse, "/people")]
    [InlineData(Role.LaboratoryTechnician, "/patients")]
    public async Task A_role_does_not_open_the_pages_of_another(Role role, string path)
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser browser = await bed.OpenAsync(role);
        Assert.Equal(403, (await browser.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Every_page_forbids_keeping_framing_and_inline_code()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse);
        foreach (string path in (string[])["/", "/patients", "/sign-in", "/nothing", "/patients/3vv5xm0x9a7kc"])
        {
            Answer answer = await nurse.GetAsync(path);
            Assert.True(answer.Response.Headers.CacheControl!.NoStore, path);
            string policy = string.Join(' ', answer.Response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Empty(answer.Page.QuerySelectorAll("script:not([src]), style, [style], [onclick]"));
        }
    }

    [Fact]
    public async Task Without_the_custodian_the_page_says_so_and_keeps_the_form()
    {
        string folder = Directory.CreateTempSubdirectory("serment-web-").FullName;
        await using WebHost web = await WebHost.StartAsync(
            new()
            {
                Urls = ["http://127.0.0.1:0"],
                MainDatabase = Path.Combine(folder, "main.sqlite"),
                Custodian = new() { SocketPath = Path.Combine(folder, "absent.sock") },
                CustodianOrigin = "http://localhost:5081",
                LogToConsole = false,
            },
            CancellationToken.None);
        using Browser reception = new(web.Origin, SessionToken.New(), ActorId.New());
        Answer asked = await reception.PostAsync("/patients", SomeSearch);
        Assert.Equal(503, asked.Status);
        Assert.Equal("Lefebvre", asked.ValueOf("name"));
    }
}

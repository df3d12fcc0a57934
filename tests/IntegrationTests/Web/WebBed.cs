using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Web;

namespace Serment.IntegrationTests.Web;

/// <summary>A real web server over a real custodian, both with databases of their own.</summary>
internal sealed class WebBed : IAsyncDisposable
{
    private readonly string folder;
    private readonly WebHost host;

    private WebBed(CustodyBed custody, WebHost host, string folder, string main)
    {
        Custody = custody;
        MainDatabase = main;
        this.host = host;
        this.folder = folder;
    }

    public CustodyBed Custody { get; }

    /// <summary>The main database's file or connection string.</summary>
    public string MainDatabase { get; }

    public string Origin => host.Origin;

    public static async Task<WebBed> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, string? clamd = null)
    {
        CustodyBed custody = await CustodyBed.StartAsync(engine);
        string path = Directory.CreateTempSubdirectory("serment-web-").FullName;
        string main = await MigratedDatabase.NewAsync(engine, path);
        WebHost web = await WebHost.StartAsync(
            new()
            {
                Urls = ["http://127.0.0.1:0"],
                MainDatabase = main,
                Custodian = new() { SocketPath = custody.SocketPath },
                CustodianOrigin = "http://localhost:5081",
                Clock = custody.Clock,
                LogToConsole = false,
                Clamd = clamd,
                LaboratoryKeysPath = custody.WriteLaboratoryKeys(path),
            },
            CancellationToken.None);
        return new(custody, web, path, main);
    }

    /// <summary>A browser of somebody of that role, signed in.</summary>
    public async Task<Browser> OpenAsync(Role role, params IReadOnlyList<int> units)
    {
        (SessionToken token, StaffMember who) = await Custody.SignInAsync(role, null, units);
        return new(Origin, token, who.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await Custody.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>An answer with its page.</summary>
internal sealed record Answer(HttpResponseMessage Response, string Text, IDocument Page)
{
    public int Status => (int)Response.StatusCode;

    public string? Location => Response.Headers.Location?.OriginalString;

    public string? ValueOf(string field) =>
        Page.QuerySelector($"[name='{field}']")?.GetAttribute("value");
}

/// <summary>What a browser does: a cookie, an origin, the forms' proof.</summary>
internal sealed class Browser(string origin, SessionToken token, ActorId person) : IDisposable
{
    private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

    public SessionToken Token => token;

    public ActorId Person => person;

    public Task<Answer> GetAsync(string path) => SendAsync(new(HttpMethod.Get, origin + path));

    /// <summary>Posts a form as our page would, with the proof that the page before bore.</summary>
    public Task<Answer> PostAsync(
        string path, IReadOnlyDictionary<string, string> fields, string? from = null, string? proof = null)
    {
        Dictionary<string, string> all = new(fields, StringComparer.Ordinal)
        {
            ["_proof"] = proof ?? Serment.Web.Security.Visitor.ProofOf(token),
            ["_person"] = person.ToString(),
        };
        HttpRequestMessage request = new(HttpMethod.Post, origin + path) { Content = new FormUrlEncodedContent(all) };
        request.Headers.Add("Origin", from ?? origin);
        return SendAsync(request);
    }

    /// <summary>Posts JSON as our scripts do.</summary>
    public Task<Answer> PostJsonAsync(string path, System.Text.Json.Nodes.JsonNode question)
    {
        HttpRequestMessage request = new(HttpMethod.Post, origin + path)
        {
            Content = new StringContent(question.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", origin);
        request.Headers.Add("X-Serment-Script", "1");
        request.Headers.Add("X-Form-Proof", Serment.Web.Security.Visitor.ProofOf(token));
        return SendAsync(request);
    }

    /// <summary>A file as it is saved.</summary>
    public async Task<byte[]> DownloadAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, origin + path);
        request.Headers.Add("Cookie", $"serment={token.ToCookie()}");
        using HttpResponseMessage response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Posts a form with a file as our page would: its fields in order, the file last.</summary>
    public Task<Answer> UploadAsync(
        string path, IReadOnlyDictionary<string, string> fields, string fileName, HttpContent file,
        bool byScript = false, string? proof = null)
    {
        string proved = proof ?? Serment.Web.Security.Visitor.ProofOf(token);
        MultipartFormDataContent form = new() { { new StringContent(proved), "_proof" } };
        foreach ((string name, string value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(file, "file", fileName);
        HttpRequestMessage request = new(HttpMethod.Post, origin + path) { Content = form };
        request.Headers.Add("Origin", origin);
        if (byScript)
        {
            request.Headers.Add("X-Serment-Script", "1");
            request.Headers.Add("X-Form-Proof", proved);
        }

        return SendAsync(request);
    }

    public void Dispose() => http.Dispose();

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Add("Cookie", $"serment={token.ToCookie()}");
        HttpResponseMessage response = await http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return new(response, text, await new HtmlParser().ParseDocumentAsync(text));
    }
}

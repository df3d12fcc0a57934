using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Simulation.Authenticators;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>
/// A biologist of the demo with a passkey that lives in this process alone: enrolled on the custodian's own page by her
/// one-time address and signed in as anybody is. When the process ends nobody holds the key any more.
/// </summary>
internal sealed class DemoSigner : IDisposable
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    private readonly SoftwareAuthenticator passkey;
    private readonly HttpClient pages;

    private DemoSigner(DemoFolder demo)
    {
        string origin = demo.Folder.Settings.Custodian.Origin;
        passkey = new(origin);
        pages = new() { BaseAddress = new(origin) };
        pages.DefaultRequestHeaders.Add("Origin", origin);
    }

    /// <summary>Her session's secret.</summary>
    public SessionToken Token { get; private set; } = null!;

    /// <summary>What the custodian says of the session.</summary>
    public SessionDescription Session { get; private set; } = null!;

    /// <summary>Enrols and signs in.</summary>
    public static async Task<DemoSigner> EnterAsync(
        DemoFolder demo, DemoPersona who, CustodianClient custodian, CancellationToken stop)
    {
        DemoSigner signer = new(demo);
        string secret = who.EnrolUrl[(who.EnrolUrl.IndexOf('#', StringComparison.Ordinal) + 1)..];
        JsonNode begun = await signer.AskAsync("/enrol/begin", new JsonObject { ["secret"] = secret, ["code"] = null }, stop);
        await signer.AskAsync(
            "/enrol/complete",
            new JsonObject
            {
                ["ceremonyId"] = begun["ceremonyId"]!.GetValue<string>(),
                ["credential"] = JsonNode.Parse(signer.passkey.Create(begun["options"]!.ToJsonString())),
            },
            stop);
        signer.passkey.Origin = demo.Folder.Settings.Web.Origin;
        CeremonyBegun signIn = await custodian.AskAsync(
            MessageKind.BeginSignIn, null, Nothing.Instance, Json.Nothing, Json.CeremonyBegun, stop);
        SessionGranted granted = await custodian.AskAsync(
            MessageKind.CompleteSignIn, null, signer.Answer(signIn), Json.CeremonyAnswer, Json.SessionGranted, stop);
        signer.Session = granted.Session;
        signer.Token = SessionToken.Parse(granted.Token)!;
        return signer;
    }

    /// <summary>Touches the passkey for what a ceremony asks.</summary>
    public CeremonyAnswer Answer(CeremonyBegun begun) => new(begun.CeremonyId, passkey.Get(begun.OptionsJson));

    /// <inheritdoc/>
    public void Dispose() => pages.Dispose();

    private async Task<JsonNode> AskAsync(string path, JsonObject question, CancellationToken stop)
    {
        using HttpResponseMessage answer = await pages.PostAsJsonAsync(path, question, stop);
        string text = await answer.Content.ReadAsStringAsync(stop);
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text.Length == 0 ? "{}" : text)!
            : throw new UserErrorException($"The demo's biologist could not enrol: {(int)answer.StatusCode}.", 1);
    }
}

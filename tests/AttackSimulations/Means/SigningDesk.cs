using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Serment.AttackSimulations.Means;

/// <summary>A ceremony that a page began: its challenge, and what goes back with the answer.</summary>
internal sealed record Ceremony(string Id, string Options, JsonNode Carry);

/// <summary>What the page of reports does when it signs, step by step, in the session of whoever browses.</summary>
internal sealed class SigningDesk(HttpClient browser)
{
    private const string Place = "/laboratory/reports/sign/";

    /// <summary>What the page names the report of an order by.</summary>
    public static string KeyOf(KnownTube tube) => $"{tube.Patient}.{tube.Request}.results";

    /// <summary>Begins; null where it is refused.</summary>
    public async Task<Ceremony?> BeginAsync(params string[] reports)
    {
        (HttpStatusCode status, JsonNode? answer) = await SendAsync(
            "begin", new() { ["reports"] = new JsonArray([.. reports.Select(one => JsonValue.Create(one))]) });
        return status == HttpStatusCode.OK
            ? new(
                answer!["id"]!.GetValue<string>(), answer["options"]!.ToJsonString(), answer["carry"]!.DeepClone())
            : null;
    }

    /// <summary>Completes; how many reports were signed.</summary>
    public async Task<int> CompleteAsync(string ceremony, string credential, JsonNode carry)
    {
        (HttpStatusCode status, JsonNode? answer) = await SendAsync(
            "complete",
            new() { ["id"] = ceremony, ["credential"] = JsonNode.Parse(credential), ["carry"] = carry.DeepClone() });
        return status == HttpStatusCode.OK ? answer!["signed"]!.GetValue<int>() : 0;
    }

    /// <summary>Signs as its owner does: one touch for these reports.</summary>
    public async Task<int> SignAsync(Insider biologist, params string[] reports)
    {
        Ceremony begun = (await BeginAsync(reports))!;
        return await CompleteAsync(begun.Id, biologist.Touch(begun.Options), begun.Carry);
    }

    private async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(string step, JsonObject body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Place + step) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Serment-Script", "1");

        // The page's body has a length; a chunked one is not read.
        await request.Content.LoadIntoBufferAsync();
        using HttpResponseMessage answer = await browser.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(text) : null);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Proposals;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Pages;

/// <summary>
/// What the pages' script asks: JSON in, JSON out, a few members each. Every answer that says no carries a sentence in
/// the reader's language.
/// </summary>
internal sealed class CeremonyRoutes(EvidenceParts parts, PageSessions sessions, PeopleDirectory people)
{
    /// <summary>The longest body: a credential is a few kilobytes.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    private const int DigestCharacters = 64;

    /// <summary>Maps them.</summary>
    public void Map(WebApplication app)
    {
        Map(app, "/sign-in/begin", async (_, _, _) => Begun(await parts.SignIn.BeginAsync(SessionAudience.Pages)));
        Map(app, "/sign-in/complete", async (http, question, stop) =>
        {
            (SessionToken token, _, _) =
                await parts.SignIn.CompleteAsync(AnswerOf(question), SessionAudience.Pages, stop);
            sessions.Keep(http.Response, token);
            return new();
        });
        Map(app, "/enrol/describe", DescribeEnrolmentAsync);
        Map(app, "/enrol/begin", async (http, question, stop) =>
        {
            Words words = Words.For(http.Request);
            string LabelOf(StaffMember member) =>
                $"{member.Name} · {words.Of(member.Role)} · {people.SiteOf(member.Site)?.Code}";
            return Begun(await parts.Enrol.BeginAsync(
                TextOf(question, "secret"), TextOf(question, "code"), LabelOf, stop));
        });
        Map(app, "/enrol/complete", async (_, question, stop) =>
        {
            await parts.Enrol.CompleteAsync(AnswerOf(question), stop);
            return new();
        });
        Map(app, "/proposals/begin", BeginDecisionAsync);
        Map(app, "/proposals/complete", CompleteDecisionAsync);
    }

    private static void Map(
        WebApplication app, string path, Func<HttpContext, JsonObject, CancellationToken, Task<JsonObject>> answer) =>
        app.MapPost(path, async (HttpContext http, CancellationToken stop) =>
        {
            try
            {
                return Results.Text((await answer(http, await ReadAsync(http, stop), stop)).ToJsonString(),
                    "application/json");
            }
            catch (CustodyRefusal refusal)
            {
                JsonObject problem = new()
                {
                    ["code"] = refusal.Problem.Code,
                    ["message"] = Problems.Say(Words.For(http.Request), refusal.Problem.Code),
                };
                return Results.Text(problem.ToJsonString(), "application/json", statusCode: StatusOf(refusal.Status));
            }
        });

    private async Task<JsonObject> DescribeEnrolmentAsync(HttpContext http, JsonObject question, CancellationToken stop)
    {
        (Enrolment enrolment, StaffMember? member) =
            await parts.Enrol.DescribeAsync(TextOf(question, "secret"), stop);
        EnrolPasskey.ThrowUnlessOpen(enrolment.State);
        return new()
        {
            ["name"] = member!.Name,
            ["role"] = Words.For(http.Request).Of(member.Role),
            ["site"] = people.SiteOf(member.Site)?.Name,
            ["needsCode"] = enrolment.CodeMac is not null,
        };
    }

    private async Task<JsonObject> BeginDecisionAsync(HttpContext http, JsonObject question, CancellationToken stop)
    {
        if (!ProposalId.TryParse(TextOf(question, "proposal"), out ProposalId proposal)
            || TextOf(question, "digest") is not { Length: DigestCharacters } digest
            || !digest.All(char.IsAsciiHexDigitLower)
            || question["approve"]?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }

        bool approve = question["approve"]!.GetValue<bool>();
        return Begun(await parts.DecideProposal.BeginAsync(
            Person(http), proposal, approve, Convert.FromHexString(digest), stop));
    }

    private async Task<JsonObject> CompleteDecisionAsync(HttpContext http, JsonObject question, CancellationToken stop)
    {
        ProposalDecided decided = await parts.DecideProposal.CompleteAsync(Person(http), AnswerOf(question), stop);
        return new()
        {
            ["verdict"] = decided.State == ProposalState.Approved ? "approved" : "rejected",
            ["enrolmentUrl"] = decided.EnrolmentUrl,
        };
    }

    private SessionFacts Person(HttpContext http) =>
        sessions.Find(http.Request) ?? throw new CustodyRefusal(ResponseStatus.NotSignedIn, "session-ended");

    private static async Task<JsonObject> ReadAsync(HttpContext http, CancellationToken stop)
    {
        // A form of another page cannot send this content type without asking first.
        if (!http.Request.HasJsonContentType())
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }

        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxBodyBytes;

        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: stop) as JsonObject
                ?? throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }
    }

    private static JsonObject Begun(CeremonyBegun begun) =>
        new() { ["ceremonyId"] = begun.CeremonyId, ["options"] = JsonNode.Parse(begun.OptionsJson) };

    private static CeremonyAnswer AnswerOf(JsonObject question) =>
        TextOf(question, "ceremonyId") is string id && question["credential"] is JsonObject credential
            ? new(id, credential.ToJsonString())
            : throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");

    private static string? TextOf(JsonObject question, string name) =>
        question[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int StatusOf(ResponseStatus status) =>
        status switch
        {
            ResponseStatus.BadRequest => StatusCodes.Status400BadRequest,
            ResponseStatus.NotSignedIn => StatusCodes.Status401Unauthorized,
            ResponseStatus.Conflict => StatusCodes.Status409Conflict,
            ResponseStatus.Busy => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status403Forbidden,
        };
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.CustodyProtocol;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.SignIn;

/// <summary>A ceremony as the browser's script needs it.</summary>
internal sealed record CeremonyView(string Id, JsonElement Options);

/// <summary>What the browser's script brings back.</summary>
internal sealed record CeremonyResult(string Id, JsonElement Credential);

/// <summary>Signed in: the new proof for forms, and who it is.</summary>
internal sealed record SignedInView(string Proof, string Person);

/// <summary>Stepped up, until then.</summary>
internal sealed record SteppedUpView(DateTimeOffset Until);

/// <summary>What a script asks to step up for.</summary>
internal sealed record StepUpAsked(string Kind, string Patient, string? Reason);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CeremonyView))]
[JsonSerializable(typeof(CeremonyResult))]
[JsonSerializable(typeof(SignedInView))]
[JsonSerializable(typeof(SteppedUpView))]
[JsonSerializable(typeof(StepUpAsked))]
internal sealed partial class SignInJson : JsonSerializerContext;

/// <summary>
/// Signing in and stepping up. The custodian makes the challenge and verifies the answer; this server carries both.
/// </summary>
internal static class SignInRoutes
{
    private static readonly SignInJson Json = SignInJson.Default;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", () => Page.Show<SignInPage>(new SignInModel(null, HasEnded: false)))
            .Admits(Audience.Anyone, Budget.None);
        app.MapPost("/sign-in/begin", BeginAsync).Admits(Audience.Anyone, Budget.None);
        app.MapPost("/sign-in/complete", CompleteAsync).Admits(Audience.Anyone, Budget.None);
        app.MapPost("/sign-out", SignOutAsync).Admits(Audience.Anyone, Budget.None);
        app.MapPost("/language", SpeakAsync).Admits(Audience.Anyone, Budget.None);
        app.MapPost("/step-up/begin", BeginStepUpAsync).Admits(Audience.OpensCards, Budget.None);
        app.MapPost("/step-up/complete", CompleteStepUpAsync).Admits(Audience.OpensCards, Budget.None);
    }

    private static async Task<IResult> BeginAsync(CustodianClient custodian, CancellationToken stop) =>
        View(await custodian.BeginSignInAsync(stop));

    private static async Task<IResult> CompleteAsync(HttpContext http, CustodianClient custodian, WebContext web)
    {
        CeremonyResult? result = await ReadAsync(http, Json.CeremonyResult);
        if (result is not { Id: not null, Credential.ValueKind: JsonValueKind.Object })
        {
            return Problems.Refused("problem.badRequest");
        }

        SessionGranted granted;
        try
        {
            granted = await custodian.CompleteSignInAsync(
                new(result.Id, result.Credential.GetRawText()), http.RequestAborted);
        }
        catch (CustodyException e) when (e.Status is not ResponseStatus.Busy)
        {
            // Whatever was wrong with it, a stranger learns only that it did not work.
            return Results.Text("refused", statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        SessionToken? token = SessionToken.Parse(granted.Token);
        if (token is null)
        {
            return Problems.Failed();
        }

        SessionCookie.Write(http, web, token);
        return Results.Json(
            new SignedInView(Visitor.ProofOf(token), granted.Session.StaffId.ToString()), Json.SignedInView);
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext http, Visitor me, CustodianClient custodian, WebContext web)
    {
        SessionToken? token = SessionCookie.Read(http, web);
        SessionCookie.Delete(http, web);
        if (token is not null)
        {
            try
            {
                await custodian.SignOutAsync(token, http.RequestAborted);
            }
            catch (CustodyException e) when (e.Status == ResponseStatus.NotSignedIn)
            {
                // It had ended already: signed out is signed out.
                return Results.Redirect("/sign-in");
            }
        }

        return Results.Redirect("/sign-in");
    }

    private static async Task<IResult> SpeakAsync(HttpContext http, WebContext web)
    {
        IFormCollection form = await http.Request.ReadFormAsync(http.RequestAborted);
        LanguageCookie.Write(http, web, form["language"].ToString());
        string to = form["to"].ToString();
        if (http.Request.Headers.ContainsKey(Problems.ScriptHeader))
        {
            // The script has the page draw itself again, with what is typed in it.
            return Results.NoContent();
        }

        return Results.LocalRedirect(LocalPath.OrHome(to));
    }

    private static async Task<IResult> BeginStepUpAsync(HttpContext http, Visitor me, CustodianClient custodian)
    {
        StepUpAsked? asked = await ReadAsync(http, Json.StepUpAsked);
        if (asked is null
            || !Enum.TryParse(asked.Kind, out StepUpKind kind)
            || !PatientId.TryParse(asked.Patient, out PatientId patient))
        {
            return Problems.Refused("problem.badRequest");
        }

        try
        {
            return View(await custodian.BeginStepUpAsync(
                me.Token, new(kind, patient, asked.Reason), http.RequestAborted));
        }
        catch (CustodyException e) when (e.Status is ResponseStatus.BadRequest or ResponseStatus.Forbidden)
        {
            return Results.Text("refused", statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> CompleteStepUpAsync(HttpContext http, Visitor me, CustodianClient custodian)
    {
        CeremonyResult? result = await ReadAsync(http, Json.CeremonyResult);
        if (result is not { Id: not null, Credential.ValueKind: JsonValueKind.Object })
        {
            return Problems.Refused("problem.badRequest");
        }

        try
        {
            StepUpGranted granted = await custodian.CompleteStepUpAsync(
                me.Token, new(result.Id, result.Credential.GetRawText()), http.RequestAborted);
            return Results.Json(new SteppedUpView(granted.Until), Json.SteppedUpView);
        }
        catch (CustodyException e)
            when (e.Status is ResponseStatus.BadRequest or ResponseStatus.Forbidden or ResponseStatus.Conflict)
        {
            return Results.Text("refused", statusCode: StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static IResult View(CeremonyBegun begun)
    {
        using JsonDocument options = JsonDocument.Parse(begun.OptionsJson);
        return Results.Json(new CeremonyView(begun.CeremonyId, options.RootElement.Clone()), Json.CeremonyView);
    }

    private static async Task<T?> ReadAsync<T>(
        HttpContext http, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, form, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

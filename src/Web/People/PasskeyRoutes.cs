using Serment.CustodyProtocol;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.People;

/// <summary>
/// The passkeys that somebody has: everybody sees their own and takes them away; those in charge anybody's of the site.
/// </summary>
internal static class PasskeyRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/account/passkeys", ShowOwnAsync).Admits(Audience.SignedIn, Budget.None);
        app.MapGet("/people/passkeys", ShowAsync).Admits(Audience.ManagesPeople, Budget.None);
        app.MapPost("/account/passkeys/revoke", RevokeAsync).Admits(Audience.SignedIn, Budget.None);
    }

    private static Task<IResult> ShowOwnAsync(Visitor me, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(me.Session.StaffId, null, me, custodian, stop);

    private static Task<IResult> ShowAsync(
        string? staff, Visitor me, CustodianClient custodian, CancellationToken stop) =>
        ActorId.TryParse(staff, out ActorId who)
            ? PageAsync(who, null, me, custodian, stop)
            : Task.FromResult(Problems.NotFound());

    private static async Task<IResult> PageAsync(
        ActorId staff, string? refusal, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        try
        {
            PasskeyList list = await custodian.ListPasskeysAsync(me.Token, staff, stop);
            return Page.Show<PasskeysPage>(
                new PasskeysModel(list, staff == me.Session.StaffId, refusal),
                refusal is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
        }
        catch (CustodyException e) when (e.Status is ResponseStatus.Forbidden)
        {
            return Problems.NotFound();
        }
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!ActorId.TryParse(http.Request.Form["staff"], out ActorId staff))
        {
            return Problems.Refused("problem.badRequest");
        }

        try
        {
            await custodian.RevokePasskeyAsync(me.Token, new(staff, http.Request.Form["passkey"].ToString()), stop);
        }
        catch (CustodyException e) when (e.Status is ResponseStatus.Conflict)
        {
            return await PageAsync(staff, me.Texts[$"passkeys.{CodeOf(e.Problem.Code)}"], me, custodian, stop);
        }

        // One's own session has ended with the passkey: the start page asks to sign in again.
        return Results.Redirect(staff == me.Session.StaffId ? "/" : $"/people/passkeys?staff={staff}");
    }

    private static string CodeOf(string code) => code switch
    {
        "last-two-who-approve" => "lastTwo",
        "too-many-today" => "tooManyToday",
        _ => "ended",
    };
}

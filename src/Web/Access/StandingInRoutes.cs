using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Access;

/// <summary>Replacing a colleague for some days, a team for a night: given by colleagues, ended by any of them.</summary>
internal static class StandingInRoutes
{
    private const int DefaultDays = 7;
    private const int DefaultHours = 12;
    private const int MaxHours = 16;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestOnBehalf = TimeSpan.FromDays(7);

    /// <summary>Codes of the custodian that have a sentence.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "taker-unknown", "taker-is-giver", "role", "too-many-today", "replaced-unknown", "taker-is-replaced",
        "not-your-colleague", "too-many-on-behalf", "period", "given-already", "too-many-for-one", "taker-has-enough",
        "not-your-unit", "already-in-unit", "team-is-full",
    };

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/standing-in", ShowAsync).Admits(Audience.Treats, Budget.None);
        app.MapPost("/standing-in", GiveAsync).Admits(Audience.Treats, Budget.None);
        app.MapPost("/standing-in/end", EndAsync).Admits(Audience.Treats, Budget.None);
    }

    private static Task<IResult> ShowAsync(Visitor me, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(new FormState(), me, custodian, StatusCodes.Status200OK, stop);

    private static async Task<IResult> PageAsync(
        FormState form, Visitor me, CustodianClient custodian, int status, CancellationToken stop)
    {
        form["from"] = form.Optional("from") ?? DayOf(me.Today);
        form["until"] = form.Optional("until") ?? DayOf(me.Today.AddDays(DefaultDays - 1));
        form["hours"] = form.Optional("hours") ?? DefaultHours.ToString(CultureInfo.InvariantCulture);
        IReadOnlyList<CoverDescription> covers = await custodian.ListCoversAsync(me.Token, stop);
        IReadOnlyList<StaffDescription> staff = (await custodian.ListStaffAsync(me.Token, stop)).Staff;
        StaffDescription self = staff.First(one => one.StaffId == me.Session.StaffId);
        HashSet<int> own = [.. self.Units.Select(unit => unit.UnitId)];
        StaffDescription[] others =
        [
            .. staff.Where(one => one.StaffId != self.StaffId && one.State == StaffState.Active && Treats(one.Role)),
        ];
        return Page.Show<StandingInPage>(
            new StandingInModel(
                covers, others,
                [.. others.Where(one => one.Role == self.Role && one.Units.Any(unit => own.Contains(unit.UnitId)))],
                self.Units, form),
            status);
    }

    private static async Task<IResult> GiveAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        CoverGift? gift = Read(form, me);
        if (form.IsRedraw || gift is null)
        {
            return await PageAsync(form, me, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }

        try
        {
            await custodian.GiveCoverAsync(me.Token, gift, stop);
            return NoteCookie.Redirect(http, me.Web, "standsIn", "/standing-in");
        }
        catch (CustodyException e) when (Known.Contains(e.Problem.Code))
        {
            form.RefuseAll(me.Texts["standIn.refused." + e.Problem.Code]);
            return await PageAsync(form, me, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }
        catch (CustodyException e) when (e.Problem.Code is "touch-needed")
        {
            // The form waits in the page and goes again, as it is, once the key was touched.
            StepUpRequest touch = StepUpRequest.ForColleague(gift.Taker);
            return Page.Show<StepUpPage>(
                new StepUpModel(touch.Kind, touch.Patient, "/standing-in", KeptForm.Of(http.Request)));
        }
    }

    private static CoverGift? Read(FormState form, Visitor me)
    {
        bool isTeam = form["kind"] is nameof(CoverKind.OnCall);
        string takerField = isTeam ? "helper" : "taker";
        if (!ActorId.TryParse(form[takerField], out ActorId taker))
        {
            form.Refuse(takerField, me.Texts["standIn.takerWrong"]);
        }

        return isTeam ? ReadTeam(form, me, taker) : ReadReplacement(form, me, taker);
    }

    private static CoverGift? ReadTeam(FormState form, Visitor me, ActorId taker)
    {
        bool hasUnit = int.TryParse(form["unit"], NumberStyles.None, CultureInfo.InvariantCulture, out int unit);
        bool hasHours = int.TryParse(form["hours"], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            && hours is > 0 and <= MaxHours;
        if (!hasUnit)
        {
            form.Refuse("unit", me.Texts["standIn.unitWrong"]);
        }

        if (!hasHours)
        {
            form.Refuse("hours", me.Texts["standIn.hoursWrong"]);
        }

        return form.Errors.Count > 0 ? null : new(CoverKind.OnCall, taker, null, unit, me.Now, me.Now.AddHours(hours));
    }

    private static CoverGift? ReadReplacement(FormState form, Visitor me, ActorId taker)
    {
        ActorId replaced = ActorId.TryParse(form["replaced"], out ActorId chosen) ? chosen : me.Session.StaffId;
        DateOnly? from = LocalDays.Read(form["from"]);
        DateOnly? until = LocalDays.Read(form["until"]);
        if (from is null || from < me.Today)
        {
            form.Refuse("from", me.Texts["standIn.fromWrong"]);
        }

        if (until is null || until < from)
        {
            form.Refuse("until", me.Texts["standIn.untilWrong"]);
        }

        if (form.Errors.Count > 0)
        {
            return null;
        }

        TimeSpan longest = replaced == me.Session.StaffId ? Longest : LongestOnBehalf;
        if (until!.Value.DayNumber - from!.Value.DayNumber >= longest.Days)
        {
            form.Refuse("until", me.Texts["standIn.refused.period"]);
            return null;
        }

        (DateTimeOffset begins, DateTimeOffset ends) = LocalDays.Period(me, from.Value, until.Value, longest);
        return new(CoverKind.Replacement, taker, replaced, null, begins, ends);
    }

    private static async Task<IResult> EndAsync(
        HttpContext http, Visitor me, CustodianClient custodian, CancellationToken stop)
    {
        if (!long.TryParse(
            http.Request.Form["cover"], NumberStyles.None, CultureInfo.InvariantCulture, out long cover))
        {
            return Problems.Refused("problem.badRequest");
        }

        await custodian.EndCoverAsync(me.Token, cover, stop);
        return NoteCookie.Redirect(http, me.Web, "ended", "/standing-in");
    }

    private static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool Treats(Role role) => role is Role.Physician or Role.Nurse or Role.Biologist;
}

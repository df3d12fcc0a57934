using System.Globalization;
using System.Text.RegularExpressions;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Patients;
using Serment.Records.Practitioners;
using Serment.Web.Laboratory.Validation;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.CriticalValues;

/// <summary>Critical values: a list without names or values, one of them for the call, and the limits.</summary>
internal static class CriticalRoutes
{
    /// <summary>The list.</summary>
    public const string Home = "/laboratory/critical";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, ListAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapGet(Home + "/stamp/{lab:int}", StampAsync).Admits(Audience.WorksInLaboratory, Budget.None).InBackground();
        app.MapGet(Home + "/settings/{lab:int}", SettingsAsync).Admits(Audience.Validates, Budget.None);
        app.MapPost(Home + "/settings/{lab:int}", SaveSettingsAsync).Admits(Audience.Validates, Budget.None);
        app.MapGet(Home + "/{patient}/{task}", (
            string patient, string task, CriticalDesk desk, CancellationToken stop) =>
            desk.ShowAsync(patient, task, stop)).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
        app.MapPost(Home + "/{patient}/{task}", (
            string patient, string task, HttpContext http, CriticalDesk desk, CancellationToken stop) =>
            desk.ActAsync(patient, task, http, stop)).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
    }

    private static async Task<IResult> ListAsync(
        int? lab, Visitor me, RecordDoor door, Laboratories laboratories, CriticalList list,
        CriticalSettingRows settings, CustodianClient custodian, CancellationToken stop)
    {
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return lab is null
                ? Page.Show<CriticalListPage>(new CriticalListModel(
                    null, [], new(), new Dictionary<int, string>(), new Dictionary<ActorId, string>(), ""))
                : Problems.NotFound();
        }

        IReadOnlyList<CriticalRow> rows = await list.RunAsync(here.Site, here.Unit.UnitId, me.Now, stop);
        return Page.Show<CriticalListPage>(new CriticalListModel(
            here.Unit, rows, await settings.OfAsync(here.Site, here.Unit.UnitId, stop),
            await UnitsAsync(me, custodian, stop), await StaffNames.AllAsync(me, custodian, stop), StampOf(rows)));
    }

    private static async Task<IResult> StampAsync(
        int lab, Visitor me, RecordDoor door, Laboratories laboratories, CriticalList list, CancellationToken stop) =>
        await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is { } here
            ? Results.Text(StampOf(await list.RunAsync(here.Site, lab, me.Now, stop)))
            : Problems.NotFound();

    private static async Task<IResult> SettingsAsync(
        int lab, Visitor me, RecordDoor door, Laboratories laboratories, CriticalSettingRows settings,
        CancellationToken stop)
    {
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        CriticalSettings now = await settings.OfAsync(here.Site, lab, stop);
        FormState form = new()
        {
            ["routine"] = now.RoutineMinutes.ToString(CultureInfo.InvariantCulture),
            ["urgent"] = now.UrgentMinutes.ToString(CultureInfo.InvariantCulture),
            ["next"] = now.StepMinutes.ToString(CultureInfo.InvariantCulture),
            ["analyses"] = now.AnalysesText,
            ["chain"] = now.ChainText,
        };
        return Page.Show<CriticalSettingsPage>(new CriticalSettingsModel(here.Unit, now, form));
    }

    private static async Task<IResult> SaveSettingsAsync(
        int lab, HttpContext http, Visitor me, RecordDoor door, Laboratories laboratories, CriticalSettingRows settings,
        CancellationToken stop)
    {
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        int Minutes(string field)
        {
            if (!CriticalSettings.IsMinutes(form[field], out int minutes))
            {
                form.Refuse(field, me.Texts.Fill("critical.minutesWrong", CriticalSettings.MaxMinutes));
            }

            return minutes;
        }

        CriticalSettings changed = new()
        {
            RoutineMinutes = Minutes("routine"),
            UrgentMinutes = Minutes("urgent"),
            StepMinutes = Minutes("next"),
            ByAnalysis = CriticalSettings.ParseAnalyses(form["analyses"]) ?? Refused("analyses", CriticalSettings.None),
            Chain = CriticalSettings.ParseChain(form["chain"]) ?? Refused<IReadOnlyList<EscalationPerson>>("chain", []),
            Version = int.TryParse(form["version"], CultureInfo.InvariantCulture, out int version) ? version : 0,
        };
        T Refused<T>(string field, T nothing)
        {
            form.Refuse(field, me.Texts["critical.linesWrong"]);
            return nothing;
        }

        if (form.Errors.Count == 0 && !form.IsRedraw)
        {
            if (await settings.SaveAsync(here.Site, lab, changed, stop))
            {
                return NoteCookie.Redirect(http, me.Web, "saved", $"{Home}?lab={here.Unit.UnitId}");
            }

            form.RefuseAll(me.Texts["validation.moved"]);
        }

        return Page.Show<CriticalSettingsPage>(
            new CriticalSettingsModel(here.Unit, await settings.OfAsync(here.Site, lab, stop), form),
            form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The names of the site's units.</summary>
    public static async Task<IReadOnlyDictionary<int, string>> UnitsAsync(
        Visitor me, CustodianClient custodian, CancellationToken stop) =>
        (await custodian.AskAsync(
            MessageKind.ListUnits, me.Token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.UnitList, stop)).Units.ToDictionary(one => one.UnitId, one => one.Name);

    private static string StampOf(IReadOnlyList<CriticalRow> rows)
    {
        HashCode hash = default;
        foreach (CriticalRow row in rows)
        {
            hash.Add((row.Task, row.Level, row.Attempts, row.ToldAt));
        }

        return hash.ToHashCode().ToString("x8", CultureInfo.InvariantCulture);
    }
}

/// <summary>One critical value on somebody's page.</summary>
internal sealed partial class CriticalDesk(
    Visitor me, OpenCriticalValue open, RecordCriticalCall record, ReadPractice practice, RecordDoor door,
    CustodianClient custodian)
{
    public Task<IResult> ShowAsync(string patient, string task, CancellationToken stop) =>
        PatientId.TryParse(patient, out PatientId whose) && EntryId.TryParse(task, out EntryId what)
            ? PageAsync(whose, what, new(), StatusCodes.Status200OK, null, null, stop)
            : Task.FromResult(Problems.NotFound());

    public async Task<IResult> ActAsync(string patient, string task, HttpContext http, CancellationToken stop)
    {
        if (!PatientId.TryParse(patient, out PatientId whose) || !EntryId.TryParse(task, out EntryId what))
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        KeptForm? kept = KeptForm.Of(http.Request);
        if (form[FormState.StepField] is "identity" && me.Session.OpensCards)
        {
            return await PageAsync(
                whose, what, form, StatusCodes.Status200OK,
                await door.CardAsync(whose, me.Token, me.Today, stop), kept, stop);
        }

        if (form.IsRedraw)
        {
            return await PageAsync(whose, what, form, StatusCodes.Status200OK, null, kept, stop);
        }

        bool isAnswered = form[FormState.StepField] is "told";
        CriticalCall call = new(
            what, form["label"], form["to"], form["phone"], isAnswered, isAnswered ? form["value"] : "",
            form["readBack"].Length > 0, form.Optional("note"));
        Check(form, call);
        if (form.Errors.Count > 0)
        {
            return await PageAsync(whose, what, form, StatusCodes.Status422UnprocessableEntity, null, kept, stop);
        }

        _ = int.TryParse(form["version"], CultureInfo.InvariantCulture, out int version);
        _ = int.TryParse(form["taskVersion"], CultureInfo.InvariantCulture, out int taskVersion);
        CallRecorded done = await record.RunAsync(
            whose, new(version, taskVersion), call, me.Session, me.Token,
            TimeZoneInfo.ConvertTime(me.Now, me.Web.TimeZone), stop);
        switch (done.Outcome)
        {
            case CallOutcome.Done:
                return isAnswered
                    ? NoteCookie.Redirect(http, me.Web, "told", CriticalRoutes.Home)
                    : NoteCookie.Redirect(http, me.Web, "saved", $"{CriticalRoutes.Home}/{whose}/{what}");
            case CallOutcome.Closed:
                return Answer(done.Decision, done.Reason, whose, kept);
            case CallOutcome.Unknown:
                return Problems.NotFound();
            default:
                form.RefuseAll(me.Texts[done.Outcome == CallOutcome.Moved ? "critical.moved" : "critical.readBackMissing"]);
                return await PageAsync(whose, what, form, StatusCodes.Status409Conflict, null, kept, stop);
        }
    }

    private void Check(FormState form, CriticalCall call)
    {
        foreach (string field in (string[])["to", "phone"])
        {
            if (form[field].Length is 0 or > CriticalCall.MaxShortChars)
            {
                form.Refuse(field, me.Texts["critical.missing"]);
            }
        }

        if (call.IsAnswered && call.Value.Length is 0 or > CriticalCall.MaxShortChars)
        {
            form.Refuse("value", me.Texts["critical.missing"]);
        }

        if (call.IsAnswered && IsOther(call.Value, form["numbers"]))
        {
            form.Refuse("value", me.Texts["critical.notTheValue"]);
        }

        if (call is { IsAnswered: true, IsReadBack: false })
        {
            form.Refuse("readBack", me.Texts["critical.readBackMissing"]);
        }

        if (call.Note?.Length > CriticalCall.MaxNoteChars)
        {
            form.Refuse("note", me.Texts["critical.tooLong"]);
        }
    }

    // A tenfold error is the one that is heard: where a number was repeated, it is the result's in one of its units.
    private static bool IsOther(string said, string numbers)
    {
        decimal[] right =
        [
            .. numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(one => decimal.TryParse(one, CultureInfo.InvariantCulture, out decimal number) ? number : 0),
        ];
        decimal[] heard =
        [
            .. NumberIn().Matches(said).Concat(NumberIn().Matches(said.Replace(" ", "", StringComparison.Ordinal)))
                .Select(one => decimal.Parse(one.Value.Replace(',', '.'), CultureInfo.InvariantCulture)),
        ];
        return right.Length > 0 && heard.Length > 0 && !heard.Any(right.Contains);
    }

    [GeneratedRegex(@"\d{1,12}([.,]\d{1,8})?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberIn();

    private async Task<IResult> PageAsync(
        PatientId patient, EntryId task, FormState form, int status, PatientCard? card, KeptForm? kept,
        CancellationToken stop)
    {
        CriticalOpened opened = await open.RunAsync(patient, task, me.Session, me.Token, me.Now, stop);
        if (opened.View is not { } view)
        {
            return opened.Outcome == Outcome.Allowed
                ? Problems.NotFound()
                : Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        return Page.Show<CriticalPage>(
            new CriticalModel(
                view, await CriticalRoutes.UnitsAsync(me, custodian, stop),
                await StaffNames.AllAsync(me, custodian, stop),
                view.Row.Requester is { } staff ? (await practice.OfAsync(staff, stop)).Phone : view.Details?.Prescriber?.Phone,
                card, form),
            status);
    }

    private static IResult Answer(Outcome outcome, DecisionReason reason, PatientId patient, KeptForm? kept) =>
        outcome == Outcome.StepUp && reason == DecisionReason.TouchNeeded
            ? Page.Show<StepUpPage>(new StepUpModel(StepUpKind.Sensitive, patient, null, kept))
            : Closed.Answer(outcome, reason, patient, kept);
}

using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Encounters;
using Serment.Records.Medications;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Medications;

/// <summary>The administration plan of one patient: what is due, and noting what became of it.</summary>
internal static class PlanRoutes
{
    /// <summary>How far back something may still be noted.</summary>
    public const int MaxBackHours = 72;

    /// <summary>Says which question was answered with yes.</summary>
    public const string SureField = "sure";

    /// <summary>Days of the week's view.</summary>
    public const int WeekDayCount = 7;

    private const string DayForm = "yyyy-MM-dd";
    private const string TimeForm = "HH:mm";
    private const int MaxAheadHours = 24;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/{id}/medications/plan", ShowAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapPost("/patients/{id}/medications/plan", NoteAsync).Admits(Audience.GivesDrugs, Budget.OnePatient);
    }

    private static async Task<IResult> ShowAsync(
        string id, string? day, int? days, HttpContext http, [AsParameters] MedicationParts parts, ExtendPlan extend,
        CancellationToken stop)
    {
        (SectionOpened? opened, IResult? answer) =
            await MedicationRoutes.OpenAsync(id, MedicationLines.TypesWithGiven, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        Visitor me = parts.Me;
        if (me.Meets(Audience.GivesDrugs))
        {
            await extend.RunAsync(
                MedicationLines.Of(opened.Record!.Entries), Absences.Of(opened.Record.Entries), me.Now, me.Today,
                me.Web.TimeZone, stop);
        }

        return await PageAsync(
            opened, ReadDay(day) ?? me.Today, days == WeekDayCount ? WeekDayCount : 1, new(), parts,
            StatusCodes.Status200OK, stop);
    }

    private static async Task<IResult> PageAsync(
        SectionOpened opened, DateOnly day, int days, FormState form, MedicationParts parts, int status,
        CancellationToken stop, DoseQuestion? asked = null)
    {
        Visitor me = parts.Me;
        IReadOnlyList<ChartLine> lines = MedicationLines.Of(opened.Record!.Entries);
        IReadOnlyList<GivenDose> all = GivenDoses.All(opened.Record.Entries);
        IReadOnlyList<GivenDose> given = [.. all.Where(one => !one.IsInError)];
        TimeZoneInfo zone = me.Web.TimeZone;
        DateTimeOffset from = AdministrationPlan.Moment(day.ToDateTime(TimeOnly.MinValue), zone);
        DateTimeOffset until = AdministrationPlan.Moment(day.AddDays(days).ToDateTime(TimeOnly.MinValue), zone);
        PlanModel model = new()
        {
            Head = opened.Head!,
            Day = day,
            DayCount = days,
            Slots = PlanOfDays.Of(lines, given, from, until, me.Now, zone, Absences.Of(opened.Record.Entries)),
            AsNeeded = PlanOfDays.AsNeeded(lines, given, me.Now, me.Today),
            FreeTexts = [.. lines.Where(one => one.Line.IsFreeText && one.IsInForce(me.Today))],
            Given = [.. given.Where(one => one.Planned is null && one.At >= from && one.At < until)],
            InError =
            [
                .. all.Where(one => one.IsInError && (one.Planned ?? one.At) >= from && (one.Planned ?? one.At) < until),
            ],
            Form = form,
            Asked = asked,
            Names = await StaffNames.AllAsync(me, parts.Custodian, stop),
        };
        return Page.Show<PlanPage>(model, status);
    }

    private static async Task<IResult> NoteAsync(
        string id, HttpContext http, [AsParameters] MedicationParts parts, RecordAdministration record,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (SectionOpened? opened, IResult? answer) =
            await MedicationRoutes.OpenAsync(id, MedicationLines.TypesWithGiven, http, parts, stop);
        using SectionOpened? held = opened;
        if (opened is null)
        {
            return answer!;
        }

        Visitor me = parts.Me;
        DateOnly day = ReadDay(form["day"]) ?? me.Today;
        if (form.IsRedraw)
        {
            return await PageAsync(opened, day, 1, form, parts, StatusCodes.Status200OK, stop);
        }

        // The line is one of this patient's, whatever the form says.
        ChartLine? line = MedicationLines.Of(opened.Record!.Entries)
            .FirstOrDefault(one => one.State is LineState.Active or LineState.Stopped or LineState.Completed
                && EntryId.TryParse(form["line"], out EntryId entry) && one.Id == entry);
        if (line is null)
        {
            return Problems.Refused("problem.badRequest");
        }

        IReadOnlyList<GivenDose> noted = GivenDoses.Of(opened.Record.Entries);
        GivenDose? dose = Read(form, line, me);
        DoseQuestion? asked = dose is null ? null : DoseQuestion.Of(line, dose, noted);
        if (asked is not null && string.Equals(form[SureField], asked.Kind.ToString(), StringComparison.Ordinal))
        {
            asked = null;
        }

        if (dose is not null && asked is null)
        {
            NotingOutcome outcome = await record.RunAsync(
                line, dose, noted, me.Session.StaffId, me.Token, me.Web.TimeZone, stop);
            if (outcome == NotingOutcome.Noted)
            {
                string shown = day.ToString(DayForm, CultureInfo.InvariantCulture);
                return NoteCookie.Redirect(
                    http, me.Web, "administered", $"/patients/{opened.Head!.Patient}/medications/plan?day={shown}");
            }

            form.RefuseAll(me.Texts.Of("noting", outcome));
        }

        (SectionOpened? again, answer) =
            await MedicationRoutes.OpenAsync(id, MedicationLines.TypesWithGiven, http, parts, stop);
        using (again)
        {
            return again is null
                ? answer!
                : await PageAsync(again, day, 1, form, parts, StatusCodes.Status422UnprocessableEntity, stop, asked);
        }
    }

    private static GivenDose? Read(FormState form, ChartLine line, Visitor me)
    {
        DateTimeOffset? planned =
            long.TryParse(form["due"], NumberStyles.None, CultureInfo.InvariantCulture, out long due)
                && due < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.FromUnixTimeMilliseconds(due)
                : null;
        if (!Enum.TryParse(form["outcome"], out DoseOutcome outcome) || !Enum.IsDefined(outcome))
        {
            form.Refuse("outcome", me.Texts["plan.outcomeNeeded"]);
        }

        DateTimeOffset? at = form["at"].Length == 0 ? me.Now : TimeOf(form, "at", "atDay", me);
        if (at is { } when && (when > me.Now.AddMinutes(5) || when < me.Now.AddHours(-MaxBackHours)))
        {
            form.Refuse("at", me.Texts.Fill("plan.atWrong", MaxBackHours));
        }

        NotGivenReason reason = Enum.TryParse(form["notGivenWhy"], out NotGivenReason why) && Enum.IsDefined(why)
            ? why
            : NotGivenReason.None;
        if (outcome is DoseOutcome.NotGiven or DoseOutcome.Refused or DoseOutcome.Postponed
            && reason == NotGivenReason.None && form["comment"].Length == 0)
        {
            form.Refuse("notGivenWhy", me.Texts["plan.whyNeeded"]);
        }

        DateTimeOffset? later = outcome == DoseOutcome.Postponed ? TimeOf(form, "later", "laterDay", me) : null;
        if (outcome == DoseOutcome.Postponed
            && (planned is null || later is null || later <= planned || later > me.Now.AddHours(MaxAheadHours)))
        {
            form.Refuse("later", me.Texts.Fill("plan.laterWrong", MaxAheadHours));
        }

        (decimal quantity, string unit) = Dose(form, line, me);
        if (form["comment"].Length > GivenDose.MaxCommentChars)
        {
            form.Refuse("comment", me.Texts.Fill("practice.tooLong", GivenDose.MaxCommentChars));
        }

        return form.Errors.Count > 0
            ? null
            : new(
                line.Id, planned, outcome, at!.Value, quantity, unit, reason, form.Optional("comment"), later,
                line.Line.Name);
    }

    private static (decimal Quantity, string Unit) Dose(FormState form, ChartLine line, Visitor me)
    {
        if (line.Line.Steps.Count == 0)
        {
            return (1, "dose");
        }

        string unit = DoseUnits.IsKnown(form["unit"]) ? form["unit"] : line.Line.Steps[0].Unit;
        string typed = form["quantity"].Replace(',', '.');
        if (decimal.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal quantity)
            && quantity is > 0 and <= DoseStep.MaxQuantity)
        {
            return (quantity, unit);
        }

        form.Refuse("quantity", me.Texts["prescribe.quantityWrong"]);
        return (0, unit);
    }

    internal static DateTimeOffset? TimeOf(FormState form, string timeField, string dayField, Visitor me)
    {
        if (TimeOnly.TryParseExact(
                form[timeField], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
        {
            return AdministrationPlan.Moment((ReadDay(form[dayField]) ?? me.Today).ToDateTime(time), me.Web.TimeZone);
        }

        form.Refuse(timeField, me.Texts["prescribe.timeWrong"]);
        return null;
    }

    internal static DateOnly? ReadDay(string? text) =>
        DateOnly.TryParseExact(text, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            && day.Year is > 1900 and < 2200
            ? day
            : null;
}

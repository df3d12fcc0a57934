using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory.Bench;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Bench;

/// <summary>Technical validation of one tube: one patient's laboratory part is opened, and no name.</summary>
internal static class TubeRoutes
{
    private const string Address = WorklistRoutes.Home + "/tubes/{patient}/{specimen}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
        app.MapPost(Address, ValidateAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
        app.MapPost(Address + "/restricted", EnterAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
    }

    /// <summary>Opens the tube of an address; the answer where it did not open.</summary>
    public static async Task<(BenchTube? Tube, IResult? Answer)> OpenAsync(
        string patient, string specimen, bool sensitive, HttpContext http, Visitor me, OpenBench open,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(patient, out PatientId whose) || !EntryId.TryParse(specimen, out EntryId tube))
        {
            return (null, Problems.NotFound());
        }

        BenchOpened opened = await open.RunAsync(whose, tube, me.Session, me.Token, sensitive, stop);
        return opened.Tube is { } found ? (found, null)
            : opened.Reason == DecisionReason.None && opened.Outcome == Outcome.Refused ? (null, Problems.NotFound())
            : (null, Closed.Answer(
                opened.Outcome, opened.Reason, whose, KeptForm.Of(http.Request), WorklistRoutes.TubeAddress(whose, tube)));
    }

    private static async Task<IResult> ShowAsync(
        string patient, string specimen, bool? sensitive, HttpContext http, Visitor me, OpenBench open,
        CancellationToken stop)
    {
        (BenchTube? tube, IResult? answer) =
            await OpenAsync(patient, specimen, sensitive == true, http, me, open, stop);
        return tube is null ? answer! : Page.Show<TubePage>(new TubeModel(tube, new(), sensitive == true));
    }

    private static async Task<IResult> ValidateAsync(
        string patient, string specimen, HttpContext http, Visitor me, OpenBench open, ValidateTechnically validate,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        bool sensitive = form["sensitive"].Length > 0;
        (BenchTube? tube, IResult? answer) = await OpenAsync(patient, specimen, sensitive, http, me, open, stop);
        if (tube is null)
        {
            return answer!;
        }

        if (form.IsRedraw)
        {
            return Page.Show<TubePage>(new TubeModel(tube, form, sensitive));
        }

        List<TechnicalChoice> choices = Read(tube, form, me);
        if (form.Errors.Count == 0 && choices.Count == 0)
        {
            form.RefuseAll(me.Texts["bench.nothingChosen"]);
        }

        if (form.Errors.Count > 0)
        {
            return Page.Show<TubePage>(new TubeModel(tube, form, sensitive), StatusCodes.Status422UnprocessableEntity);
        }

        TechnicalResult result = await validate.RunAsync(tube, choices, me.Session, me.Token, stop);
        if (result.Outcome == SealOutcome.Saved)
        {
            return NoteCookie.Redirect(
                http, me.Web, result.Released > 0 ? "benchReleased" : "benchValidated", WorklistRoutes.Home);
        }

        if (result.Refusals.Count == 0)
        {
            return Closed.Answer(
                result.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, result.Reason,
                tube.Tube.Patient, KeptForm.Of(http.Request));
        }

        Explain(tube, result, form, me);
        (BenchTube? now, answer) = await OpenAsync(patient, specimen, sensitive, http, me, open, stop);
        return now is null
            ? answer!
            : Page.Show<TubePage>(
                new TubeModel(now, form, sensitive),
                result.Refusals.Values.Contains(TechnicalRefusal.Changed)
                    ? StatusCodes.Status409Conflict
                    : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> EnterAsync(
        string patient, string specimen, HttpContext http, Visitor me, OpenBench open, EnterRestricted enter,
        CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (BenchTube? tube, IResult? answer) = await OpenAsync(patient, specimen, false, http, me, open, stop);
        if (tube is null)
        {
            return answer!;
        }

        if (form.IsRedraw)
        {
            return Page.Show<TubePage>(new TubeModel(tube, form, false));
        }

        RestrictedEntered entered =
            await enter.RunAsync(tube, form["code"], form["value"], me.Session, me.Token, stop);
        switch (entered)
        {
            case { Saved.Outcome: SealOutcome.Saved }:
                return NoteCookie.Redirect(
                    http, me.Web, "saved", WorklistRoutes.TubeAddress(tube.Tube.Patient, tube.Tube.Specimen));
            case { Saved: { Outcome: not SealOutcome.VersionConflict } closed }:
                return Closed.Answer(
                    closed.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, closed.Reason,
                    tube.Tube.Patient, KeptForm.Of(http.Request));
            case { Saved: not null }:
                form.RefuseAll(me.Texts.Fill("bench.changed", form["code"]));
                return Page.Show<TubePage>(new TubeModel(tube, form, false), StatusCodes.Status409Conflict);
            default:
                form.Refuse(
                    entered.IsRead ? "code" : entered.IsOrdered ? "value" : "code",
                    me.Texts[entered.IsOrdered ? "bench.restrictedValue" : "bench.restrictedCode"]);
                return Page.Show<TubePage>(
                    new TubeModel(tube, form, false), StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static List<TechnicalChoice> Read(BenchTube tube, FormState form, Visitor me)
    {
        List<TechnicalChoice> choices = [];
        foreach (BenchTask task in tube.Tasks)
        {
            string id = task.Row.Task.ToString();
            bool isRerun = form[$"do-{id}"] is "rerun";
            if ((!isRerun && form[$"do-{id}"] is not "keep")
                || !int.TryParse(form[$"seen-{id}"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen))
            {
                continue;
            }

            string typed = form[$"dilution-{id}"].Replace(',', '.');
            decimal dilution = 1;
            if (typed.Length > 0
                && (!decimal.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out dilution)
                    || dilution is < 1 or > TechnicalChoice.MaxDilution))
            {
                form.Refuse(
                    $"dilution-{id}",
                    me.Texts.Fill("bench.dilutionWrong", task.Analysis?.Code, TechnicalChoice.MaxDilution));
            }

            choices.Add(new(
                task.Row.Task, seen, isRerun, EntryId.TryParse(form[$"run-{id}"], out EntryId run) ? run : null)
            {
                Reason = Short(form.Optional($"reason-{id}")),
                Remark = Short(form.Optional($"remark-{id}")),
                Dilution = dilution,
            });
        }

        return choices;
    }

    private static void Explain(BenchTube tube, TechnicalResult result, FormState form, Visitor me)
    {
        foreach ((EntryId task, TechnicalRefusal refusal) in result.Refusals)
        {
            BenchTask? of = tube.Tasks.FirstOrDefault(one => one.Row.Task == task);
            string code = of?.Analysis?.Code ?? me.Texts["bench.restricted"];
            (string field, string key) = refusal switch
            {
                TechnicalRefusal.Control => ($"do-{task}", "bench.blockedNow"),
                TechnicalRefusal.Contradiction => ($"do-{task}", "bench.contradiction"),
                TechnicalRefusal.NoChoice => ($"run-{task}", "bench.chooseRun"),
                TechnicalRefusal.NoReason => ($"reason-{task}", "bench.reasonNeeded"),
                TechnicalRefusal.Restricted => ($"do-{task}", "bench.needsBiologist"),
                TechnicalRefusal.Computed => ($"do-{task}", "bench.computedRerun"),
                TechnicalRefusal.Inputs => ($"do-{task}", "bench.inputsFirst"),
                TechnicalRefusal.SecondNeeded => ($"do-{task}", "group.second"),
                TechnicalRefusal.Dilution => ($"dilution-{task}", "bench.dilutionWrong"),
                _ => ($"do-{task}", "bench.changed"),
            };
            form.Refuse(field, me.Texts.Fill(key, code, TechnicalChoice.MaxDilution));
        }
    }

    private static string? Short(string? text) =>
        text is { Length: > TechnicalChoice.MaxTextChars } ? text[..TechnicalChoice.MaxTextChars] : text;
}

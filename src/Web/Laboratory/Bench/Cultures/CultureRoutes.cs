using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Validation;
using Serment.Web.Laboratory.Validation;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Bench.Cultures;

/// <summary>A culture: what the microscope shows, what grew, antibiograms. The categories follow from the figures.</summary>
internal static class CultureRoutes
{
    private const string Address = WorklistRoutes.Home + "/cultures/{patient}/{specimen}/{task}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
        app.MapPost(Address, SaveAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
    }

    /// <summary>The address of a culture.</summary>
    public static string AddressOf(PatientId patient, EntryId specimen, EntryId task) =>
        $"{WorklistRoutes.Home}/cultures/{patient}/{specimen}/{task}";

    private static async Task<IResult> ShowAsync(
        string patient, string specimen, string task, HttpContext http, Visitor me, OpenBench open,
        CancellationToken stop)
    {
        (CultureModel? model, IResult? answer) = await OpenAsync(patient, specimen, task, new(), http, me, open, stop);
        return model is null
            ? answer!
            : Page.Show<CulturePage>(model with
            {
                Form = CultureForm.Fill(Start(model), me.Texts),
            });
    }

    private static async Task<IResult> SaveAsync(
        string patient, string specimen, string task, HttpContext http, Visitor me, OpenBench open, EnterResults enter,
        CorrectResult correct, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        (CultureModel? model, IResult? answer) = await OpenAsync(patient, specimen, task, form, http, me, open, stop);
        if (model is null)
        {
            return answer!;
        }

        if (!int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen))
        {
            return Problems.Conflict();
        }

        if (form.IsRedraw || form[FormState.StepField] is "panel" or "add")
        {
            if (form[FormState.StepField] is "add")
            {
                form[CultureForm.IsolatesField] = Math.Min(model.Isolates + 1, CultureReading.MaxIsolates)
                    .ToString(CultureInfo.InvariantCulture);
            }

            return Page.Show<CulturePage>(model);
        }

        CultureReading reading = CultureForm.Read(form, model, me.Texts, model.IsCorrection);
        if (model.IsCorrection && form[CultureForm.ReasonField].Length is 0 or > CorrectResult.MaxReasonChars)
        {
            form.Refuse(CultureForm.ReasonField, me.Texts["validation.reasonMissing"]);
        }

        if (form.Errors.Count > 0)
        {
            return Page.Show<CulturePage>(model, StatusCodes.Status422UnprocessableEntity);
        }

        return model.IsCorrection
            ? await CorrectAsync(model, reading, seen, http, me, correct, stop)
            : await EnterAsync(model, reading, seen, http, me, enter, stop);
    }

    private static async Task<IResult> EnterAsync(
        CultureModel model, CultureReading reading, int seen, HttpContext http, Visitor me, EnterResults enter,
        CancellationToken stop)
    {
        PatientId patient = model.Tube.Tube.Patient;
        ResultSaved saved = (await enter.RunAsync(
            [EnterCulture.Of(model.Tube, model.Task, seen, reading, me.Session.StaffId, me.Now)], me.Session, me.Token,
            stop))[0];
        return saved.Outcome switch
        {
            SealOutcome.Saved => NoteCookie.Redirect(
                http, me.Web, "saved", WorklistRoutes.TubeAddress(patient, model.Tube.Tube.Specimen)),
            SealOutcome.VersionConflict => Changed(model, me),
            _ => Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient,
                KeptForm.Of(http.Request)),
        };
    }

    private static async Task<IResult> CorrectAsync(
        CultureModel model, CultureReading reading, int seen, HttpContext http, Visitor me, CorrectResult correct,
        CancellationToken stop)
    {
        PatientId patient = model.Tube.Tube.Patient;
        ValidationDone done = await correct.CultureAsync(
            patient, model.Tube.Tube.Request, new(model.Task.Row.Task, seen, model.Task.Current!.Version), reading,
            model.Form[CultureForm.ReasonField], me.Session, me.Token, me.Now, stop);
        return done.Outcome switch
        {
            ValidationOutcome.Done => NoteCookie.Redirect(
                http, me.Web, "corrected", ValidationRoutes.AddressOf(patient, model.Tube.Tube.Request, false)),
            ValidationOutcome.Closed => Closed.Answer(
                done.Decision, done.Reason, patient, KeptForm.Of(http.Request)),
            _ => Changed(model, me),
        };
    }

    private static IResult Changed(CultureModel model, Visitor me)
    {
        model.Form.RefuseAll(me.Texts["culture.changed"]);
        return Page.Show<CulturePage>(model, StatusCodes.Status409Conflict);
    }

    // A validated one is opened by a biologist, to be corrected; any other that waits for a reading by whoever reads it.
    private static async Task<(CultureModel? Model, IResult? Answer)> OpenAsync(
        string patient, string specimen, string task, FormState form, HttpContext http, Visitor me, OpenBench open,
        CancellationToken stop)
    {
        if (!EntryId.TryParse(task, out EntryId wanted))
        {
            return (null, Problems.NotFound());
        }

        (BenchTube? tube, IResult? answer) = await TubeRoutes.OpenAsync(patient, specimen, false, http, me, open, stop);
        if (tube is null)
        {
            return (null, answer);
        }

        BenchTask? found = tube.Tasks.FirstOrDefault(
            one => one.Row.Task == wanted && one.Analysis is { Kind: AnswerKind.Culture });
        bool isCorrection = found is { Row.Status: AnalysisStatus.Final, Current: not null } && me.Is(Role.Biologist);
        return found is null ? (null, Problems.NotFound())
            : found.IsEnterable || isCorrection ? (new(tube, found, form, isCorrection), null)
            : (null, Results.LocalRedirect(WorklistRoutes.TubeAddress(tube.Tube.Patient, tube.Tube.Specimen)));
    }

    private static CultureReading Start(CultureModel model) =>
        (model.IsCorrection ? CultureParts.Read(model.Task.Current!.Made) : EnterCulture.LastOf(model.Task)) ?? new();
}

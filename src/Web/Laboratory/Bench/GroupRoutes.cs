using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Bench;

/// <summary>A blood group by its reactions: the group follows from them and is never typed.</summary>
internal static class GroupRoutes
{
    private const string Address = WorklistRoutes.Home + "/groups/{patient}/{specimen}";

    /// <summary>The fields, in the order of the form.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["antiA", "antiB", "antiD", "cellsA1", "cellsB", "control"];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
        app.MapPost(Address, SaveAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatient);
    }

    /// <summary>The address of a tube's blood group.</summary>
    public static string AddressOf(BenchTube tube) =>
        $"{WorklistRoutes.Home}/groups/{tube.Tube.Patient}/{tube.Tube.Specimen}";

    /// <summary>The group that waits for a determination; null where none does.</summary>
    public static BenchTask? TaskOf(BenchTube tube) => tube.Tasks.FirstOrDefault(
        one => one.IsEnterable && one.Analysis!.Kind == AnswerKind.BloodGroup);

    private static async Task<IResult> ShowAsync(
        string patient, string specimen, HttpContext http, Visitor me, OpenBench open, CancellationToken stop)
    {
        (BenchTube? tube, IResult? answer) = await TubeRoutes.OpenAsync(patient, specimen, false, http, me, open, stop);
        return tube is null ? answer!
            : TaskOf(tube) is { } task ? Page.Show<GroupPage>(new GroupModel(tube, task, new()))
            : Results.LocalRedirect(WorklistRoutes.TubeAddress(tube.Tube.Patient, tube.Tube.Specimen));
    }

    private static async Task<IResult> SaveAsync(
        string patient, string specimen, HttpContext http, Visitor me, OpenBench open, EnterResults enter,
        CancellationToken stop)
    {
        (BenchTube? tube, IResult? answer) = await TubeRoutes.OpenAsync(patient, specimen, false, http, me, open, stop);
        if (tube is null)
        {
            return answer!;
        }

        FormState form = FormState.Of(http.Request.Form);
        if (TaskOf(tube) is not { } task
            || !int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen))
        {
            return Problems.Conflict();
        }

        BloodReactions? read = form.IsRedraw ? null : Read(form, me);
        if (read is null)
        {
            return Page.Show<GroupPage>(
                new GroupModel(tube, task, form),
                form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }

        ResultSaved saved = (await enter.RunAsync(
            [EnterResults.Group(tube, task, seen, read)], me.Session, me.Token, stop))[0];
        if (saved.Outcome == SealOutcome.Saved)
        {
            return NoteCookie.Redirect(
                http, me.Web, "saved", WorklistRoutes.TubeAddress(tube.Tube.Patient, tube.Tube.Specimen));
        }

        if (saved.Outcome == SealOutcome.VersionConflict)
        {
            form.RefuseAll(me.Texts["group.changed"]);
            return Page.Show<GroupPage>(new GroupModel(tube, task, form), StatusCodes.Status409Conflict);
        }

        return Closed.Answer(
            saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, tube.Tube.Patient,
            KeptForm.Of(http.Request));
    }

    private static BloodReactions? Read(FormState form, Visitor me)
    {
        byte?[] strengths = [.. Fields.Select(field => StrengthOf(form, field, me))];
        return form.Errors.Count > 0
            ? null
            : new(strengths[0], strengths[1], strengths[2], strengths[3], strengths[4], strengths[5]);
    }

    private static byte? StrengthOf(FormState form, string field, Visitor me)
    {
        if (byte.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out byte strength)
            && strength <= BloodReactions.Strongest)
        {
            return strength;
        }

        form.Refuse(field, me.Texts["group.wrong"]);
        return null;
    }
}

using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Bench;

/// <summary>
/// Manual entry: the tubes that were chosen in a list, opened for it and counted. Numbers of tubes travel in forms, not
/// in addresses.
/// </summary>
internal static class GridRoutes
{
    private const string Field = "tube";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(WorklistRoutes.Home + "/grid", ShowAsync).Admits(Audience.WorksInLaboratory, Budget.OnePatientPerRow);
        app.MapPost(WorklistRoutes.Home + "/grid/save", SaveAsync)
            .Admits(Audience.WorksInLaboratory, Budget.OnePatientPerRow);
        app.MapPost(WorklistRoutes.Home + "/validate", ValidateAllAsync)
            .Admits(Audience.WorksInLaboratory, Budget.OnePatientPerRow);
    }

    /// <summary>The tubes that a form names; null where they are none, too many, or not written as ours.</summary>
    private static List<(PatientId Patient, EntryId Specimen)>? TubesOf(HttpContext http)
    {
        List<(PatientId, EntryId)> tubes = [];
        foreach (string? one in http.Request.Form[Field].Distinct(StringComparer.Ordinal))
        {
            string[] parts = (one ?? "").Split('.');
            if (parts.Length != 2 || !PatientId.TryParse(parts[0], out PatientId patient)
                || !EntryId.TryParse(parts[1], out EntryId specimen) || tubes.Count == OpenBench.MaxTubes)
            {
                return null;
            }

            tubes.Add((patient, specimen));
        }

        return tubes.Count == 0 ? null : tubes;
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, Visitor me, OpenBench open, ReadWorklist read, CancellationToken stop)
    {
        if (TubesOf(http) is not { } tubes)
        {
            return await NoneAsync(http, me, read, stop);
        }

        IReadOnlyList<BenchOpened> opened = await open.ManyAsync(tubes, me.Session, me.Token, stop);
        return Page.Show<GridPage>(ModelOf(http, opened, new()));
    }

    private static async Task<IResult> SaveAsync(
        HttpContext http, Visitor me, OpenBench open, EnterResults enter, ReadWorklist read, CancellationToken stop)
    {
        if (TubesOf(http) is not { } tubes)
        {
            return await NoneAsync(http, me, read, stop);
        }

        FormState form = FormState.Of(http.Request.Form);
        IReadOnlyList<BenchOpened> opened = await open.ManyAsync(tubes, me.Session, me.Token, stop);
        if (form.IsRedraw)
        {
            return Page.Show<GridPage>(ModelOf(http, opened, form));
        }

        List<TypedResult> typed = ReadTyped(opened, form, me);
        if (form.Errors.Count == 0 && typed.Count == 0)
        {
            form.RefuseAll(me.Texts["bench.nothingTyped"]);
        }

        if (form.Errors.Count > 0)
        {
            return Page.Show<GridPage>(ModelOf(http, opened, form), StatusCodes.Status422UnprocessableEntity);
        }

        IReadOnlyList<ResultSaved> saved = await enter.RunAsync(typed, me.Session, me.Token, stop);
        int done = saved.Count(one => one.Outcome == SealOutcome.Saved);
        if (done == saved.Count)
        {
            return await WorklistRoutes.AnswerAsync(
                WorklistRoutes.QueryOf(me, form["query"]), new(), StatusCodes.Status200OK, me, read, stop,
                me.Texts.Count("bench.saved", done));
        }

        // What was saved is gone from the grid; what was not stays in its field, beside what stands there now.
        opened = await open.ManyAsync(tubes, me.Session, me.Token, stop);
        foreach (ResultSaved lost in saved.Where(one => one.Outcome != SealOutcome.Saved))
        {
            TypedResult mine = typed.First(one => one.Task.Row.Task == lost.Task);
            string name = FieldOf(mine.Task.Row.Task, mine.SeenVersion);
            GridLine? now = LinesOf(opened).FirstOrDefault(one => one.Task.Row.Task == lost.Task);
            string sentence = me.Texts.Fill(
                lost.Outcome == SealOutcome.VersionConflict ? "bench.conflict" : "bench.notSaved",
                mine.Tube.Tube.Number, mine.Task.Analysis!.Code, form[name]);
            form.Refuse(now?.Field ?? "", sentence);
            if (now is not null)
            {
                form[now.Field] = form[name];
            }
        }

        return Page.Show<GridPage>(ModelOf(http, opened, form), StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ValidateAllAsync(
        HttpContext http, Visitor me, OpenBench open, ValidateTechnically validate, ReadWorklist read,
        CancellationToken stop)
    {
        if (TubesOf(http) is not { } tubes)
        {
            return await NoneAsync(http, me, read, stop);
        }

        int done = 0;
        int released = 0;
        IReadOnlyList<BenchOpened> opened = await open.ManyAsync(tubes, me.Session, me.Token, stop);
        foreach (BenchTube tube in opened.Select(one => one.Tube).OfType<BenchTube>())
        {
            TechnicalResult? result = await validate.WithoutRemarkAsync(tube, me.Session, me.Token, stop);
            done += result is { Outcome: SealOutcome.Saved } ? 1 : 0;
            released += result?.Released ?? 0;
        }

        return await WorklistRoutes.AnswerAsync(
            WorklistRoutes.QueryOf(me, http.Request.Form["query"].ToString()), new(), StatusCodes.Status200OK, me, read,
            stop,
            me.Texts.Fill("bench.batchDone", done, tubes.Count - done)
            + (released > 0 ? " " + me.Texts.Count("bench.released", released) : ""));
    }

    private static Task<IResult> NoneAsync(HttpContext http, Visitor me, ReadWorklist read, CancellationToken stop)
    {
        FormState form = new();
        form.RefuseAll(http.Request.Form[Field].Count == 0
            ? me.Texts["bench.noTube"]
            : me.Texts.Fill("bench.tooMany", OpenBench.MaxTubes));
        return WorklistRoutes.AnswerAsync(
            WorklistRoutes.QueryOf(me, http.Request.Form["query"].ToString()), form,
            StatusCodes.Status422UnprocessableEntity, me, read, stop);
    }

    private static List<TypedResult> ReadTyped(IReadOnlyList<BenchOpened> opened, FormState form, Visitor me)
    {
        Dictionary<EntryId, (BenchTube Tube, BenchTask Task)> tasks = opened
            .Select(one => one.Tube).OfType<BenchTube>()
            .SelectMany(tube => tube.Tasks, (tube, task) => (tube, task))
            .ToDictionary(one => one.task.Row.Task);
        List<TypedResult> typed = [];
        foreach (string name in form.Names.Where(one => one.StartsWith("value-", StringComparison.Ordinal)).ToArray())
        {
            string[] parts = name.Split('-', 3);
            if (form[name].Length == 0 || parts.Length != 3 || !EntryId.TryParse(parts[1], out EntryId task)
                || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
                || !tasks.TryGetValue(task, out (BenchTube Tube, BenchTask Task) found)
                || found.Task.Analysis is not { } analysis)
            {
                continue;
            }

            if (TypedValue.Parse(analysis, form[name]) is { } value)
            {
                typed.Add(new(found.Tube, found.Task, version, value));
            }
            else
            {
                form.Refuse(name, me.Texts.Fill(
                    analysis.Kind switch
                    {
                        AnswerKind.Coded => "bench.wrongAnswer",
                        AnswerKind.Quantity or AnswerKind.Computed => "bench.wrongNumber",
                        _ => "bench.wrongText",
                    },
                    found.Tube.Tube.Number, analysis.Code, TypedValue.MaxTextChars));
            }
        }

        return typed;
    }

    private static GridModel ModelOf(HttpContext http, IReadOnlyList<BenchOpened> opened, FormState form)
    {
        List<BenchTube> tubes = [.. opened.Select(one => one.Tube).OfType<BenchTube>()];
        return new(
            [.. LinesOf(opened).Take(GridModel.MaxLines)],
            [.. tubes.Select(one => $"{one.Tube.Patient}.{one.Tube.Specimen}")],
            http.Request.Form["query"].ToString(), form, opened.Count - tubes.Count,
            tubes.Sum(one => one.Tasks.Count(task => task.Analysis is null)));
    }

    // Cultures and blood groups have pages of their own; computed ones follow by themselves.
    private static IEnumerable<GridLine> LinesOf(IReadOnlyList<BenchOpened> opened) =>
        opened.Select(one => one.Tube).OfType<BenchTube>()
            .SelectMany(tube => tube.Tasks, (tube, task) => new GridLine(tube, task))
            .Where(line => line.Task.IsEnterable
                && line.Task.Analysis!.Kind is AnswerKind.Quantity or AnswerKind.Coded or AnswerKind.Text);

    private static string FieldOf(EntryId task, int version) =>
        $"value-{task}-{version.ToString(CultureInfo.InvariantCulture)}";
}

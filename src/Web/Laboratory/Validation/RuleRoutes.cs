using System.Globalization;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Validation;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Validation;

/// <summary>Rules for automatic release and the comment library: configuration, no patient.</summary>
internal static class RuleRoutes
{
    private const string Rules = "/laboratory/rules";
    private const string Comments = "/laboratory/comments";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Rules, (int? lab, RuleDesk desk, CancellationToken stop) =>
            desk.ShowAsync(lab, new(), null, StatusCodes.Status200OK, stop))
            .Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Rules + "/{lab:int}", (int lab, HttpContext http, RuleDesk desk, CancellationToken stop) =>
            desk.ActAsync(lab, http, stop)).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapGet(Comments, ShowCommentsAsync).Admits(Audience.Validates, Budget.None);
        app.MapPost(Comments + "/{lab:int}", SaveCommentAsync).Admits(Audience.Validates, Budget.None);
    }

    private static Task<IResult> ShowCommentsAsync(
        int? lab, string? code, Visitor me, RecordDoor door, Laboratories laboratories, CommentLibrary library,
        CancellationToken stop) =>
        CommentsAsync(lab, code, new(), StatusCodes.Status200OK, me, door, laboratories, library, stop);

    private static async Task<IResult> CommentsAsync(
        int? lab, string? code, FormState form, int status, Visitor me, RecordDoor door, Laboratories laboratories,
        CommentLibrary library, CancellationToken stop)
    {
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        IReadOnlyList<LibraryComment> comments = await library.ListAsync(here.Site, here.Unit.UnitId, stop);
        LibraryComment? edited = comments.FirstOrDefault(one => string.Equals(one.Code, code, StringComparison.Ordinal));
        if (edited is not null && form.Names.All(name => name is not "text"))
        {
            form["code"] = edited.Code;
            form["text"] = edited.Text;
            form["active"] = edited.IsActive ? "yes" : "";
        }

        return Page.Show<CommentsPage>(new CommentsModel(here.Unit, comments, edited, form), status);
    }

    private static async Task<IResult> SaveCommentAsync(
        int lab, HttpContext http, Visitor me, RecordDoor door, Laboratories laboratories, CommentLibrary library,
        CancellationToken stop)
    {
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        _ = int.TryParse(form["version"], CultureInfo.InvariantCulture, out int version);
        LibraryComment comment = new(
            form["code"].ToUpperInvariant(), form["text"].ReplaceLineEndings(" "), form["active"].Length > 0, version);
        if (!comment.IsSound)
        {
            form.Refuse("code", me.Texts["comments.wrong"]);
        }
        else if (!form.IsRedraw && await library.SaveAsync(here.Site, lab, comment, stop))
        {
            return NoteCookie.Redirect(
                http, me.Web, "saved", string.Create(CultureInfo.InvariantCulture, $"{Comments}?lab={lab}"));
        }
        else if (!form.IsRedraw)
        {
            form.RefuseAll(me.Texts["validation.moved"]);
        }

        return await CommentsAsync(
            lab, version > 0 ? comment.Code : null, form,
            form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, me, door, laboratories,
            library, stop);
    }
}

/// <summary>The rules of a laboratory on somebody's page.</summary>
internal sealed class RuleDesk(
    Visitor me, RecordDoor door, Laboratories laboratories, ReleaseRuleRows rows, CountRule count,
    Catalogues catalogues)
{
    private const decimal MaxYears = 150;

    public async Task<IResult> ShowAsync(
        int? lab, FormState form, RuleTrial? tried, int status, CancellationToken stop)
    {
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        IReadOnlyList<WrittenRule> written = await rows.ListAsync(here.Site, here.Unit.UnitId, stop);
        ReleaseRuleList approved = await rows.ApprovedAsync(me.Token, stop);
        return Page.Show<RulesPage>(
            new RulesModel(
                here.Unit, written, approved, ReleaseRuleRows.InForce(written, approved.Active, here.Unit.UnitId), form,
                tried),
            status);
    }

    public async Task<IResult> ActAsync(int lab, HttpContext http, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        if (await ValidationServices.LaboratoryAsync(lab, me, door, laboratories, stop) is not { } here)
        {
            return Problems.NotFound();
        }

        string step = form[FormState.StepField];
        _ = int.TryParse(form["number"], CultureInfo.InvariantCulture, out int number);
        _ = int.TryParse(form["version"], CultureInfo.InvariantCulture, out int version);
        IReadOnlyList<WrittenRule> written = await rows.ListAsync(here.Site, lab, stop);
        ReleaseRule? chosen = written.FirstOrDefault(one => one.Number == number && one.Version == version)?.Rule;
        if (step is "end")
        {
            await rows.EndAsync(lab, number, me.Token, stop);
            return Done(http, "saved", lab);
        }

        if (step is "propose" && chosen is not null && me.Meets(Audience.Validates))
        {
            await rows.ProposeAsync(chosen, null, me.Token, stop);
            return Done(http, "ruleProposed", lab);
        }

        if (step is "try" && chosen is not null)
        {
            return await TryAsync(lab, chosen, form, stop);
        }

        if (step is "add" && me.Meets(Audience.Validates))
        {
            LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(here.Site, stop);
            int next = number > 0 ? number : written.Select(one => one.Number).DefaultIfEmpty(0).Max() + 1;
            int following = written.Where(one => one.Number == next).Select(one => one.Version).DefaultIfEmpty(0).Max() + 1;
            if (ReadRule(form, here.Site, lab, next, following, catalogue) is { } rule)
            {
                if (await rows.AddAsync(rule, me.Session.StaffId, me.Now, stop))
                {
                    return Done(http, "saved", lab);
                }

                form.RefuseAll(me.Texts["validation.moved"]);
            }
        }

        return await ShowAsync(
            lab, form, null,
            form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, stop);
    }

    private IResult Done(HttpContext http, string note, int lab) =>
        NoteCookie.Redirect(
            http, me.Web, note, string.Create(CultureInfo.InvariantCulture, $"/laboratory/rules?lab={lab}"));

    // Lines "CODE", "CODE low high", "CODE - high", "CODE low -".
    private ReleaseRule? ReadRule(
        FormState form, short site, int lab, int number, int version, LaboratoryCatalogue catalogue)
    {
        string name = form["name"];
        if (name.Length is 0 or > ReleaseRule.MaxNameChars)
        {
            form.Refuse("name", me.Texts["rules.nameMissing"]);
        }

        List<RuleAnalysis> analyses = [];
        foreach (string line in form["analyses"].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Analysis? analysis = parts.Length is 1 or 3 ? catalogue.Find(parts[0].ToUpperInvariant()) : null;
            decimal? low = null;
            decimal? high = null;
            if (analysis is null or { IsSensitive: true } || analysis.Kind is not (AnswerKind.Quantity or AnswerKind.Computed)
                || (parts.Length == 3 && (!Limit(parts[1], out low) || !Limit(parts[2], out high))))
            {
                form.Refuse("analyses", me.Texts.Fill("rules.lineWrong", line.Trim()));
                break;
            }

            analyses.Add(new(analysis.Code, analysis.Fr, low, high, analysis.Unit));
        }

        if (analyses.Count is 0 or > ReleaseRule.MaxAnalyses)
        {
            form.Refuse("analyses", me.Texts.Fill("rules.analysesMissing", ReleaseRule.MaxAnalyses));
        }

        int? from = Years("from");
        int? until = Years("until");
        return form.Errors.Count > 0 ? null : new()
        {
            Site = site, LaboratoryId = lab, Number = number, Version = version, Name = name, Analyses = analyses,
            FromYears = from ?? 0, UntilYears = until,
            Origin = Enum.TryParse(form["origin"], out RuleOrigin origin) && Enum.IsDefined(origin) ? origin : RuleOrigin.All,
            IsWithinRange = form["within"].Length > 0, NeedsPrevious = form["previous"].Length > 0,
            SkipsUrgent = form["urgent"].Length > 0,
        };

        int? Years(string field)
        {
            if (form[field].Length == 0)
            {
                return null;
            }

            if (int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out int years)
                && years <= MaxYears)
            {
                return years;
            }

            form.Refuse(field, me.Texts["rules.yearsWrong"]);
            return null;
        }
    }

    private static bool Limit(string text, out decimal? limit)
    {
        limit = null;
        if (text is "-")
        {
            return true;
        }

        if (!decimal.TryParse(text.Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        limit = number;
        return true;
    }

    private async Task<IResult> TryAsync(int lab, ReleaseRule rule, FormState form, CancellationToken stop)
    {
        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(rule.Site, stop);
        RuleRefusal? refusal = null;
        bool isExample = form["code"].Length > 0;
        if (isExample)
        {
            if (catalogue.Find(form["code"].ToUpperInvariant()) is not { } analysis
                || TypedValue.Parse(analysis, form["value"]) is not { Number: { } value } typed
                || !int.TryParse(form["years"], NumberStyles.None, CultureInfo.InvariantCulture, out int years)
                || years > MaxYears)
            {
                form.Refuse("code", me.Texts["rules.exampleWrong"]);
                return await ShowAsync(lab, form, null, StatusCodes.Status422UnprocessableEntity, stop);
            }

            refusal = rule.Check(Example(analysis, value, typed.Comparator, years, form));
        }

        return await ShowAsync(
            lab, form, new(rule.Number, rule.Version, refusal, isExample, await count.RunAsync(rule, stop)),
            StatusCodes.Status200OK, stop);
    }

    private RuleCase Example(Analysis analysis, decimal value, Comparator comparator, int years, FormState form)
    {
        BenchPerson person = new(
            form["sex"] is "1" ? LaboratorySex.Male : LaboratorySex.Female,
            (int)Math.Ceiling(years * BenchPerson.DaysOfYear));
        Judgement judged = JudgeValue.Of(
            analysis, value, person, false, null,
            decimal.TryParse(
                form["before"].Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture, out decimal before)
                ? new(before, me.Now.AddDays(-1), TimeSpan.FromDays(1))
                : null,
            comparator);
        return new(
            new()
            {
                Patient = default, Request = default, Task = default, Specimen = default, TubeNumber = "",
                Analysis = analysis.Code, Loinc = analysis.Loinc, Label = analysis.Fr, CatalogueVersion = 1,
                Number = value, Comparator = comparator, Unit = analysis.Unit, Range = judged.Range, Flag = judged.Flag,
                IsImplausible = judged.IsImplausible, IsUncertain = judged.IsUncertain, Delta = judged.Delta,
                ResultedAt = me.Now,
                Status = DeterminationStatus.Technical,
            },
            person, form["ward"].Length > 0, OrderPriority.Routine, IsSensitive: analysis.IsSensitive);
    }
}

using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Bench;

/// <summary>The rules of the bench: technicians read them, biologists write and try them. No patient is in them.</summary>
internal static class BenchRuleRoutes
{
    /// <summary>The page.</summary>
    public const string Home = WorklistRoutes.Home + "/rules";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Home, ShowAsync).Admits(Audience.WorksInLaboratory, Budget.None);
        app.MapPost(Home, ChangeAsync).Admits(Audience.WorksInLaboratory, Budget.None);
    }

    private static async Task<IResult> ShowAsync(
        string? code, Visitor me, RecordDoor door, BenchRules rules, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(me.Session.SiteCode, stop) is not { } site)
        {
            return Problems.NotFound();
        }

        IReadOnlyList<BenchRule> all = await rules.ListAsync(site, stop);
        FormState form = new();
        BenchRule? shown = all.FirstOrDefault(one => string.Equals(one.Code, code, StringComparison.Ordinal));
        form["active"] = shown?.IsActive == false ? "" : "on";
        if (shown is not null)
        {
            form["code"] = shown.Code;
            form["moment"] = shown.Moment.ToString();
            form["condition"] = shown.Condition;
            form["action"] = shown.Action.ToString();
            form["target"] = shown.Target;
            form["reason"] = shown.Reason;
            form["version"] = shown.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return Page.Show<RulesPage>(new RulesModel(all, form, null));
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext http, Visitor me, RecordDoor door, BenchRules rules, Catalogues catalogues, CancellationToken stop)
    {
        if (!me.Is(Role.Biologist) || await door.SiteOfCodeAsync(me.Session.SiteCode, stop) is not { } site)
        {
            return Problems.Forbidden();
        }

        FormState form = FormState.Of(http.Request.Form);
        IReadOnlyList<BenchRule> all = await rules.ListAsync(site, stop);
        if (form.IsRedraw)
        {
            return Page.Show<RulesPage>(new RulesModel(all, form, null));
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
        (BenchRule? rule, RuleExpression? condition) = Read(form, all, catalogue, me);
        bool? holds = condition is null ? null : Try(form, condition, me);
        if (form.Errors.Count > 0 || rule is null)
        {
            return Page.Show<RulesPage>(new RulesModel(all, form, holds), StatusCodes.Status422UnprocessableEntity);
        }

        if (form[FormState.StepField] is not "save")
        {
            return Page.Show<RulesPage>(new RulesModel(all, form, holds));
        }

        if (await rules.AddAsync(site, rule, stop))
        {
            return NoteCookie.Redirect(http, me.Web, "saved", Home);
        }

        form.RefuseAll(me.Texts["rule.changed"]);
        return Page.Show<RulesPage>(
            new RulesModel(await rules.ListAsync(site, stop), form, holds), StatusCodes.Status409Conflict);
    }

    private static (BenchRule? Rule, RuleExpression? Condition) Read(
        FormState form, IReadOnlyList<BenchRule> all, LaboratoryCatalogue catalogue, Visitor me)
    {
        string code = form["code"].ToUpperInvariant();
        if (code.Length is 0 or > BenchRule.MaxCodeChars || !code.All(one => char.IsAsciiLetterOrDigit(one) || one is '-'))
        {
            form.Refuse("code", me.Texts.Fill("rule.wrong.code", BenchRule.MaxCodeChars));
        }

        int version = all.FirstOrDefault(one => string.Equals(one.Code, code, StringComparison.Ordinal))?.Version ?? 0;
        if (!string.Equals(
            form["version"].Length == 0 ? "0" : form["version"],
            version.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))
        {
            form.Refuse("code", me.Texts["rule.changed"]);
        }

        RuleExpression? condition =
            RuleExpression.Parse(form["condition"], one => catalogue.Find(one) is not null, out RuleProblem? problem);
        if (problem is not null)
        {
            form.Refuse("condition", me.Texts.Fill($"rule.wrong.{problem.Key}", problem.At, problem.Word));
        }

        string target = form["target"].ToUpperInvariant();
        if (catalogue.Find(target) is not { IsRetired: false, IsSensitive: false })
        {
            form.Refuse("target", me.Texts["rule.wrong.target"]);
        }

        if (form["reason"].Length is 0 or > BenchRule.MaxReasonChars)
        {
            form.Refuse("reason", me.Texts.Fill("rule.wrong.reason", BenchRule.MaxReasonChars));
        }

        return Enum.TryParse(form["moment"], out RuleMoment moment) && Enum.IsDefined(moment)
            && Enum.TryParse(form["action"], out RuleAction action) && Enum.IsDefined(action)
                ? (new BenchRule(
                    code, version + 1, form["active"].Length > 0, moment, form["condition"], action, target,
                    form["reason"], me.Now, me.Session.StaffId), condition)
                : (null, condition);
    }

    // The values that were typed to try it; null where none were.
    private static bool? Try(FormState form, RuleExpression condition, Visitor me)
    {
        if (form["example"].Length == 0)
        {
            return null;
        }

        RuleValues? values = RuleExample.Parse(form["example"], out int line);
        if (values is null)
        {
            form.Refuse("example", me.Texts.Fill("rule.wrong.example", line));
        }

        return values is null ? null : condition.Holds(values);
    }
}

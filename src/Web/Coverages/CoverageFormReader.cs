using System.Globalization;
using Serment.Records.Coverages;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Coverages;

/// <summary>Reads and fills the form of a coverage.</summary>
internal static class CoverageFormReader
{
    private static readonly string[] DayForms = ["dd/MM/yyyy", "ddMMyyyy", "yyyy-MM-dd"];

    /// <summary>The line, or null: the form says what is wrong.</summary>
    public static CoverageLine? Read(FormState form, Visitor me)
    {
        if (!Enum.TryParse(form["coverageKind"], out CoverageKind kind) || !Enum.IsDefined(kind))
        {
            form.Refuse("coverageKind", me.Texts["field.required"]);
        }

        _ = Enum.TryParse(form["exemption"], out CoverageExemption exemption);
        CoverageLine line = new()
        {
            Kind = kind,
            Insurer = TextOf(form, "insurer", me),
            MemberNumber = TextOf(form, "memberNumber", me),
            InsuredNir = NirOf(form, me),
            IsInsured = form["isInsured"] is not "no",
            Rank = NumberOf(form, "rank", me),
            From = DayOf(form, "rightsFrom", me),
            Until = DayOf(form, "rightsUntil", me),
            Order = NumberOf(form, "order", me),
            Exemption = Enum.IsDefined(exemption) ? exemption : CoverageExemption.None,
            ExemptFrom = DayOf(form, "exemptFrom", me),
            ExemptUntil = DayOf(form, "exemptUntil", me),
            IsCancelled = form["cancelled"].Length > 0,
        };
        RefuseReversed(form, "rightsUntil", line.From, line.Until, me);
        RefuseReversed(form, "exemptUntil", line.ExemptFrom, line.ExemptUntil, me);
        if (line.Insurer is null)
        {
            form.Refuse("insurer", me.Texts["field.required"]);
        }

        return form.Errors.Count > 0 ? null : line;
    }

    /// <summary>Fills the form of a line.</summary>
    public static FormState Fill(CoverageLine line) => new()
    {
        ["coverageKind"] = line.Kind.ToString(),
        ["insurer"] = line.Insurer ?? "",
        ["memberNumber"] = line.MemberNumber ?? "",
        ["insuredNir"] = line.InsuredNir ?? "",
        ["isInsured"] = line.IsInsured ? "yes" : "no",
        ["rank"] = line.Rank?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["rightsFrom"] = Written(line.From),
        ["rightsUntil"] = Written(line.Until),
        ["order"] = line.Order?.ToString(CultureInfo.InvariantCulture) ?? "",
        ["exemption"] = line.Exemption.ToString(),
        ["exemptFrom"] = Written(line.ExemptFrom),
        ["exemptUntil"] = Written(line.ExemptUntil),
        ["cancelled"] = line.IsCancelled ? "on" : "",
    };

    private static string Written(string? day) => day is null ? "" : Traits.WrittenDay(day);

    private static string? TextOf(FormState form, string field, Visitor me)
    {
        if (form[field].Length > CoverageLine.MaxTextCharacters)
        {
            form.Refuse(field, me.Texts["letter.tooLong"]);
        }

        return form.Optional(field);
    }

    private static string? NirOf(FormState form, Visitor me)
    {
        string typed = form["insuredNir"];
        if (typed.Length == 0)
        {
            return null;
        }

        // What a file brought stays as it is until somebody types another.
        if (string.Equals(typed, form["insuredNirBefore"], StringComparison.Ordinal)
            && typed.Length <= CoverageLine.MaxTextCharacters)
        {
            return typed;
        }

        NirRefusal refusal = Nir.TryParseTyped(typed, out Nir nir);
        if (refusal == NirRefusal.None)
        {
            return nir.ToStringWithKey();
        }

        form.Refuse("insuredNir", IdentityMessages.Of(refusal).In(me.Texts.Language));
        return null;
    }

    private static int? NumberOf(FormState form, string field, Visitor me)
    {
        if (form[field].Length == 0)
        {
            return null;
        }

        if (int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number is >= 1 and <= CoverageLine.MaxRank)
        {
            return number;
        }

        form.Refuse(field, me.Texts["cover.wrongNumber"]);
        return null;
    }

    private static string? DayOf(FormState form, string field, Visitor me)
    {
        if (form[field].Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(
            form[field], DayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        form.Refuse(field, me.Texts["cover.wrongDay"]);
        return null;
    }

    private static void RefuseReversed(FormState form, string field, string? from, string? until, Visitor me)
    {
        if (from is not null && until is not null && string.CompareOrdinal(until, from) < 0)
        {
            form.Refuse(field, me.Texts["coverage.rightsReversed"]);
        }
    }
}

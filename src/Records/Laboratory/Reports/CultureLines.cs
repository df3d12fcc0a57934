using System.Globalization;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Reports;

/// <summary>A culture as a report shows it: examination, organisms, antibiograms with their breakpoints. Pure.</summary>
internal static class CultureLines
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>The lines under the culture's own.</summary>
    public static IReadOnlyList<ReportPart> PartsOf(Determination made)
    {
        List<ReportPart> lines = [.. made.Parts.Where(one => one.Group.Length == 0).Select(Plain)];
        foreach (IGrouping<string, DeterminationPart> isolate in
            made.Parts.Where(one => one.Group.Length > 0).GroupBy(one => one.Group, StringComparer.Ordinal))
        {
            foreach (DeterminationPart part in isolate)
            {
                lines.Add(
                    part.System is not Antibiotic.System ? Plain(part)
                    : new("   " + part.Label, FigureOf(part), CategoryOf(part)));
            }
        }

        return lines;
    }

    /// <summary>What stands beside a culture: that it is provisional, and how S, I and R are to be read.</summary>
    public static IEnumerable<string> RemarksOf(Determination made)
    {
        if (made.IsProvisional)
        {
            yield return "RÉSULTAT PROVISOIRE, la culture se poursuit ; un résultat définitif le remplacera.";
        }

        string[] tables =
        [
            .. made.Parts.Select(one => BreakpointTable.Find(one.Table)?.Name ?? one.Table).OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
        if (tables.Length > 0)
        {
            yield return $"Antibiogramme interprété selon {string.Join(", ", tables)}. "
                + "S : sensible à posologie standard ; I : sensible à forte posologie ; R : résistant.";
        }

        if (made.Parts.Any(one => one.IsUncertain))
        {
            yield return "(ZIT) : valeur dans la zone d’incertitude technique.";
        }
    }

    private static ReportPart Plain(DeterminationPart part) => new(
        part.Label,
        part.Number is { } number
            ? $"{ReportLines.SignOf(part.Comparator)}{Amount.Written(number, French)} {UcumUnit.Text(part.Unit, isFrench: true)}"
            : ReportLines.ValueOf(part),
        null);

    private static string FigureOf(DeterminationPart part) =>
        part.Number is not null
            ? (part.Unit is "mm" ? "Ø " : "CMI ") + ReportLines.ValueOf(part)
            : part.Text ?? "";

    private static string CategoryOf(DeterminationPart part) =>
        (part.Interpretation ?? "–") + (part.IsUncertain ? " (ZIT)" : "") + (part.Limits is { } limits ? $"   {limits}" : "");
}

using System.Globalization;
using Serment.Records.Charts.Results;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.CriticalValues;

namespace Serment.Records.Laboratory.Reports;

/// <summary>Determinations as a report shows them. Pure.</summary>
public static class ReportLines
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>
    /// Whether a report may show it: validated by a biologist or by a rule, be it as a provisional result; nothing else.
    /// </summary>
    public static bool IsValidated(Determination made) =>
        made.Status is DeterminationStatus.Final or DeterminationStatus.Amended or DeterminationStatus.Corrected
            or DeterminationStatus.Provisional;

    /// <summary>One line.</summary>
    /// <param name="made">A validated determination.</param>
    /// <param name="earlier">The last result before it.</param>
    /// <param name="notes">What there is to say of its specimen; null for nothing.</param>
    /// <param name="analysis">As the catalogue has it.</param>
    /// <param name="told">The call by which it was told as critical; null for none.</param>
    public static ReportLine Of(
        Determination made, EarlierResult? earlier, SpecimenNotes? notes = null, Analysis? analysis = null,
        CriticalCall? told = null) => new()
    {
        Told = told is null ? null : new(told.To, told.At, told.ByName),
        Label = made.Label,
        Value = ValueOf(made),
        Unit = made.Number is null ? "" : Unit(made.Unit),
        Second = made.Second is { } second
            ? $"{SignOf(made.Comparator)}{Shown(second.Number)} {Unit(second.Unit)}"
            : null,
        Range = RangeOf(made.Range),
        Flag = made.Flag,
        Method = made.Method,
        Earlier = earlier,
        Remarks =
        [
            .. made.Remarks.Where(one => one is { IsInternal: false, Code: not SpecimenNotes.RemarkCode })
                .Select(one => one.Text),
            .. made.IsImplausible ? ["Valeur inhabituelle : à confronter à la clinique."] : Array.Empty<string>(),
            .. CultureLines.RemarksOf(made),
        ],
        Parts = CultureParts.IsCulture(made)
            ? CultureLines.PartsOf(made)
            : [.. made.Parts.Select(part => new ReportPart(part.Label, ValueOf(part), part.Interpretation))],
        Reserves = notes?.ReservesOf(made.Specimen) ?? [],
        Outside = notes?.OutsideOf(made, analysis),
        ValidatedBy = made.Biological is { Rule: null } by ? by.Name : null,
        Rule = made.Biological?.Rule,
        ValidatedAt = made.Biological?.At,
    };

    /// <summary>The value in words, without its unit.</summary>
    public static string ValueOf(Determination made) =>
        made.Number is { } number ? SignOf(made.Comparator) + Shown(number)
        : made.Coded?.Text ?? made.Text ?? (made.AbsentReason is { } absent ? $"non rendu : {absent}" : "–");

    /// <summary>The value with its unit, for a sentence.</summary>
    public static string WholeOf(Determination made) =>
        CultureParts.IsCulture(made) ? CultureParts.SummaryOf(made)
        : made.Number is null ? ValueOf(made)
        : $"{ValueOf(made)} {Unit(made.Unit)}".TrimEnd();

    /// <summary>The range in words.</summary>
    public static string RangeOf(ReferenceRange? range) => range switch
    {
        null => "",
        { Low: { } low, High: { } high } => $"{Shown(low)} – {Shown(high)}",
        { Low: { } low } => $"≥ {Shown(low)}",
        { High: { } high } => $"≤ {Shown(high)}",
        _ => range.TextFr ?? "",
    };

    /// <summary>The last validated result of the same analyte and unit before the specimen was taken; null for none.</summary>
    /// <param name="made">The determination.</param>
    /// <param name="validated">Validated results of the record, in any order.</param>
    /// <param name="own">Entries of this report, which are no earlier results.</param>
    public static EarlierResult? EarlierOf(
        Determination made, IEnumerable<LabResult> validated, IReadOnlySet<CustodyProtocol.EntryId> own)
    {
        string analyte = $"http://loinc.org|{made.Loinc}|{made.Unit}";
        DateTimeOffset before = made.CollectedAt ?? made.ResultedAt;
        LabResult? last = validated
            .Where(one => string.Equals(one.Analyte, analyte, StringComparison.Ordinal)
                && one.At < before && !own.Contains(one.Version.Entry))
            .MaxBy(one => one.At);
        return last is null ? null : new(last.Number is { } number ? Shown(number) : last.Text, last.At);
    }

    /// <summary>The sign before a bounded number.</summary>
    public static string SignOf(Comparator comparator) => comparator switch
    {
        Comparator.Less => "< ",
        Comparator.AtMost => "≤ ",
        Comparator.AtLeast => "≥ ",
        Comparator.More => "> ",
        _ => "",
    };

    /// <summary>The value of a part with its unit.</summary>
    internal static string ValueOf(DeterminationPart part) =>
        part.Number is { } number
            ? $"{SignOf(part.Comparator)}{Shown(number)} {Unit(part.Unit)}".TrimEnd()
            : part.Answer?.Text ?? part.Text ?? "";

    private static string Unit(string? unit) => UcumUnit.Text(unit, isFrench: true);

    private static string Shown(decimal number) => number.ToString(French);
}

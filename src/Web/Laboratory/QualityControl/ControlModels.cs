using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.QualityControl;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>What analyses and people are called on pages of quality control.</summary>
public sealed class ControlNames
{
    private readonly LaboratoryCatalogue catalogue;
    private readonly IReadOnlyDictionary<ActorId, string> staff;
    private readonly PageTexts texts;

    internal ControlNames(
        LaboratoryCatalogue catalogue, IReadOnlyDictionary<ActorId, string> staff, PageTexts texts)
    {
        this.catalogue = catalogue;
        this.staff = staff;
        this.texts = texts;
    }

    /// <summary>The analyses that give a number and can be controlled, by code.</summary>
    public IEnumerable<Analysis> Controllable =>
        catalogue.Analyses.Where(one => one is { Kind: AnswerKind.Quantity, IsRetired: false })
            .OrderBy(one => one.Code, StringComparer.Ordinal);

    /// <summary>The label of an analysis; its code where the catalogue does not know it.</summary>
    public string Label(string code) =>
        catalogue.Find(code) is { } found ? (texts.Language is "fr" ? found.Fr : found.En) : code;

    /// <summary>The unit; empty for none.</summary>
    public string Unit(string code) => texts.Unit(catalogue.Find(code)?.Unit);

    /// <summary>Whether its patients' rows bear no code.</summary>
    public bool IsSensitive(string code) => catalogue.Find(code)?.IsSensitive == true;

    /// <summary>Whether the catalogue knows the code.</summary>
    public bool Knows(string code) => catalogue.Find(code) is not null;

    /// <summary>Who; the instrument where nobody typed it.</summary>
    public string Who(ActorId? actor) =>
        actor is { } person ? staff.GetValueOrDefault(person, texts["qc.someone"]) : texts["qc.instrument"];

    /// <summary>A number as it was typed, with the language's comma.</summary>
    public string Number(decimal number) => number.ToString(texts.Culture);

    /// <summary>A number that was computed, to some decimals.</summary>
    public string Round(decimal number, int decimals) =>
        Math.Round(number, decimals).ToString(texts.Culture);

    /// <summary>How many SD, with its sign.</summary>
    public string Z(decimal z) => z.ToString("+0.00;-0.00;0.00", texts.Culture);
}

/// <summary>How all instruments stand.</summary>
public sealed record ControlOverviewModel(ControlOverview Controls, ControlNames Names);

/// <summary>One analysis on one instrument.</summary>
/// <param name="Series">Its results.</param>
/// <param name="Days">The period.</param>
/// <param name="Names">Names.</param>
/// <param name="IsPrint">Whether it was opened to be printed.</param>
public sealed record ControlChartModel(ControlSeries Series, int Days, ControlNames Names, bool IsPrint);

/// <summary>The form of an action.</summary>
public sealed record ControlActModel(
    ControlSeries Series, ControlReading Reading, ControlNames Names, FormState Form);

/// <summary>A line of the entry form.</summary>
/// <param name="Field">The input's name.</param>
/// <param name="Analysis">The analysis' code.</param>
/// <param name="Lot">The lot.</param>
/// <param name="Level">Its level.</param>
/// <param name="Target">Its target; null where there is none.</param>
/// <param name="Last">The last result; null where there is none.</param>
public sealed record ControlEntryLine(
    string Field, string Analysis, ControlLot Lot, ControlLevel Level, ControlTarget? Target, ControlReading? Last);

/// <summary>The entry form of an instrument.</summary>
public sealed record ControlEntryModel(
    IReadOnlyList<ControlInstrument> Instruments, ControlInstrument? Instrument,
    IReadOnlyList<ControlEntryLine> Lines, ControlNames Names, FormState Form);

/// <summary>What patients' results a block casts doubt on.</summary>
public sealed record ReexaminationModel(
    ReexaminationList List, ControlInstrument? Instrument, ControlNames Names);

/// <summary>Numbers of forms: a comma or a point.</summary>
internal static class ControlNumbers
{
    /// <summary>The number; null where it is none.</summary>
    public static decimal? Parse(string typed) =>
        decimal.TryParse(
            typed.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out decimal number) && Math.Abs(number) <= ControlDraft.MaxValue
            ? number
            : null;
}

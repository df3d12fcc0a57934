using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>A value at hand.</summary>
/// <param name="Number">The number.</param>
/// <param name="Unit">Its unit, UCUM; null for none.</param>
/// <param name="Comparator">How it is bounded.</param>
public sealed record KnownValue(decimal Number, string? Unit, Comparator Comparator = Comparator.None);

/// <summary>Why a computed analysis has a value, or none.</summary>
public enum ComputedState : byte
{
    /// <summary>It has one.</summary>
    Done = 1,

    /// <summary>Answers are missing.</summary>
    Missing = 2,

    /// <summary>An answer is bounded (<c>&lt; 5</c>): nothing exact follows.</summary>
    Bounded = 3,

    /// <summary>An answer is in a unit that the catalogue does not convert.</summary>
    Unit = 4,

    /// <summary>The formula does not hold here: triglycerides too high, a child, a divisor of 0.</summary>
    OutOfLimit = 5,

    /// <summary>Sex or age is not known.</summary>
    Person = 6,

    /// <summary>A constant of the reagent's lot is not in the catalogue.</summary>
    Constant = 7,
}

/// <summary>What follows for one computed analysis.</summary>
/// <param name="Analysis">The analysis.</param>
/// <param name="State">Why there is a value, or none.</param>
/// <param name="Number">In the analysis' first unit, rounded to its decimals; null unless done.</param>
/// <param name="Missing">Codes of the answers, or names of the constants, that are missing or do not serve.</param>
public sealed record ComputedOutcome(
    Analysis Analysis, ComputedState State, decimal? Number, IReadOnlyList<string> Missing);

/// <summary>
/// Analyses that follow from others. A formula names the analyses it needs by their codes and in the units it was
/// published for; values in the other customary unit are converted by the catalogue's factor.
/// </summary>
public static class Computed
{
    /// <summary>The formulas that an analysis can name.</summary>
    public static IReadOnlyList<Formula> All => Formulas.All;

    /// <summary>The formula of that name; null where there is none.</summary>
    public static Formula? Find(string? name) =>
        All.FirstOrDefault(formula => string.Equals(formula.Name, name, StringComparison.Ordinal));

    /// <summary>
    /// What follows from the values at hand: each analysis with a formula, not at hand itself, of which at least one
    /// needed answer is.
    /// </summary>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="values">Values by code of analysis.</param>
    /// <param name="person">Sex and age.</param>
    public static IReadOnlyList<ComputedOutcome> Follow(
        LaboratoryCatalogue catalogue, IReadOnlyDictionary<string, KnownValue> values, BenchPerson person) =>
        [
            .. from analysis in catalogue.Analyses
               where !analysis.IsRetired && !values.ContainsKey(analysis.Code)
               let formula = Find(analysis.Formula)
               where formula is not null && formula.Needs.Any(need => values.ContainsKey(need.Code))
               select Of(catalogue, analysis, values, person),
        ];

    /// <summary>What follows for one analysis.</summary>
    /// <exception cref="ArgumentException">It has no formula that is known here.</exception>
    public static ComputedOutcome Of(
        LaboratoryCatalogue catalogue, Analysis analysis, IReadOnlyDictionary<string, KnownValue> values,
        BenchPerson person)
    {
        Formula formula = Find(analysis.Formula)
            ?? throw new ArgumentException($"{analysis.Code} has no known formula.", nameof(analysis));
        string[] missing = [.. formula.Needs.Where(need => !values.ContainsKey(need.Code)).Select(need => need.Code)];
        if (missing.Length > 0)
        {
            return new ComputedOutcome(analysis, ComputedState.Missing, null, missing);
        }

        string[] bounded =
        [
            .. formula.Needs.Where(need => values[need.Code].Comparator != Comparator.None).Select(need => need.Code),
        ];
        if (bounded.Length > 0)
        {
            return new ComputedOutcome(analysis, ComputedState.Bounded, null, bounded);
        }

        Dictionary<string, decimal> inputs = [];
        foreach (FormulaNeed need in formula.Needs)
        {
            KnownValue value = values[need.Code];
            if (Convert(catalogue.Find(need.Code), value.Number, value.Unit, need.Unit) is not { } number)
            {
                return new ComputedOutcome(analysis, ComputedState.Unit, null, [need.Code]);
            }

            inputs[need.Code] = number;
        }

        return Finish(analysis, formula, new FormulaInput(inputs, person, analysis.Constants));
    }

    /// <summary>
    /// The analyses that an order means: panels opened, and what computed ones need put beside them. Each once, in the
    /// order of the catalogue; retired and unknown codes are left out.
    /// </summary>
    public static IReadOnlyList<Analysis> Expand(LaboratoryCatalogue catalogue, IEnumerable<string> codes)
    {
        HashSet<string> wanted = [];
        foreach (string code in codes.SelectMany(code => catalogue.FindPanel(code)?.Analyses ?? [code]))
        {
            if (wanted.Add(code) && catalogue.Find(code) is { Kind: AnswerKind.Computed } analysis)
            {
                wanted.UnionWith(Find(analysis.Formula)?.Needs.Select(need => need.Code) ?? []);
            }
        }

        return [.. catalogue.Analyses.Where(one => !one.IsRetired && wanted.Contains(one.Code))];
    }

    private static ComputedOutcome Finish(Analysis analysis, Formula formula, FormulaInput input)
    {
        string[] constants = [.. formula.Constants.Where(name => !input.HasConstant(name))];
        if (constants.Length > 0)
        {
            return new ComputedOutcome(analysis, ComputedState.Constant, null, constants);
        }

        if (formula.NeedsPerson && (input.Person.AgeDays < 0 || input.Person.Sex == LaboratorySex.Unknown))
        {
            return new ComputedOutcome(analysis, ComputedState.Person, null, []);
        }

        decimal? result;
        try
        {
            result = formula.Compute(input);
        }
        catch (Exception e) when (e is DivideByZeroException or OverflowException)
        {
            // A haematocrit of 0 typed by mistake: the mistake is flagged where it was typed.
            result = null;
        }

        if (result is not { } number)
        {
            return new ComputedOutcome(analysis, ComputedState.OutOfLimit, null, []);
        }

        return Convert(analysis, number, formula.Unit, analysis.Unit) is { } converted
            ? new ComputedOutcome(
                analysis, ComputedState.Done,
                Math.Round(converted, analysis.Decimals, MidpointRounding.AwayFromZero), [])
            : new ComputedOutcome(analysis, ComputedState.Unit, null, [analysis.Code]);
    }

    /// <summary>A number in another unit of the same analysis; null where the catalogue has no factor.</summary>
    private static decimal? Convert(Analysis? analysis, decimal number, string? from, string? to) =>
        IsSame(from, to) ? number
        : analysis?.Second is not { } second ? null
        : IsSame(analysis.Unit, from) && IsSame(second.Unit, to) ? number * second.Factor
        : IsSame(second.Unit, from) && IsSame(analysis.Unit, to) ? number / second.Factor
        : null;

    private static bool IsSame(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);
}

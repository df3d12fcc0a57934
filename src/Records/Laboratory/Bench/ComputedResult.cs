using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>What a formula gave, as a determination. Pure.</summary>
public static class ComputedResult
{
    private const string ByFormula = "Calcul";
    private const string Impossible = "calcul impossible";

    /// <summary>
    /// The determination of a computed analysis: its number, or why nothing follows from values that are all there; null
    /// where some are still missing. Without it an analysis that no formula answers would wait for ever.
    /// </summary>
    /// <param name="begun">The determination without a value.</param>
    /// <param name="outcome">What the formula gave.</param>
    public static Determination? Of(Determination begun, ComputedOutcome outcome)
    {
        Determination made = begun with { Method = outcome.Analysis.Method ?? ByFormula };
        if (outcome is { State: ComputedState.Done, Number: { } number })
        {
            return made with { Number = number, Unit = outcome.Analysis.Unit };
        }

        return WhyNot(outcome) is { } why
            ? made with
            {
                Unit = null,
                AbsentReason = Impossible,
                AbsentCode = outcome.State == ComputedState.Person ? "unknown" : "not-applicable",
                Remarks = [.. made.Remarks, new(why, At: made.ResultedAt)],
            }
            : null;
    }

    private static string? WhyNot(ComputedOutcome outcome) => outcome.State switch
    {
        ComputedState.Bounded =>
            $"Non calculable : le résultat de {Named(outcome)} n’est qu’une borne.",
        ComputedState.Unit => $"Non calculable : l’unité de {Named(outcome)} n’est pas celle de la formule.",
        ComputedState.OutOfLimit => "Non calculable : la formule ne s’applique pas à cet âge ou à ces valeurs.",
        ComputedState.Person => "Non calculable : le sexe ou l’âge n’est pas connu.",
        ComputedState.Constant => $"Non calculable : la constante du réactif ({Named(outcome)}) n’est pas au catalogue.",
        _ => null,
    };

    private static string Named(ComputedOutcome outcome) => string.Join(", ", outcome.Missing);
}

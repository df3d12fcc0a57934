using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>A determination that was made, and of which task.</summary>
internal sealed record MadeFor(BenchTask Task, Determination Made);

/// <summary>
/// Makes and judges determinations at the bench: with history and pregnancy, because somebody has opened them.
/// </summary>
internal static class MakeDetermination
{
    /// <summary>What somebody typed.</summary>
    public static Determination Typed(TypedResult typed, ActorId by, DateTimeOffset now)
    {
        Analysis analysis = typed.Task.Analysis!;
        TypedValue value = typed.Value;
        Determination made = Begin(typed.Tube, typed.Task, now) with
        {
            Number = value.Number,
            Comparator = value.Comparator,
            Coded = typed.Answer ?? (value.Coded is { } answer ? new CodedValue(answer.Code, answer.Fr) : null),
            Text = value.Text,
            Parts = typed.Parts,
            IsProvisional = typed.IsProvisional,
            Remarks = typed.Remarks,
            RecordedBy = by,
        };
        made = Judge(made, analysis, typed.Tube, typed.Task.Comparable);
        return typed.Flag is { } flag ? made with { Flag = flag } : made;
    }

    /// <summary>A number times a dilution, judged again; what was measured stays as a remark.</summary>
    public static Determination Diluted(
        Determination made, decimal factor, Analysis analysis, BenchTube tube, Determination? last)
    {
        if (made.Number is not { } measured || factor == 1)
        {
            return made;
        }

        Determination diluted = made with
        {
            Number = Math.Round(measured * factor, analysis.Decimals, MidpointRounding.AwayFromZero),
            Dilution = made.Dilution * factor,
            Remarks =
            [
                .. made.Remarks,
                new(
                    string.Create(CultureInfo.InvariantCulture, $"Mesuré {measured}, multiplié par {factor}"),
                    IsInternal: true),
            ],
        };
        return Judge(diluted, analysis, tube, last);
    }

    /// <summary>Range, flags, delta and the second unit, by the analysis' version.</summary>
    public static Determination Judge(Determination made, Analysis analysis, BenchTube tube, Determination? last) =>
        made.Judge(analysis, tube.Tube.Person, tube.Context.IsPregnant == true, Before(made, last));

    // Bounded and foreign numbers are not compared.
    private static PreviousValue? Before(Determination made, Determination? last) =>
        last is { Number: { } number, Comparator: Comparator.None }
        && string.Equals(last.Unit, made.Unit, StringComparison.Ordinal)
            ? new(
                number, last.CollectedAt ?? last.ResultedAt,
                (made.CollectedAt ?? made.ResultedAt) - (last.CollectedAt ?? last.ResultedAt))
            : null;

    /// <summary>What a determination of a task begins with.</summary>
    public static Determination Begin(BenchTube tube, BenchTask task, DateTimeOffset now) =>
        Determination.Begin(task.Row, tube.Tube, task.Analysis!, tube.Catalogue.Version, now) with
        {
            Run = task.Runs.Count + 1,
            Unit = task.Analysis!.Unit,
        };
}

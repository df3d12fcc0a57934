using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Results;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.Validation;

/// <summary>An earlier result of one analysis.</summary>
/// <param name="At">When its specimen was taken, as far as it is known.</param>
/// <param name="Number">The number; null for words.</param>
/// <param name="Text">As it is shown, without its unit.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Flag">Where it lay.</param>
public sealed record PastResult(DateTimeOffset At, decimal? Number, string Text, string? Unit, ResultFlag Flag)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PastResult);
}

/// <summary>What was validated before, by analysis.</summary>
public sealed class ResultHistory
{
    /// <summary>How far back.</summary>
    public const int Years = 3;

    /// <summary>Results of one analysis, newest first.</summary>
    public const int MaxResults = 40;

    private readonly ILookup<string, PastResult> byCode;
    private readonly ILookup<string, PastResult> byLoinc;

    private ResultHistory(ILookup<string, PastResult> byCode, ILookup<string, PastResult> byLoinc)
    {
        this.byCode = byCode;
        this.byLoinc = byLoinc;
    }

    /// <summary>
    /// The validated results of a record: this laboratory's by their code, those that an import brought by LOINC and
    /// unit, so that no curve mixes units.
    /// </summary>
    /// <param name="observations">Observations of the record, in their newest version.</param>
    /// <param name="since">Older ones are left out.</param>
    public static ResultHistory Of(
        IReadOnlyList<(CurrentEntry<Observation> Entry, Determination? Made)> observations, DateTimeOffset since)
    {
        List<(string Code, PastResult Result)> own = [];
        List<CurrentEntry<Observation>> brought = [];
        foreach ((CurrentEntry<Observation> entry, Determination? made) in observations)
        {
            if (made is null)
            {
                brought.Add(entry);
            }
            else if (made.Status is DeterminationStatus.Final or DeterminationStatus.Amended
                or DeterminationStatus.Corrected)
            {
                own.Add((made.Analysis, Of(made)));
            }
        }

        IReadOnlyList<OpenedEntry> noMarks = [];
        return new(
            own.Where(one => one.Result.At >= since).ToLookup(one => one.Code, one => one.Result, StringComparer.Ordinal),
            LabResults.Of(brought, noMarks)
                .Where(one => one.At >= since && !one.IsPreliminary)
                .ToLookup(
                    one => one.Analyte,
                    one => new PastResult(one.At, one.Number, one.Text, one.Unit, FlagOf(one.Place)),
                    StringComparer.Ordinal));
    }

    /// <summary>Those of an analysis before a time, newest first.</summary>
    public IReadOnlyList<PastResult> For(Determination made, DateTimeOffset before) =>
    [
        .. byCode[made.Analysis]
            .Concat(byLoinc[$"http://loinc.org|{made.Loinc}|{made.Unit}"])
            .Where(one => one.At < before)
            .OrderByDescending(one => one.At)
            .Take(MaxResults),
    ];

    private static PastResult Of(Determination made) => new(
        made.CollectedAt ?? made.ResultedAt, made.Comparator == Comparator.None ? made.Number : null, TextOf(made),
        made.Unit, made.Flag);

    private static string SignOf(Comparator comparator) => comparator switch
    {
        Comparator.Less => "<",
        Comparator.AtMost => "≤",
        Comparator.AtLeast => "≥",
        Comparator.More => ">",
        _ => "",
    };

    private static string TextOf(Determination made) =>
        made.Number is { } number ? SignOf(made.Comparator) + number.ToString(Invariant)
        : made.Coded?.Text ?? made.Text ?? made.AbsentReason ?? "–";

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static ResultFlag FlagOf(ResultPlace place) => place switch
    {
        ResultPlace.Within => ResultFlag.Normal,
        ResultPlace.Low => ResultFlag.Low,
        ResultPlace.High => ResultFlag.High,
        ResultPlace.CriticalLow => ResultFlag.CriticalLow,
        ResultPlace.CriticalHigh => ResultFlag.CriticalHigh,
        ResultPlace.Abnormal => ResultFlag.Abnormal,
        _ => ResultFlag.None,
    };
}

using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.CriticalValues;

namespace Serment.Records.Charts.Results;

/// <summary>Where a value lies.</summary>
public enum ResultPlace : byte
{
    /// <summary>Nobody says.</summary>
    Unknown = 0,

    /// <summary>Within its range.</summary>
    Within = 1,

    /// <summary>Below.</summary>
    Low = 2,

    /// <summary>Above.</summary>
    High = 3,

    /// <summary>Critically low.</summary>
    CriticalLow = 4,

    /// <summary>Critically high.</summary>
    CriticalHigh = 5,

    /// <summary>Not as it should be, neither high nor low: a positive test.</summary>
    Abnormal = 6,
}

/// <summary>Who has seen a result, and when.</summary>
public sealed record ResultSeen(ActorId By, string? Name, DateTimeOffset At);

/// <summary>One result of one analyte.</summary>
/// <param name="Version">The entry.</param>
/// <param name="Analyte">What tells analytes apart: system and code, or the name.</param>
/// <param name="Name">What it is called.</param>
/// <param name="At">When the specimen was taken, as far as it is known.</param>
/// <param name="Number">The number; null for a result in words.</param>
/// <param name="Text">The result as it is shown, without its unit.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Low">Where the reference range begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="RangeText">The range in words, where that is all there is.</param>
/// <param name="Place">Where the value lies.</param>
/// <param name="Status">FHIR's status.</param>
/// <param name="Seen">Who has seen this version, first first.</param>
public sealed record LabResult(
    EntryVersion Version, string Analyte, string Name, DateTimeOffset At, decimal? Number, string Text, string? Unit,
    decimal? Low, decimal? High, string? RangeText, ResultPlace Place, string? Status, IReadOnlyList<ResultSeen> Seen)
{
    /// <summary>Where it stands among others: the catalogue's order, by its LOINC code.</summary>
    public int Order { get; init; } = int.MaxValue;

    /// <summary>The rule that released it without a biologist; null for none.</summary>
    public string? Rule { get; init; }

    /// <summary>The call by which it was told as a critical value; null for none.</summary>
    public CriticalCall? Told { get; init; }

    /// <summary>Whether it must be noticed.</summary>
    public bool IsOutside => Place is not (ResultPlace.Unknown or ResultPlace.Within);

    /// <summary>What the laboratory says beside it: comments, reserves, what a correction changed.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether it takes the place of another value that was given out.</summary>
    public bool IsCorrected => Status is "corrected" or "amended";

    /// <summary>The whole culture, where it is one: organisms and antibiograms.</summary>
    public Determination? Culture { get; init; }

    /// <summary>Whether it is provisional, or not validated yet.</summary>
    public bool IsPreliminary => Status is "registered" or "preliminary";

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(LabResult);
}

/// <summary>Reads laboratory results from the opened entries of one patient.</summary>
public static class LabResults
{
    /// <summary>FHIR's types that they are read from.</summary>
    public static readonly IReadOnlyList<string> Types =
        [nameof(Observation), nameof(DiagnosticReport), nameof(Provenance), nameof(Communication)];

    private const string Interpretation = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    private const string Laboratory = "laboratory";

    /// <summary>
    /// All results, newest first: Observations of the laboratory compartment and those of the category laboratory,
    /// without vital signs and without what was entered in error. A panel gives one for each of its parts.
    /// </summary>
    public static IReadOnlyList<LabResult> Of(IReadOnlyList<OpenedEntry> entries) =>
        Of(ReadEntries.Of<Observation>(entries), entries);

    /// <summary>The same of Observations that were read already.</summary>
    /// <param name="observations">The Observations among the entries.</param>
    /// <param name="entries">What was opened: who has seen a result stands there too.</param>
    internal static IReadOnlyList<LabResult> Of(
        IEnumerable<CurrentEntry<Observation>> observations, IReadOnlyList<OpenedEntry> entries)
    {
        IReadOnlyDictionary<EntryVersion, List<ResultSeen>> seen = SeenMarks.Of(entries);
        IReadOnlyList<CriticalCall> calls = CriticalCalls.Of(entries);
        List<LabResult> found = [];
        foreach (CurrentEntry<Observation> entry in observations)
        {
            Observation read = entry.Resource;
            // What this laboratory has not validated is the bench's own: no ward acts upon it. What an import brought as
            // provisional was given out as such, and is shown so.
            if (read.Status is "entered-in-error" or "cancelled" || IsUnvalidated(read) || VitalResource.KindOf(read) is not null
                || !(entry.Compartment == Compartment.Laboratory || IsLaboratory(read)))
            {
                continue;
            }

            IReadOnlyList<ResultSeen> marks = seen.GetValueOrDefault(entry.Version) ?? [];
            DateTimeOffset at = Coded.Moment(read.EffectiveDateTime ?? read.EffectiveInstant ?? read.Issued)
                ?? DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs);
            Determination? own = IsOwn(read) ? ObservationResource.Read(read) : null;
            CriticalCall? told = own is null || calls.Count == 0 ? null : CriticalCalls.ToldOf(calls, own);
            found.AddRange(PartsOf(read, entry.Version, at, marks)
                .Select(part => part with { Rule = own?.Biological?.Rule, Told = told }));
        }

        found.Sort((a, b) => b.At.CompareTo(a.At));
        return found;
    }

    /// <summary>Where a value lies: by the laboratory's own interpretation, else by its reference range.</summary>
    public static ResultPlace PlaceOf(
        List<CodeableConcept>? interpretation, decimal? value, decimal? low, decimal? high)
    {
        ResultPlace said = (interpretation ?? [])
            .Select(one => Coded.CodeIn(one, Interpretation) ?? one.Coding?.FirstOrDefault()?.Code)
            .Select(OfCode)
            .FirstOrDefault(place => place != ResultPlace.Unknown);
        return said != ResultPlace.Unknown ? said
            : value is not { } number || (low is null && high is null) ? ResultPlace.Unknown
            : number < low ? ResultPlace.Low
            : number > high ? ResultPlace.High
            : ResultPlace.Within;
    }

    private static ResultPlace OfCode(string? code) => code switch
    {
        "N" or "NEG" or "ND" => ResultPlace.Within,
        "L" => ResultPlace.Low,
        "H" => ResultPlace.High,
        "LL" or "LU" or "<" => ResultPlace.CriticalLow,
        "HH" or "HU" or ">" => ResultPlace.CriticalHigh,
        "A" or "AA" or "POS" or "DET" or "R" => ResultPlace.Abnormal,
        _ => ResultPlace.Unknown,
    };

    /// <summary>How many analyses of this laboratory are under way: there is a result, and nobody has validated it.</summary>
    public static int UnderWay(IReadOnlyList<OpenedEntry> entries) =>
        ReadEntries.Of<Observation>(entries).Where(one => IsUnvalidated(one.Resource))
            .Select(one => ObservationResource.Read(one.Resource)?.Task).Distinct().Count();

    /// <summary>Whether this laboratory made it and nobody has validated it.</summary>
    internal static bool IsUnvalidated(Observation read) =>
        read.Status is "registered" or "preliminary" && IsOwn(read)
        && ObservationResource.Read(read) is not { Status: DeterminationStatus.Provisional };

    private static bool IsOwn(Observation read) => Coded.CodeIn(read.Code, Analysis.CodeSystem) is not null;

    private static bool IsLaboratory(Observation read) =>
        (read.Category ?? []).Exists(one => Coded.CodeIn(one, VitalResource.Category) is Laboratory);

    private static IEnumerable<LabResult> PartsOf(
        Observation read, EntryVersion version, DateTimeOffset at, IReadOnlyList<ResultSeen> seen)
    {
        string[] remarks =
        [
            .. (read.Note ?? []).Select(ObservationParts.RemarkOf).Where(one => !one.IsInternal && one.Text.Length > 0)
                .Select(one => one.Text),
        ];
        if (read.ValueCodeableConcept is not null
            && ObservationResource.Read(read) is { } own && CultureParts.IsCulture(own))
        {
            yield return Make(
                read.Code, CultureParts.SummaryOf(own), null, null, read.ReferenceRange, read.Interpretation) with
            {
                Culture = own,
            };
            yield break;
        }

        // Without a value, why there is none.
        string? absent = read.Component is null ? read.DataAbsentReason?.Text : null;
        if ((TextOf(read.ValueQuantity, read.ValueString, read.ValueCodeableConcept, read.ValueInteger) ?? absent)
            is { } text)
        {
            yield return Make(
                read.Code, text, read.ValueQuantity, read.ValueInteger, read.ReferenceRange, read.Interpretation);
        }

        foreach (ObservationComponent part in read.Component ?? [])
        {
            if (TextOf(part.ValueQuantity, part.ValueString, part.ValueCodeableConcept, part.ValueInteger) is { } words)
            {
                yield return Make(
                    part.Code, words, part.ValueQuantity, part.ValueInteger, part.ReferenceRange, part.Interpretation);
            }
        }

        LabResult Make(
            CodeableConcept? code, string shown, Quantity? quantity, int? whole,
            List<ObservationReferenceRange>? ranges, List<CodeableConcept>? interpretation)
        {
            Coding? coding = code?.Coding?.Find(one => one.Code is not null);
            string name = Coded.TextOf(code) ?? "?";
            decimal? number = quantity is { Comparator: null } ? ValueOf(quantity) : whole;
            ObservationReferenceRange? range = ranges?.Find(one => one.Low is not null || one.High is not null);
            decimal? low = ValueOf(range?.Low);
            decimal? high = ValueOf(range?.High);
            return new(
                version, coding is null ? name : $"{coding.System}|{coding.Code}|{quantity?.Unit}", name, at, number,
                shown, quantity?.Unit ?? quantity?.Code, low, high, ranges?.Find(one => one.Text is not null)?.Text,
                PlaceOf(interpretation, number, low, high), read.Status, seen)
            {
                Order = ReportOrder.OfLoinc(Coded.CodeIn(code, VitalSign.Loincs)),
                Remarks = remarks,
            };
        }
    }

    private static string? TextOf(Quantity? quantity, string? text, CodeableConcept? concept, int? whole) =>
        quantity?.Value is { } value
            ? quantity.Comparator + value.Literal
            : text ?? Coded.TextOf(concept) ?? whole?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static decimal? ValueOf(Quantity? quantity) =>
        quantity?.Value is { } value && value.TryToDecimal(out decimal number) ? number : null;
}

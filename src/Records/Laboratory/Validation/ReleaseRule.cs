using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Validation;

/// <summary>An analysis that a rule releases, and between what.</summary>
/// <param name="Code">Code in the catalogue.</param>
/// <param name="Label">French label when the rule was written.</param>
/// <param name="Low">From, itself within; null: the reference range alone counts.</param>
/// <param name="High">To, itself within.</param>
/// <param name="Unit">Unit of the limits, UCUM.</param>
public sealed record RuleAnalysis(string Code, string Label, decimal? Low, decimal? High, string? Unit);

/// <summary>From where orders come.</summary>
public enum RuleOrigin : byte
{
    /// <summary>From anywhere.</summary>
    All = 0,

    /// <summary>From wards.</summary>
    Wards = 1,

    /// <summary>From outside.</summary>
    Outside = 2,
}

/// <summary>
/// A rule by which results are released when they are technically validated, without a biologist. Whatever it says, it
/// never releases a critical, implausible, uncertain or flagged result, one with a remark or of a second run, one that a
/// control or a person holds back, one of an analysis labelled sensitive, or an answer that is no plain number.
/// </summary>
public sealed record ReleaseRule
{
    /// <summary>Analyses of one rule.</summary>
    public const int MaxAnalyses = 60;

    /// <summary>Longest name.</summary>
    public const int MaxNameChars = 80;

    /// <summary>Site and laboratory: a rule is worth nothing elsewhere.</summary>
    public required short Site { get; init; }

    /// <summary>The laboratory's unit.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>Number at the laboratory, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What it releases.</summary>
    public required IReadOnlyList<RuleAnalysis> Analyses { get; init; }

    /// <summary>Age from, in years.</summary>
    public int FromYears { get; init; }

    /// <summary>Age until, in years, exclusively; null for no end.</summary>
    public int? UntilYears { get; init; }

    /// <summary>From where.</summary>
    public RuleOrigin Origin { get; init; }

    /// <summary>Whether only results within their reference range are released.</summary>
    public bool IsWithinRange { get; init; } = true;

    /// <summary>Whether there must be an earlier result to compare with.</summary>
    public bool NeedsPrevious { get; init; }

    /// <summary>Whether urgent orders are left to a biologist.</summary>
    public bool SkipsUrgent { get; init; }

    /// <summary>The canonical form: JSON, members in a fixed order.</summary>
    public string ToContent() => JsonSerializer.Serialize(this, RuleJson.Default.ReleaseRule);

    /// <summary>Reads it; null for anything else.</summary>
    public static ReleaseRule? Parse(string content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, RuleJson.Default.ReleaseRule);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What two people approve: SHA-256 over the canonical form.</summary>
    public byte[] Digest() => SHA256.HashData(Encoding.UTF8.GetBytes(ToContent()));

    /// <summary>How reports name it.</summary>
    public string Mark => string.Create(CultureInfo.InvariantCulture, $"{Number} v{Version}");

    /// <summary>
    /// What it does, in French, for who approves it. It is made of the content alone and compared with what was approved
    /// whenever the rule is used: a sentence that says something else than the rule makes the rule worthless.
    /// </summary>
    public string Sentences()
    {
        StringBuilder text = new();
        text.Append("Analyses : ").AppendJoin(", ", Analyses.Select(Say)).Append(".\n");
        text.Append(IsWithinRange
            ? "Seulement si le résultat est dans l’intervalle de référence.\n"
            : "Aussi hors de l’intervalle de référence, jamais si le résultat est critique.\n");
        text.Append(CultureInfo.InvariantCulture, $"Âge : à partir de {FromYears} ans")
            .Append(UntilYears is { } until ? $", avant {until.ToString(CultureInfo.InvariantCulture)} ans.\n" : ".\n");
        text.Append(Origin switch
        {
            RuleOrigin.Wards => "Demandes des services seulement.\n",
            RuleOrigin.Outside => "Demandes externes seulement.\n",
            _ => "Demandes de toute provenance.\n",
        });
        text.Append(SkipsUrgent ? "Jamais pour une demande urgente.\n" : "Aussi pour une demande urgente.\n");
        text.Append(NeedsPrevious
            ? "Seulement s’il existe une antériorité, et sans écart au-delà de la limite.\n"
            : "Jamais si l’écart avec l’antériorité dépasse la limite.\n");
        text.Append("Jamais : valeur critique, invraisemblable ou incertaine, alarme de l’automate, remarque, second passage, "
            + "contrôle de qualité bloquant, analyse sensible.");
        return text.ToString();
    }

    /// <summary>Why the rule does not release a result; null where it does. Pure.</summary>
    public RuleRefusal? Check(RuleCase asked)
    {
        if (Analyses.FirstOrDefault(
            one => string.Equals(one.Code, asked.Made.Analysis, StringComparison.Ordinal)) is not { } analysis)
        {
            return RuleRefusal.OtherAnalysis;
        }

        if (CheckAlways(asked) is { } refusal)
        {
            return refusal;
        }

        int years = asked.Person.AgeDays < 0 ? -1 : (int)(asked.Person.AgeDays / BenchPerson.DaysOfYear);
        return years < FromYears || years >= (UntilYears ?? int.MaxValue) ? RuleRefusal.Age
            : Origin != RuleOrigin.All && (Origin == RuleOrigin.Wards) != asked.IsFromWard ? RuleRefusal.Origin
            : SkipsUrgent && asked.Priority == OrderPriority.Urgent ? RuleRefusal.Urgent
            : IsWithinRange && asked.Made.Flag != ResultFlag.Normal ? RuleRefusal.OutsideRange
            : asked.Made.Number < analysis.Low || asked.Made.Number > analysis.High ? RuleRefusal.OutsideLimits
            : !string.Equals(analysis.Unit, asked.Made.Unit, StringComparison.Ordinal) ? RuleRefusal.OutsideLimits
            : NeedsPrevious && asked.Made.Delta is null ? RuleRefusal.NoPrevious
            : null;
    }

    private static RuleRefusal? CheckAlways(RuleCase asked) =>
        asked.IsSensitive ? RuleRefusal.Sensitive
        : asked.Made is not { Number: not null, Comparator: Comparator.None, AbsentReason: null, Parts.Count: 0 }
            ? RuleRefusal.NoPlainNumber
        : asked.Made.Attention == Attention.Critical || asked.Made.Flag.IsCritical() ? RuleRefusal.Critical
        : asked.Made.IsImplausible ? RuleRefusal.Implausible
        : asked.Made.IsUncertain ? RuleRefusal.Uncertain
        : asked.Made.InstrumentFlags.Count > 0 ? RuleRefusal.InstrumentFlag
        : asked.Made.Remarks.Count > 0 ? RuleRefusal.Remark
        : asked.Made.Delta is { IsExceeded: true } ? RuleRefusal.Delta
        : asked.Made.Run > 1 || asked.Runs > 1 ? RuleRefusal.SecondRun
        : asked.Hold != AnalysisHold.None ? RuleRefusal.Held
        : asked.IsControlBlocked ? RuleRefusal.Control
        : null;

    private static string Say(RuleAnalysis one)
    {
        string unit = UcumUnit.Text(one.Unit, isFrench: true) is { Length: > 0 } named ? " " + named : "";
        string limits = (one.Low, one.High) switch
        {
            ({ } low, { } high) => string.Create(French, $" de {low} à {high}{unit}"),
            ({ } low, null) => string.Create(French, $" à partir de {low}{unit}"),
            (null, { } high) => string.Create(French, $" jusqu’à {high}{unit}"),
            _ => "",
        };
        return $"{one.Label} ({one.Code}){limits}";
    }

    private static CultureInfo French { get; } = CultureInfo.GetCultureInfo("fr-FR");
}

/// <summary>A result that a rule is asked about.</summary>
/// <param name="Made">The determination.</param>
/// <param name="Person">Sex and age.</param>
/// <param name="IsFromWard">Whether a unit of the house ordered it.</param>
/// <param name="Priority">How soon it was wanted.</param>
/// <param name="Hold">Why it waits.</param>
/// <param name="Runs">Determinations of the task, the rejected among them.</param>
/// <param name="IsControlBlocked">Whether a control blocks it.</param>
/// <param name="IsSensitive">Whether it is labelled sensitive.</param>
public sealed record RuleCase(
    Determination Made, BenchPerson Person, bool IsFromWard, OrderPriority Priority,
    AnalysisHold Hold = AnalysisHold.None, int Runs = 1, bool IsControlBlocked = false, bool IsSensitive = false)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RuleCase);
}

/// <summary>Why a rule does not release a result.</summary>
public enum RuleRefusal : byte
{
    /// <summary>It is not about this analysis.</summary>
    OtherAnalysis = 1,

    /// <summary>Sensitive.</summary>
    Sensitive = 2,

    /// <summary>No plain number.</summary>
    NoPlainNumber = 3,

    /// <summary>Critical.</summary>
    Critical = 4,

    /// <summary>Implausible.</summary>
    Implausible = 5,

    /// <summary>The instrument flagged it.</summary>
    InstrumentFlag = 6,

    /// <summary>Far from the last result.</summary>
    Delta = 7,

    /// <summary>Not the first run.</summary>
    SecondRun = 8,

    /// <summary>Somebody or a contradiction holds it.</summary>
    Held = 9,

    /// <summary>A control blocks it.</summary>
    Control = 10,

    /// <summary>Age.</summary>
    Age = 11,

    /// <summary>Origin of the order.</summary>
    Origin = 12,

    /// <summary>Urgent.</summary>
    Urgent = 13,

    /// <summary>Outside its reference range, or without one.</summary>
    OutsideRange = 14,

    /// <summary>Outside the rule's own limits, or in another unit.</summary>
    OutsideLimits = 15,

    /// <summary>Nothing to compare with.</summary>
    NoPrevious = 16,

    /// <summary>Sex or age is not known, and the ranges that might fit do not say the same.</summary>
    Uncertain = 17,

    /// <summary>The technician, the instrument or a rule of the bench says something beside it, or it was diluted.</summary>
    Remark = 18,
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReleaseRule))]
internal sealed partial class RuleJson : JsonSerializerContext;

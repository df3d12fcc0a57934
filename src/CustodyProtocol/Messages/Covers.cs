using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>How somebody stands in for others. The number is in the log: never reuse one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CoverKind>))]
public enum CoverKind : byte
{
    /// <summary>For one colleague, at most 30 days.</summary>
    Replacement = 1,

    /// <summary>In a unit's team for a night, at most 16 hours.</summary>
    OnCall = 2,
}

/// <summary>
/// Lets somebody stand in: for <paramref name="Replaced"/>, who gives it herself or for whom a colleague of a common
/// unit does, or in the unit of the giver. It opens what is in the care of the replaced one, or of the unit, within the
/// taker's own meters; it is not handed on, and it ends by itself.
/// </summary>
public sealed record CoverGift(
    CoverKind Kind, ActorId Taker, ActorId? Replaced, int? UnitId, DateTimeOffset From, DateTimeOffset Until);

/// <summary>Given.</summary>
public sealed record CoverGiven(long CoverId, long LogIndex);

/// <summary>Ends one at once: giver, taker, replaced one, and the security office may.</summary>
public sealed record CoverEnding(long CoverId);

/// <summary>Those that concern the asker and her units, present and announced.</summary>
public sealed record CoverList(IReadOnlyList<CoverDescription> Covers);

/// <summary>Somebody stands in for somebody, or in a unit's team.</summary>
/// <param name="CoverId">Which.</param>
/// <param name="Kind">How.</param>
/// <param name="Taker">Who stands in.</param>
/// <param name="TakerName">Her name.</param>
/// <param name="Replaced">For whom; null for a team.</param>
/// <param name="ReplacedName">His name.</param>
/// <param name="UnitId">In which unit; null for a replacement.</param>
/// <param name="UnitName">Its name.</param>
/// <param name="GivenBy">Who gave it.</param>
/// <param name="OnBehalf">A colleague gave it for the replaced one.</param>
/// <param name="From">From when.</param>
/// <param name="Until">Until when.</param>
/// <param name="MayEnd">Whether the asker may end it.</param>
public sealed record CoverDescription(
    long CoverId, CoverKind Kind, ActorId Taker, string TakerName, ActorId? Replaced, string? ReplacedName, int? UnitId,
    string? UnitName, string GivenBy, bool OnBehalf, DateTimeOffset From, DateTimeOffset Until, bool MayEnd);

/// <summary>
/// What the security office sees of rights that people gave each other: a patient is a random number at most.
/// </summary>
public sealed record GivenList(
    IReadOnlyList<CoverDescription> Covers, IReadOnlyList<HandOverSummary> HandOvers,
    IReadOnlyList<CareRequestSummary> Requests);

/// <summary>A patient handed over or referred, still running.</summary>
public sealed record HandOverSummary(
    long RelationshipId, RelationshipKind Kind, PatientId Patient, string To, string DeclaredBy, DateTimeOffset From,
    DateTimeOffset Until);

/// <summary>Somebody asked a colleague in charge to be let in.</summary>
public sealed record CareRequestSummary(
    long RequestId, PatientId Patient, string AskerName, Role Role, DateTimeOffset At, CareRequestState State,
    string? AnsweredBy, DateTimeOffset? AnsweredAt);

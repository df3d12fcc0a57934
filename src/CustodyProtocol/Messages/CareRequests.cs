using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>
/// Asks those who have a patient in care to be let in. Of a patient who does not exist, or whom nobody has in care, the
/// request is taken just the same, and nobody sees it.
/// </summary>
public sealed record CareAsking(PatientId Patient, string Reason)
{
    /// <summary>Shortest reason.</summary>
    public const int MinReasonCharacters = 5;

    /// <summary>Longest reason.</summary>
    public const int MaxReasonCharacters = 300;
}

/// <summary>One's own request.</summary>
public sealed record CareRequestQuery(long RequestId);

/// <summary>Where one's own request stands.</summary>
/// <param name="RequestId">Which.</param>
/// <param name="Patient">For whom.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Expires">Until when somebody may answer.</param>
/// <param name="Until">Let in until then.</param>
public sealed record CareRequestStanding(
    long RequestId, PatientId Patient, CareRequestState State, DateTimeOffset Expires, DateTimeOffset? Until);

/// <summary>Where a request to be let in stands. The number is in the database: never reuse one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CareRequestState>))]
public enum CareRequestState : byte
{
    /// <summary>Nobody has answered.</summary>
    Waiting = 0,

    /// <summary>Let in.</summary>
    Granted = 1,

    /// <summary>Not let in.</summary>
    Declined = 2,

    /// <summary>Nobody answered in time.</summary>
    Expired = 3,
}

/// <summary>A colleague's answer: yes for so many hours, or no.</summary>
/// <param name="RequestId">Which request.</param>
/// <param name="Hours">For how long she lets in, from 1 to <see cref="MaxHours"/>; null is no.</param>
public sealed record CareRequestAnswer(long RequestId, int? Hours)
{
    /// <summary>The longest that one answer lets in: a week.</summary>
    public const int MaxHours = 168;
}

/// <summary>Requests that the asker may answer: she, or her unit, has those patients in care.</summary>
public sealed record CareRequestList(IReadOnlyList<CareRequestSeen> Requests);

/// <summary>One request to answer.</summary>
public sealed record CareRequestSeen(
    long RequestId, PatientId Patient, ActorId Asker, string AskerName, Role Role, string Reason, DateTimeOffset At,
    DateTimeOffset Expires);

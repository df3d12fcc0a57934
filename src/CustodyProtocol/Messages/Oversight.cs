using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>What a leaf of the log says happened. The number is in the leaf: never reuse one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogEventKind>))]
public enum LogEventKind : byte
{
    /// <summary>The first leaf of a site.</summary>
    SiteCreated = 1,

    /// <summary>A person signed in.</summary>
    SignedIn = 2,

    /// <summary>A session ended: signed out, expired, revoked or closed by a canary.</summary>
    SessionEnded = 3,

    /// <summary>A sign-in or step-up that did not verify.</summary>
    EvidenceRefused = 4,

    /// <summary>A step-up or break-glass.</summary>
    SteppedUp = 5,

    /// <summary>Entry keys of one patient released.</summary>
    KeysReleased = 10,

    /// <summary>A release refused.</summary>
    ReleaseRefused = 11,

    /// <summary>Entry versions of one patient sealed.</summary>
    EntriesSealed = 12,

    /// <summary>Sealed rows are durably stored.</summary>
    SealsConfirmed = 13,

    /// <summary>Tokens made for a lookup or a match.</summary>
    TokensMade = 14,

    /// <summary>Tokens refused: the allowance is spent.</summary>
    TokensRefused = 15,

    /// <summary>Two records joined or separated.</summary>
    PatientsLinked = 16,

    /// <summary>Messages refused by the table of policies.</summary>
    MessageRefused = 17,

    /// <summary>A care relationship declared.</summary>
    RelationshipDeclared = 20,

    /// <summary>A care relationship ended.</summary>
    RelationshipEnded = 21,

    /// <summary>Somebody stands in for a colleague, or in a unit's team.</summary>
    CoverGiven = 22,

    /// <summary>A standing in ended before its time.</summary>
    CoverEnded = 23,

    /// <summary>Somebody asked a colleague in charge to be let in.</summary>
    CareAsked = 24,

    /// <summary>A colleague answered.</summary>
    CareAnswered = 25,

    /// <summary>A proposal made.</summary>
    Proposed = 30,

    /// <summary>A proposal approved and in effect.</summary>
    Approved = 31,

    /// <summary>A proposal rejected, withdrawn or expired.</summary>
    Rejected = 32,

    /// <summary>A passkey enrolled.</summary>
    PasskeyEnrolled = 33,

    /// <summary>A break-glass reviewed by somebody else.</summary>
    BreakGlassReviewed = 34,

    /// <summary>A passkey taken away, by its owner or by somebody in charge.</summary>
    PasskeyRevoked = 35,

    /// <summary>An import completed; the leaf commits to its report.</summary>
    ImportCompleted = 40,

    /// <summary>A ward's downtime pack was certified; the leaf commits to its content.</summary>
    PackMade = 41,

    /// <summary>A laboratory's report is signed; the leaf holds its SHA-256.</summary>
    ReportSigned = 42,

    /// <summary>A laboratory has a new key for its reports; the leaf holds the SHA-256 of its certificate.</summary>
    ReportKeyMade = 43,

    /// <summary>A limit tripped that the security office must see.</summary>
    Alert = 50,

    /// <summary>A change of the custody database that has no leaf of its own was sealed.</summary>
    CustodySealed = 51,
}

/// <summary>Asks for a page of the log, newest first.</summary>
public sealed record LogQuery(
    LogEventKind? Kind = null, ActorId? Actor = null, bool RefusalsOnly = false, bool AlertsOnly = false,
    long? Before = null, int Limit = 50)
{
    /// <summary>Longest page.</summary>
    public const int MaxLimit = 200;
}

/// <summary>A page of the log.</summary>
public sealed record LogPage(IReadOnlyList<LogEvent> Events, bool HasMore, long TreeSize, string RootHash);

/// <summary>One event as the security office sees it: the patient is a random number at most, never a name.</summary>
public sealed record LogEvent(
    long LogIndex,
    DateTimeOffset At,
    LogEventKind Kind,
    ActorId? Actor,
    string? ActorName,
    Role? Role,
    PatientId? Patient,
    Outcome? Outcome,
    DecisionReason? Reason,
    MeterKind? Charged,
    string? Detail);

/// <summary>Live sessions.</summary>
public sealed record SessionList(IReadOnlyList<SessionSummary> Sessions);

/// <summary>One live session.</summary>
public sealed record SessionSummary(
    SessionId SessionId, ActorId StaffId, string Name, Role Role, string SiteCode,
    DateTimeOffset Begun, DateTimeOffset LastSeen, int InCareLastHour, int OffPatternLastHour, int LookupsLastHour);

/// <summary>Ends a session at once.</summary>
public sealed record SessionRevocation(SessionId SessionId);

/// <summary>Break-glass openings, unreviewed first.</summary>
public sealed record BreakGlassList(IReadOnlyList<BreakGlass> Openings);

/// <summary>One break-glass. The reason is shown to the reviewer; it is the only free text the office sees.</summary>
public sealed record BreakGlass(
    long BreakGlassId, DateTimeOffset At, ActorId StaffId, string Name, Role Role, PatientId Patient, string Reason,
    DateTimeOffset ReviewDue, string? ReviewedBy, DateTimeOffset? ReviewedAt, BreakGlassVerdict? Verdict, string? Remark);

/// <summary>What the reviewer found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakGlassVerdict>))]
public enum BreakGlassVerdict : byte
{
    /// <summary>The opening was justified.</summary>
    Justified = 1,

    /// <summary>It was not; follow the incident procedure.</summary>
    Unjustified = 2,
}

/// <summary>A review; the reviewer is not the one who opened.</summary>
public sealed record BreakGlassReview(long BreakGlassId, BreakGlassVerdict Verdict, string? Remark);

/// <summary>Meters of everybody at the site who has spent anything in the last hour.</summary>
public sealed record StaffMeters(IReadOnlyList<StaffMeter> Staff);

/// <summary>One person's meters.</summary>
public sealed record StaffMeter(ActorId StaffId, string Name, Role Role, IReadOnlyList<MeterReading> Meters);

/// <summary>The site's breaker on off-pattern disclosures.</summary>
public sealed record BreakerReading(int Spent, int Limit, bool Open);

/// <summary>One page of sites.</summary>
public sealed record SiteList(
    IReadOnlyList<SiteDescription> Sites, bool IsDemo, string CustodianOrigin, IReadOnlyList<string> WebOrigins);

/// <summary>A site.</summary>
public sealed record SiteDescription(short Site, string Code, string Name, string Kind, string? Finess);

/// <summary>An import is complete: what the certificate will say. Counts only, and hashes.</summary>
public sealed record ImportCompletion(
    string ImportId, string SiteCode, string FileSha256, long FileLengthBytes, string Profile,
    long Rows, long Imported, long ImportedWithFlags, long AlreadyPresent, long Refused,
    long PatientsCreated, long PatientsMatched, long EntriesSealed, string ReportSha256);

/// <summary>The certificate: a C2SP signed note by the site's log key.</summary>
public sealed record ImportCertificate(string SignedNote, long LogIndex);

/// <summary>Asks for the newest checkpoint.</summary>
/// <param name="Since">The size of the newest one held: the answer proves that the log continues it.</param>
public sealed record CheckpointQuery(long? Since = null);

/// <summary>The newest checkpoint: a C2SP signed note.</summary>
/// <param name="SignedNote">The note.</param>
/// <param name="TreeSize">Its size.</param>
/// <param name="ConsistencyPath">RFC 6962 consistency proof from the size asked about; null where there is none.</param>
public sealed record CheckpointText(
    string SignedNote, long TreeSize, IReadOnlyList<byte[]>? ConsistencyPath = null);

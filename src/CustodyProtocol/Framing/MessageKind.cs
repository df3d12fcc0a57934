namespace Serment.CustodyProtocol;

/// <summary>Every message that the custodian answers. The number is on the wire: never reuse one.</summary>
public enum MessageKind : ushort
{
    // Evidence: who is asking.
    BeginSignIn = 1,
    CompleteSignIn = 2,
    DescribeSession = 3,
    SignOut = 4,
    BeginStepUp = 5,
    CompleteStepUp = 6,
    BeginClient = 10,
    ProveClient = 11,

    // Records: tokens, keys, seals.
    MakeTokens = 20,
    OpenEntries = 22,
    SealEntries = 23,
    ConfirmSealed = 24,
    LinkPatients = 26,

    // Care relationships.
    DeclareRelationship = 30,
    EndRelationship = 31,
    ListCare = 32,
    GiveCover = 33,
    EndCover = 34,
    ListCovers = 35,
    AskColleague = 36,
    FindCareRequest = 37,
    AnswerCareRequest = 38,
    ListCareRequests = 39,

    // What a patient may ask.
    ListDisclosures = 40,

    // The security office; never a patient's name.
    ReadLog = 50,
    ListSessions = 51,
    RevokeSession = 52,
    ListBreakGlass = 53,
    ReviewBreakGlass = 54,
    DescribeMeters = 55,
    DescribeBreaker = 56,
    ListGiven = 57,

    // People and proposals.
    ListStaff = 60,
    ListUnits = 61,
    ListProposals = 62,
    Propose = 63,
    WithdrawProposal = 64,
    ListPasskeys = 65,
    RevokePasskey = 66,
    ListClients = 67,
    ListWardKeys = 68,
    ListReleaseRules = 69,

    // A laboratory's reports.
    BeginSignReports = 45,
    CompleteSignReports = 46,
    ListReportKeys = 47,

    // The site and its log.
    DescribeSites = 70,
    CompleteImport = 71,
    LatestCheckpoint = 72,
    CertifyPack = 73,
}

/// <summary>How a request ended.</summary>
public enum ResponseStatus : ushort
{
    /// <summary>Done; the payload is the answer.</summary>
    Ok = 0,

    /// <summary>The request makes no sense; the payload is a <see cref="Problem"/>.</summary>
    BadRequest = 1,

    /// <summary>No live session or proven client stands behind the request.</summary>
    NotSignedIn = 2,

    /// <summary>Signed in, but not for this.</summary>
    Forbidden = 3,

    /// <summary>The custodian has more in hand than it takes; try again.</summary>
    Busy = 4,

    /// <summary>The custodian failed; nothing was released.</summary>
    Failed = 5,

    /// <summary>Something named in the request has changed or ended meanwhile.</summary>
    Conflict = 6,
}

namespace Serment.CustodyProtocol;

/// <summary>An empty request or answer.</summary>
public sealed record Nothing
{
    /// <summary>The only one.</summary>
    public static Nothing Instance { get; } = new();
}

/// <summary>Why a request failed: a stable code and, where it helps, the field. Never personal data.</summary>
public sealed record Problem(string Code, string? Field = null);

/// <summary>
/// A WebAuthn ceremony begun by the custodian: hand the options to the browser, bring the answer back.
/// </summary>
public sealed record CeremonyBegun(string CeremonyId, string OptionsJson);

/// <summary>The browser's answer to a ceremony, as the WebAuthn JSON serialisation gives it.</summary>
public sealed record CeremonyAnswer(string CeremonyId, string CredentialJson);

/// <summary>
/// A session has begun. The token is shown once; the web server gives it to the browser and keeps no copy.
/// </summary>
public sealed record SessionGranted(string Token, SessionDescription Session);

/// <summary>
/// Who is signed in and what the keys let them see. Times are UTC. A new passkey is named for some days: whose it is
/// should know. Units are her own, and those where she stands in now; <c>Covers</c> says which those are, and who stands
/// in for her.
/// </summary>
public sealed record SessionDescription(
    SessionId SessionId,
    ActorId StaffId,
    string Name,
    Role Role,
    string SiteCode,
    IReadOnlyList<UnitDescription> Units,
    IReadOnlyList<Compartment> Reads,
    IReadOnlyList<Compartment> Writes,
    bool OpensCards,
    bool ConfirmsSensitive,
    DateTimeOffset IdleEnd,
    DateTimeOffset AbsoluteEnd,
    IReadOnlyList<MeterReading> Meters,
    DateTimeOffset? NewPasskey = null,
    IReadOnlyList<CoverDescription>? Covers = null);

/// <summary>A unit of a site: a ward, a laboratory section, a consultation.</summary>
public sealed record UnitDescription(int UnitId, string Code, string Name);

/// <summary>
/// One of the person's meters: how many distinct patients (or lookups) are spent of how many, over a window.
/// </summary>
public sealed record MeterReading(MeterKind Kind, int WindowHours, int Spent, int Limit);

/// <summary>What a meter counts.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<MeterKind>))]
public enum MeterKind : byte
{
    /// <summary>Distinct patients in current care.</summary>
    InCare = 1,

    /// <summary>Distinct patients outside current care.</summary>
    OffPattern = 2,

    /// <summary>Lookups, found or not.</summary>
    Lookup = 3,
}

/// <summary>What a step-up is for.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<StepUpKind>))]
public enum StepUpKind : byte
{
    /// <summary>To open a patient outside current care, within the small budget.</summary>
    OffPattern = 1,

    /// <summary>To open the sensitive compartment of a patient in care.</summary>
    Sensitive = 2,

    /// <summary>An emergency: takes a reason, alerts at once, is reviewed by somebody else within 72 hours.</summary>
    BreakGlass = 3,

    /// <summary>To hand the patient a complete copy of the record.</summary>
    RecordCopy = 4,

    /// <summary>To let one colleague stand in: used up by the one gift that it was made for.</summary>
    GiveCover = 5,
}

/// <summary>
/// Asks for a step-up ceremony. A reason of 10 to 500 characters is required for break-glass. For
/// <see cref="StepUpKind.GiveCover"/>, which concerns no patient, the colleague's number stands in the patient's place.
/// </summary>
public sealed record StepUpRequest(StepUpKind Kind, PatientId Patient, string? Reason = null)
{
    /// <summary>Shortest reason.</summary>
    public const int MinReasonCharacters = 10;

    /// <summary>Longest reason.</summary>
    public const int MaxReasonCharacters = 500;

    /// <summary>Asks to let that colleague stand in.</summary>
    public static StepUpRequest ForColleague(ActorId taker) => new(StepUpKind.GiveCover, new(taker.Value));
}

/// <summary>A step-up was verified; it holds for that one patient, or colleague, until then.</summary>
public sealed record StepUpGranted(StepUpKind Kind, PatientId Patient, DateTimeOffset Until);

/// <summary>A machine client names itself on this connection.</summary>
public sealed record ClientHello(ActorId Client);

/// <summary>
/// What the client signs: ECDSA P-256 with SHA-256 (IEEE P1363 form) over "serment-client\0" and these 32 bytes.
/// </summary>
public sealed record ClientChallenge(byte[] Challenge);

/// <summary>The client's signature.</summary>
public sealed record ClientProof(byte[] Signature);

/// <summary>The connection now acts for this client.</summary>
public sealed record ClientDescription(ActorId Client, string Name, string SiteCode, short Site, ClientRights Rights);

/// <summary>What a machine client may do. There is no right to open, and there never will be.</summary>
[Flags]
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<ClientRights>))]
public enum ClientRights : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Seals new entries.</summary>
    Seal = 1,

    /// <summary>Makes blind tokens, to match people.</summary>
    Match = 2,

    /// <summary>Declares appointments, orders and stays made elsewhere.</summary>
    Declare = 4,
}

namespace Serment.CustodyProtocol.Framing;

/// <summary>
/// The frames of the custody protocol (docs/formats/custody-protocol.md), all numbers little-endian.
/// Request: u32 length of what follows, u64 number, u16 kind, u8 caller (0 nobody or the connection's client,
/// 1 a session, 2 a session without prolonging it), 32 bytes of session token where caller is 1 or 2, payload.
/// Response: u32 length of what follows, u64 number, u16 status, payload.
/// </summary>
public static class Frame
{
    /// <summary>The longest frame either side accepts.</summary>
    public const int MaxLengthBytes = 16 * 1024 * 1024;

    /// <summary>Length, number, kind and caller of a request.</summary>
    public const int RequestHeaderBytes = 4 + 8 + 2 + 1;

    /// <summary>Length, number and status of a response.</summary>
    public const int ResponseHeaderBytes = 4 + 8 + 2;

    /// <summary>Requests that one connection may have under way.</summary>
    public const int MaxRequestsInFlight = 1024;

    /// <summary>The caller byte of a request that a session makes.</summary>
    public const byte CallerSession = 1;

    /// <summary>The caller byte of a request that a session's page makes by itself: no use of the session.</summary>
    public const byte CallerBackground = 2;
}

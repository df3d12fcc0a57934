using System.Buffers.Text;
using System.Data.Common;
using System.Security.Cryptography;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.People;

/// <summary>Where a one-time enrolment address stands.</summary>
internal enum EnrolmentState
{
    /// <summary>No such address.</summary>
    Unknown,

    /// <summary>Can be used, once.</summary>
    Open,

    /// <summary>Was used.</summary>
    Used,

    /// <summary>Its seven days are over, or its person is suspended.</summary>
    Expired,

    /// <summary>Too many wrong codes were typed.</summary>
    Guessed,
}

/// <summary>A one-time address as it stands.</summary>
/// <param name="State">Whether it can be used.</param>
/// <param name="Staff">Whose it is.</param>
/// <param name="CodeMac">What is kept of the code that must come with it; null where it suffices alone.</param>
internal readonly record struct Enrolment(EnrolmentState State, ActorId Staff, byte[]? CodeMac);

/// <summary>
/// One-time enrolment addresses: 256 random bits, of which only the SHA-256 is kept. The secret stands in the
/// address's fragment, which browsers never send: it appears in no server's log on the way.
/// </summary>
internal static class Enrolments
{
    /// <summary>How long an address can be used.</summary>
    public const int LifeDays = 7;

    /// <summary>Length of the secret.</summary>
    public const int SecretBytes = 32;

    /// <summary>Wrong codes with which an address is dead: five guesses at forty bits are none.</summary>
    public const int MaxWrongCodes = 5;

    private const string ByHash =
        "SELECT staff_id, expires_at, used_at, wrong_codes, code_mac FROM enrolment WHERE secret_hash = @p1";

    /// <summary>
    /// Makes a secret for somebody, in place of any that is still open: the newest address alone works.
    /// </summary>
    /// <param name="turn">The writer's turn.</param>
    /// <param name="staff">For whom.</param>
    /// <param name="codeMac">What is kept of the code that must come with the address; null at the first start.</param>
    /// <returns>The secret in base64url, shown once.</returns>
    public static string Create(Turn turn, ActorId staff, byte[]? codeMac)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(SecretBytes);
        turn.Execute("DELETE FROM enrolment WHERE staff_id = @p1 AND used_at IS NULL", staff.Value);
        turn.Execute(
            """
            INSERT INTO enrolment (secret_hash, staff_id, created_at, expires_at, code_mac)
            VALUES (@p1, @p2, @p3, @p4, @p5)
            """,
            SHA256.HashData(secret), staff.Value, turn.Now.ToUnixTimeMilliseconds(),
            turn.Now.AddDays(LifeDays).ToUnixTimeMilliseconds(), codeMac);
        return Base64Url.EncodeToString(secret);
    }

    /// <summary>The address that carries a secret.</summary>
    public static string UrlOf(string custodianOrigin, string secret) => $"{custodianOrigin}/enrol#{secret}";

    /// <summary>The SHA-256 of a secret in its text form; null when it is not one.</summary>
    public static byte[]? HashOf(string? secret)
    {
        Span<byte> bytes = stackalloc byte[SecretBytes];
        return secret is { Length: 43 }
            && Base64Url.IsValid(secret)
            && Base64Url.TryDecodeFromChars(secret, bytes, out int written)
            && written == SecretBytes
            ? SHA256.HashData(bytes)
            : null;
    }

    /// <summary>Where an address stands, and whose it is.</summary>
    public static Enrolment Find(Turn turn, byte[] secretHash)
    {
        using DbDataReader reader = turn.Read(ByHash, secretHash);
        return Read(reader, turn.Now);
    }

    /// <summary>
    /// The same beside the writer: anybody can ask for any address, and must not take the writer's time.
    /// </summary>
    public static Enrolment Find(CustodyReader database, byte[] secretHash, DateTimeOffset now)
    {
        using DbDataReader reader = database.Read(ByHash, secretHash);
        return Read(reader, now);
    }

    /// <summary>Counts a wrong code.</summary>
    public static void CountWrongCode(Turn turn, byte[] secretHash) =>
        turn.Execute("UPDATE enrolment SET wrong_codes = wrong_codes + 1 WHERE secret_hash = @p1", secretHash);

    /// <summary>Uses an address; false when somebody was faster.</summary>
    public static bool Use(Turn turn, byte[] secretHash) =>
        turn.Execute(
            "UPDATE enrolment SET used_at = @p2 WHERE secret_hash = @p1 AND used_at IS NULL",
            secretHash, turn.Now.ToUnixTimeMilliseconds()) == 1;

    private static Enrolment Read(DbDataReader reader, DateTimeOffset now)
    {
        if (!reader.Read())
        {
            return new(EnrolmentState.Unknown, default, null);
        }

        EnrolmentState state = true switch
        {
            _ when !reader.IsDBNull(2) => EnrolmentState.Used,
            _ when now.ToUnixTimeMilliseconds() >= reader.GetInt64(1) => EnrolmentState.Expired,
            _ when reader.GetInt32(3) >= MaxWrongCodes => EnrolmentState.Guessed,
            _ => EnrolmentState.Open,
        };
        return new(
            state, new(reader.GetInt64(0)), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4));
    }
}

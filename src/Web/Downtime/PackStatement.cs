using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serment.TransparencyLog.Notes;

namespace Serment.Web.Downtime;

/// <summary>What the custodian's certificate says of a pack.</summary>
public sealed record PackStatement(
    string LogName, long LogIndex, DateTimeOffset Made, DateTimeOffset Expires, string Ward, int Patients, string Sha256)
{
    private const string Heading = "serment-downtime/1";
    private const int Lines = 9;
    private const string TimeForm = "yyyy-MM-ddTHH:mm:ssZ";

    // A ward's computer may be slow; one whose clock was set back is refused.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(10);

    /// <summary>Reads a certificate and holds it against the pack's bytes and, where it is known, the log's key.</summary>
    /// <exception cref="InvalidDataException">It is not of this pack, or not signed by that key.</exception>
    public static PackStatement Check(string certificate, string pack, NoteVerifier? logKey)
    {
        SignedNote note;
        try
        {
            note = SignedNote.Parse(certificate);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException("the certificate is not readable", e);
        }

        if (logKey is not null && !note.Verify(logKey).IsTrusted)
        {
            throw new InvalidDataException("the certificate is not signed by the log's key");
        }

        string[] lines = note.Text.Split('\n');
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pack)));
        if (lines.Length != Lines
            || lines[0] is not Heading
            || !long.TryParse(lines[2], NumberStyles.None, CultureInfo.InvariantCulture, out long index)
            || !TryTime(lines[3], out DateTimeOffset made)
            || !TryTime(lines[4], out DateTimeOffset expires)
            || !int.TryParse(lines[6], NumberStyles.None, CultureInfo.InvariantCulture, out int patients)
            || !string.Equals(lines[7], digest, StringComparison.Ordinal))
        {
            throw new InvalidDataException("the certificate is not this pack's: the file was altered");
        }

        return new(lines[1], index, made, expires, lines[5], patients, lines[7]);
    }

    /// <summary>Why it may not be read at that time; null where it may.</summary>
    public string? WhyNot(DateTimeOffset now) =>
        now >= Expires ? $"This pack expired at {Expires:u}. Make a new one, or work on paper."
        : now < Made - ClockSlack ? $"This computer's clock says {now:u}, before the pack was made ({Made:u}): set it right."
        : null;

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}

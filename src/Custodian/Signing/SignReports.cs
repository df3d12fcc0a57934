using System.Security.Cryptography.X509Certificates;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Signing;

/// <summary>
/// Signs a laboratory's reports, of which it sees the digests only. The biologist's passkey confirms the list; the list is
/// kept here with the challenge, so that the touch serves for nothing else; each digest is in the log before it is signed.
/// </summary>
internal sealed class SignReports(
    PasskeyCeremonies ceremonies, Sessions sessions, RefusedEvidence refused, PeopleDirectory people,
    Func<short, SiteKeys> keysOf, CustodyWriter writer)
{
    private const int HexCharacters = 2 * SealedLengths.HashBytes;

    /// <summary>Makes a challenge bound to this session and exactly these digests.</summary>
    public async Task<CeremonyBegun> BeginAsync(SessionFacts who, ReportSigning signing)
    {
        byte[] digests = Checked(signing.Digests);
        return await ceremonies.BeginTouchAsync(new CeremonyPurpose.SignReports(who.Id, digests), who.Staff)
            ?? throw new CustodyRefusal(ResponseStatus.Busy, "too-many-ceremonies");
    }

    /// <summary>Verifies the touch, logs each digest, and then signs.</summary>
    public async Task<ReportsSigned> CompleteAsync(SessionFacts who, ReportSigningAnswer answer, CancellationToken stop)
    {
        byte[] asked = Checked(answer.Digests);
        (CeremonyPurpose.SignReports Purpose, VerifiedTouch? Touch)? completed =
            await ceremonies.CompleteTouchAsync<CeremonyPurpose.SignReports>(answer.Answer);
        if (completed is not (CeremonyPurpose.SignReports purpose, VerifiedTouch touch)
            || purpose.Session != who.Id
            || touch.Staff != who.Staff)
        {
            await refused.NoteAsync(completed?.Purpose, who, stop);
            throw new CustodyRefusal(ResponseStatus.Forbidden, "evidence-refused");
        }

        if (!Split(asked).All(one => Split(purpose.Digests).Any(confirmed => one.Span.SequenceEqual(confirmed.Span))))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-confirmed");
        }

        (ReportKeyRow key, long[] indexes, DateTimeOffset at) = await writer.RunAsync(
            turn => Append(turn, who, touch, [.. Split(asked)]), stop);

        // Only now, when every digest is durably in the log: a crash may leave a leaf without a signature, never the other way.
        using System.Security.Cryptography.ECDsa secret = ReportKeyBox.Unwrap(keysOf(who.Site), key.KeyId, key.Wrapped);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(key.Certificate);
        return new(
            [
                .. Split(asked).Select((digest, i) => new ReportSignature(
                    answer.Digests[i], DetachedSignature.Sign(digest.Span, at, certificate, secret), indexes[i])),
            ],
            at);
    }

    private (ReportKeyRow Key, long[] Indexes, DateTimeOffset At) Append(
        Turn turn, SessionFacts who, VerifiedTouch touch, IReadOnlyList<ReadOnlyMemory<byte>> digests)
    {
        // Asked again here: a session that ended, or a role that was taken away, while the request waited signs nothing.
        if (sessions.Find(who.Id) is null || people.Find(who.Staff) is not { Role: Role.Biologist })
        {
            throw new CustodyRefusal(ResponseStatus.NotSignedIn, "session-ended");
        }

        if (!PeopleRows.AdvancePasskey(turn, touch))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "evidence-refused");
        }

        people.FollowStaff(turn, who.Staff);
        ReportKeyRow key = ReportKeyRows.Current(turn, keysOf(who.Site), who.Staff);
        long[] indexes = new long[digests.Count];
        for (int i = 0; i < indexes.Length; i++)
        {
            // The digest itself, without a salt: a report bears a random number, so that nobody guesses its bytes.
            indexes[i] = turn.Append(LogLeaf.Event(
                LogEventKind.ReportSigned, who.Site, who.Staff,
                new EventBody { Session = who.Id, Subject = key.KeyId, Number = digests.Count, Commitment = digests[i] }));
        }

        return (key, indexes, Whole(turn.Now));
    }

    private static byte[] Checked(IReadOnlyList<string> digests)
    {
        if (digests.Count is 0 or > ReportSigning.MaxReports
            || digests.Any(one => one is not { Length: HexCharacters } || !one.All(char.IsAsciiHexDigitLower))
            || digests.Distinct(StringComparer.Ordinal).Count() != digests.Count)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "digests");
        }

        return [.. digests.SelectMany(Convert.FromHexString)];
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(byte[] digests)
    {
        for (int at = 0; at < digests.Length; at += SealedLengths.HashBytes)
        {
            yield return digests.AsMemory(at, SealedLengths.HashBytes);
        }
    }

    // CMS times have whole seconds.
    private static DateTimeOffset Whole(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

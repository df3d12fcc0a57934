using System.Globalization;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.TransparencyLog.Notes;

namespace Serment.Custodian.Downtime;

/// <summary>
/// Puts a ward's downtime pack in the log and signs what it is: whoever opens it without a network knows that it comes
/// from here, whole, and until when it may be read.
/// </summary>
internal sealed class CertifyPack(CustodyCore core)
{
    private const string TimeForm = "yyyy-MM-ddTHH:mm:ssZ";
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>Answers <see cref="MessageKind.CertifyPack"/>.</summary>
    public async Task<PackCertificate> RunAsync(Caller caller, PackClaim claim, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        DateTimeOffset now = core.Writer.Now;
        bool isHers = session.Units.Contains(claim.UnitId) || core.Covers.UnitsNow(session.Staff, now).Contains(claim.UnitId);
        if (!isHers || core.People.UnitOf(claim.UnitId) is not { } unit)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-your-unit");
        }

        if (claim.Patients is < 1 or > PackClaim.MaxPatients
            || claim.Sha256 is not { Length: 2 * SealedLengths.HashBytes }
            || !claim.Sha256.All(char.IsAsciiHexDigit)
            || claim.Expires <= now
            || claim.Expires > now.AddHours(PackClaim.MaxHours) + Slack)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "pack");
        }

        byte[] hash = Convert.FromHexString(claim.Sha256);
        (long index, DateTimeOffset at) = await core.Writer.RunAsync(
            turn => (Append(turn, session, claim, hash), turn.Now), stop);
        string text = string.Join(
            '\n',
            "serment-downtime/1",
            core.Keys.LogName,
            index.ToString(CultureInfo.InvariantCulture),
            at.ToString(TimeForm, CultureInfo.InvariantCulture),
            claim.Expires.ToUniversalTime().ToString(TimeForm, CultureInfo.InvariantCulture),
            $"{core.Keys.Of(session.Site).Code}/{unit.Code}",
            claim.Patients.ToString(CultureInfo.InvariantCulture),
            Convert.ToHexStringLower(hash),
            string.Empty);
        return new(SignedNote.Sign(text, core.Keys.Signer).ToString(), index);
    }

    private long Append(Turn turn, SessionFacts session, PackClaim claim, byte[] hash)
    {
        long index = turn.Append(LogLeaf.Event(
            LogEventKind.PackMade, session.Site, session.Staff,
            new EventBody
            {
                Session = session.Id,
                Subject = claim.UnitId,
                Number = claim.Patients,
                Until = claim.Expires,
                Commitment = hash,
            }));
        core.Alerts.Consider(
            turn, session, UseKind.Packs,
            core.Meters.NoteUse(session.Staff, UseKind.Packs, index, turn.Now.ToUnixTimeMilliseconds()));
        return index;
    }
}

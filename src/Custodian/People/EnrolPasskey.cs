using System.Security.Cryptography;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.People;

/// <summary>
/// Enrols a passkey by a one-time address, on the custodian's own origin only: a web server that has been taken over
/// cannot put its own passkey in the person's place.
/// </summary>
internal sealed class EnrolPasskey(
    PasskeyCeremonies ceremonies, RefusedEvidence refused, PeopleDirectory people, Func<short, byte[]> noteKeyOf,
    ReaderPool readers, CustodyWriter writer)
{
    /// <summary>Whose address it is, and whether it can still be used.</summary>
    public async Task<(Enrolment Enrolment, StaffMember? Member)> DescribeAsync(
        string? secret, CancellationToken stop)
    {
        if (Enrolments.HashOf(secret) is not byte[] hash)
        {
            return (new(EnrolmentState.Unknown, default, null), null);
        }

        Enrolment enrolment = await readers.RunAsync(reader => Enrolments.Find(reader, hash, writer.Now), stop);
        return Judge(
            enrolment, enrolment.State == EnrolmentState.Unknown ? null : people.Find(enrolment.Staff));
    }

    /// <summary>Makes a challenge; the address stays usable until a passkey has verified.</summary>
    /// <param name="secret">The one-time secret.</param>
    /// <param name="code">The code that must come with it, as it was typed; ignored where none is needed.</param>
    /// <param name="labelOf">What the authenticator calls the person, so that one with two roles can tell them
    /// apart.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<CeremonyBegun> BeginAsync(
        string? secret, string? code, Func<StaffMember, string> labelOf, CancellationToken stop)
    {
        (Enrolment enrolment, StaffMember? member) = await DescribeAsync(secret, stop);
        ThrowUnlessOpen(enrolment.State);
        if (enrolment.CodeMac is byte[] kept)
        {
            await CheckCodeAsync(Enrolments.HashOf(secret)!, kept, member!, code, stop);
        }

        return await ceremonies.BeginEnrolmentAsync(
            new(Enrolments.HashOf(secret)!, member!.Id), member.Name, labelOf(member))
            ?? throw new CustodyRefusal(ResponseStatus.Busy, "too-many-ceremonies");
    }

    /// <summary>Verifies the new passkey and uses the address up, in one transaction.</summary>
    public async Task<StaffMember> CompleteAsync(CeremonyAnswer answer, CancellationToken stop)
    {
        (CeremonyPurpose.Enrol Purpose, Passkey? Passkey)? completed =
            await ceremonies.CompleteEnrolmentAsync(answer, writer.Now);
        if (completed is not (CeremonyPurpose.Enrol purpose, Passkey passkey))
        {
            await refused.NoteAsync(completed?.Purpose, completed?.Purpose.Staff, stop);
            throw new CustodyRefusal(ResponseStatus.Forbidden, "evidence-refused");
        }

        return await writer.RunAsync(turn => Enrol(turn, purpose, passkey), stop);
    }

    private async Task CheckCodeAsync(
        byte[] secretHash, byte[] kept, StaffMember member, string? code, CancellationToken stop)
    {
        if (EnrolmentCode.MacOf(noteKeyOf(member.Site), code) is not byte[] given)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "enrolment-code-missing");
        }

        // A wrong code counts before it is answered, and a right one is looked at only while guesses are left: both in
        // one turn, so that a hundred guesses at once are no more than five.
        bool isRight = await writer.RunAsync(turn => TryCode(turn, secretHash, kept, given, member), stop);
        if (!isRight)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "enrolment-code-wrong");
        }
    }

    private static bool TryCode(Turn turn, byte[] secretHash, byte[] kept, byte[] given, StaffMember member)
    {
        ThrowUnlessOpen(Enrolments.Find(turn, secretHash).State);
        if (CryptographicOperations.FixedTimeEquals(kept, given))
        {
            return true;
        }

        Enrolments.CountWrongCode(turn, secretHash);
        turn.Append(LogLeaf.Event(
            LogEventKind.EvidenceRefused, member.Site, default, new EventBody { Subject = member.Id.Value }));
        if (Enrolments.Find(turn, secretHash).State == EnrolmentState.Guessed)
        {
            turn.Append(LogLeaf.Event(
                LogEventKind.Alert, member.Site, default,
                new EventBody { Subject = member.Id.Value, Code = (byte)AlertCode.EnrolmentCodeGuessed }));
        }

        return false;
    }

    private StaffMember Enrol(Turn turn, CeremonyPurpose.Enrol purpose, Passkey passkey)
    {
        (Enrolment enrolment, StaffMember? member) = Find(turn, purpose.SecretHash);
        ThrowUnlessOpen(enrolment.State);
        if (member!.Passkeys.Count >= StaffMember.MaxPasskeys || PeopleRows.HasPasskey(turn, passkey.CredentialId))
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "passkey-limit");
        }

        if (!Enrolments.Use(turn, purpose.SecretHash))
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "enrolment-used");
        }

        PeopleRows.InsertPasskey(turn, member.Id, passkey);
        if (member.State == StaffState.Invited)
        {
            PeopleRows.SetState(turn, member.Id, StaffState.Active);
        }

        turn.Append(LogLeaf.Event(
            LogEventKind.PasskeyEnrolled, member.Site, member.Id,
            new EventBody
            {
                Subject = member.Id.Value,
                Number = member.Passkeys.Count + 1,
                Commitment = Passkey.CommitmentOf(passkey.CredentialId, passkey.PublicKey),
            }));
        people.FollowStaff(turn, member.Id);
        return member with { State = StaffState.Active };
    }

    private static (Enrolment Enrolment, StaffMember? Member) Find(Turn turn, byte[] hash)
    {
        Enrolment enrolment = Enrolments.Find(turn, hash);
        return Judge(
            enrolment, enrolment.State == EnrolmentState.Unknown ? null : PeopleRows.Find(turn, enrolment.Staff));
    }

    private static (Enrolment Enrolment, StaffMember? Member) Judge(Enrolment enrolment, StaffMember? member) =>
        member is { State: StaffState.Suspended }
            ? (enrolment with { State = EnrolmentState.Expired }, member)
            : (enrolment, member);

    /// <summary>Refuses an address that cannot be used, with the code that says why.</summary>
    public static void ThrowUnlessOpen(EnrolmentState state)
    {
        string? code = state switch
        {
            EnrolmentState.Open => null,
            EnrolmentState.Used => "enrolment-used",
            EnrolmentState.Expired => "enrolment-expired",
            EnrolmentState.Guessed => "enrolment-guessed",
            _ => "enrolment-unknown",
        };
        if (code is not null)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, code);
        }
    }
}

using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.People;

/// <summary>
/// Enrols a passkey by a one-time address, on the custodian's own origin only: a web server that has been taken over
/// cannot put its own passkey in the person's place.
/// </summary>
internal sealed class EnrolPasskey(
    PasskeyCeremonies ceremonies, RefusedEvidence refused, PeopleDirectory people, CustodyWriter writer)
{
    /// <summary>Whose address it is, and whether it can still be used.</summary>
    public async Task<(EnrolmentState State, StaffMember? Member)> DescribeAsync(
        string? secret, CancellationToken stop) =>
        Enrolments.HashOf(secret) is byte[] hash
            ? await writer.RunAsync(turn => Find(turn, hash), stop)
            : (EnrolmentState.Unknown, null);

    /// <summary>Makes a challenge; the address stays usable until a passkey has verified.</summary>
    /// <param name="secret">The one-time secret.</param>
    /// <param name="labelOf">What the authenticator calls the person, so that one with two roles can tell them
    /// apart.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<CeremonyBegun> BeginAsync(
        string? secret, Func<StaffMember, string> labelOf, CancellationToken stop)
    {
        (EnrolmentState state, StaffMember? member) = await DescribeAsync(secret, stop);
        ThrowUnlessOpen(state);
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
            await refused.NoteAsync(completed?.Purpose, null, stop);
            throw new CustodyRefusal(ResponseStatus.Forbidden, "evidence-refused");
        }

        return await writer.RunAsync(turn => Enrol(turn, purpose, passkey), stop);
    }

    private StaffMember Enrol(Turn turn, CeremonyPurpose.Enrol purpose, Passkey passkey)
    {
        (EnrolmentState state, StaffMember? member) = Find(turn, purpose.SecretHash);
        ThrowUnlessOpen(state);
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
            new EventBody { Subject = member.Id.Value, Number = member.Passkeys.Count + 1 }));
        people.FollowStaff(turn, member.Id);
        return member with { State = StaffState.Active };
    }

    private static (EnrolmentState State, StaffMember? Member) Find(Turn turn, byte[] hash)
    {
        (EnrolmentState state, ActorId staff) = Enrolments.Find(turn, hash);
        StaffMember? member = state == EnrolmentState.Unknown ? null : PeopleRows.Find(turn, staff);
        return member is { State: StaffState.Suspended } ? (EnrolmentState.Expired, member) : (state, member);
    }

    /// <summary>Refuses an address that cannot be used, with the code that says why.</summary>
    public static void ThrowUnlessOpen(EnrolmentState state)
    {
        string? code = state switch
        {
            EnrolmentState.Open => null,
            EnrolmentState.Used => "enrolment-used",
            EnrolmentState.Expired => "enrolment-expired",
            _ => "enrolment-unknown",
        };
        if (code is not null)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, code);
        }
    }
}

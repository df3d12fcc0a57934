using System.Globalization;
using System.Security.Cryptography;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.People;

/// <summary>
/// Takes a passkey away, at once: its owner alone does it, or one who is in charge of the site. All sessions of the
/// owner end with it, as none remembers which passkey began it.
/// </summary>
internal sealed class RevokePasskey(PeopleDirectory people, Sessions sessions, CustodyWriter writer)
{
    /// <summary>Passkeys of others that one person takes away in a day: more would switch a hospital off.</summary>
    public const int MaxOfOthersADay = 5;

    /// <summary>How long a new passkey is pointed out to its owner.</summary>
    public const int NewDays = 14;

    private const int FingerprintBytes = 8;

    /// <summary>Somebody's passkeys: one's own, or for those in charge anybody's of the site.</summary>
    public PasskeyList List(SessionFacts who, ActorId? staff) =>
        people.Find(staff ?? who.Staff) is StaffMember member
        && (member.Id == who.Staff || (Governs(who) && member.Site == who.Site))
            ? new(
                member.Id, member.Name,
                [.. member.Passkeys.OrderBy(one => one.Enrolled).Select(one =>
                    new PasskeyDescription(FingerprintOf(one), one.Enrolled, one.IsBackedUp))])
            : throw new CustodyRefusal(ResponseStatus.Forbidden, "unknown-staff");

    /// <summary>When the newest passkey was added beside another, if that is not long ago.</summary>
    public static DateTimeOffset? NewOf(StaffMember member, DateTimeOffset now)
    {
        if (member.Passkeys.Count < 2)
        {
            return null;
        }

        DateTimeOffset newest = member.Passkeys.Max(one => one.Enrolled);
        return now - newest < TimeSpan.FromDays(NewDays) ? newest : null;
    }

    /// <summary>Takes it away.</summary>
    public async Task RunAsync(SessionFacts who, PasskeyRevocation revocation, CancellationToken stop)
    {
        await writer.RunAsync(turn => Revoke(turn, who, revocation), stop);
        sessions.EndAllOf(revocation.Staff, SessionEndCode.PasskeyRevoked);
    }

    private long Revoke(Turn turn, SessionFacts who, PasskeyRevocation revocation)
    {
        StaffMember? member = PeopleRows.Find(turn, revocation.Staff);
        if (member is null || member.Site != who.Site || (member.Id != who.Staff && !Governs(who)))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "unknown-staff");
        }

        Passkey passkey = member.Passkeys.FirstOrDefault(one => string.Equals(
                FingerprintOf(one), revocation.Passkey, StringComparison.Ordinal))
            ?? throw new CustodyRefusal(ResponseStatus.Conflict, "passkey-ended");
        bool isLast = member.Passkeys.Count == 1;
        if (isLast && member is { Governs: true, State: StaffState.Active }
            && PeopleRows.CountOthersWhoGovern(turn, who.Site, member.Id) < Proposals.ProposalRules.MinWhoGovern)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "last-two-who-approve");
        }

        if (member.Id != who.Staff && CountOfOthers(turn, who.Staff) >= MaxOfOthersADay)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "too-many-today");
        }

        PeopleRows.EndPasskey(turn, passkey.CredentialId, who.Staff);
        if (isLast && member.State == StaffState.Active)
        {
            PeopleRows.SetState(turn, member.Id, StaffState.Invited);
        }

        people.FollowStaff(turn, member.Id);
        return turn.Append(LogLeaf.Event(
            LogEventKind.PasskeyRevoked, member.Site, who.Staff,
            new EventBody { Session = who.Id, Subject = member.Id.Value, Number = member.Passkeys.Count - 1 }));
    }

    private static int CountOfOthers(Turn turn, ActorId by) =>
        Convert.ToInt32(
            turn.Scalar(
                "SELECT COUNT(*) FROM passkey WHERE ended_by = @p1 AND staff_id <> @p1 AND ended_at > @p2",
                by.Value, turn.Now.AddDays(-1).ToUnixTimeMilliseconds()),
            CultureInfo.InvariantCulture);

    private static bool Governs(SessionFacts who) => who.Role is Role.Administrator or Role.SecurityOfficer;

    // Enough to tell eight passkeys of one person apart; a credential id itself may be a kilobyte long.
    private static string FingerprintOf(Passkey passkey) =>
        Convert.ToHexStringLower(SHA256.HashData(passkey.CredentialId).AsSpan(0, FingerprintBytes));
}

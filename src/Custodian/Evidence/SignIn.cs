using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Evidence;

/// <summary>
/// Begins sessions, on evidence that is verified here: whatever the web server says of who is asking counts
/// nothing.
/// </summary>
internal sealed class SignIn(
    PasskeyCeremonies ceremonies, Sessions sessions, PeopleDirectory people, RefusedEvidence refused,
    CustodyWriter writer)
{
    /// <summary>Makes a challenge for whoever holds a passkey of ours.</summary>
    public async Task<CeremonyBegun> BeginAsync(SessionAudience audience) =>
        await ceremonies.BeginTouchAsync(
            audience == SessionAudience.Web ? new CeremonyPurpose.SignInOnWeb() : new CeremonyPurpose.SignInOnPages(),
            staff: null)
        ?? throw new CustodyRefusal(ResponseStatus.Busy, "too-many-ceremonies");

    /// <summary>Verifies the answer and begins a session.</summary>
    /// <exception cref="CustodyRefusal">The evidence did not verify; why is not told.</exception>
    public async Task<(SessionToken Token, LiveSession Session, StaffMember Member)> CompleteAsync(
        CeremonyAnswer answer, SessionAudience audience, CancellationToken stop)
    {
        (CeremonyPurpose? purpose, VerifiedTouch? touch) = audience == SessionAudience.Web
            ? Widen(await ceremonies.CompleteTouchAsync<CeremonyPurpose.SignInOnWeb>(answer))
            : Widen(await ceremonies.CompleteTouchAsync<CeremonyPurpose.SignInOnPages>(answer));
        if (touch is null)
        {
            await refused.NoteAsync(purpose, staff: null, stop);
            throw Refused();
        }

        try
        {
            return await writer.RunAsync(turn => Begin(turn, touch, audience), stop);
        }
        catch (CustodyRefusal)
        {
            await refused.NoteAsync(purpose, touch.Staff, stop);
            throw;
        }
    }

    /// <summary>Ends one's own session: over before the answer, also when the database is away.</summary>
    public async Task SignOutAsync(SessionFacts who, CancellationToken stop)
    {
        if (sessions.Find(who.Id) is LiveSession session)
        {
            session.End(SessionEndCode.SignedOut);
            await writer.RunAsync(turn => Record(turn, session, who.Staff), stop);
        }
    }

    /// <summary>Ends somebody's session of the same site.</summary>
    public async Task RevokeAsync(SessionFacts who, SessionId revoked, CancellationToken stop)
    {
        if (sessions.Find(revoked) is not LiveSession session || people.Find(session.Staff)?.Site != who.Site)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "session-ended");
        }

        session.End(SessionEndCode.Revoked);
        await writer.RunAsync(turn => Record(turn, session, who.Staff), stop);
    }

    private bool Record(Turn turn, LiveSession session, ActorId endedBy)
    {
        sessions.Record(turn, session, endedBy);
        return true;
    }

    private (SessionToken Token, LiveSession Session, StaffMember Member) Begin(
        Turn turn, VerifiedTouch touch, SessionAudience audience)
    {
        StaffMember? member = PeopleRows.Find(turn, touch.Staff);
        bool mayEnter = member is { State: StaffState.Active } && (audience == SessionAudience.Web || member.Governs);
        if (!mayEnter || !PeopleRows.AdvancePasskey(turn, touch))
        {
            throw Refused();
        }

        people.FollowStaff(turn, touch.Staff);
        (SessionToken token, LiveSession session) = sessions.Begin(turn, member!, audience);
        return (token, session, member!);
    }

    private static (CeremonyPurpose? Purpose, VerifiedTouch? Touch) Widen<TPurpose>(
        (TPurpose Purpose, VerifiedTouch? Touch)? completed)
        where TPurpose : CeremonyPurpose =>
        completed is (TPurpose purpose, var touch) ? (purpose, touch) : (null, null);

    private static CustodyRefusal Refused() => new(ResponseStatus.Forbidden, "evidence-refused");
}

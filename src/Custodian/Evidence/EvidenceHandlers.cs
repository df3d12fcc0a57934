using Serment.Custodian.People;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using static Serment.CustodyProtocol.CustodyJson;

namespace Serment.Custodian.Evidence;

/// <summary>
/// The messages of evidence, sessions and people. Who may send each stands in <see cref="MessagePolicies"/>.
/// </summary>
internal sealed class EvidenceHandlers(
    SignIn signIn, StepUps stepUps, BreakGlassReviews reviews, SessionDescriptions descriptions, PeopleDirectory people,
    RevokePasskey passkeys, CustodyWriter writer)
{
    /// <summary>Registers them.</summary>
    public void AddTo(Handlers handlers)
    {
        AddCeremonies(handlers);
        AddOversight(handlers);
        handlers.Add(
            MessageKind.ListStaff, Default.Nothing, Default.StaffList,
            (caller, _, _) => Task.FromResult(new StaffList(ListStaff(caller.Person))));
        handlers.Add(
            MessageKind.ListPasskeys, Default.PasskeyQuery, Default.PasskeyList,
            (caller, query, _) => Task.FromResult(passkeys.List(caller.Person, query.Staff)));
        handlers.Add(
            MessageKind.RevokePasskey, Default.PasskeyRevocation, Default.Nothing,
            async (caller, revocation, stop) =>
            {
                await passkeys.RunAsync(caller.Person, revocation, stop);
                return Nothing.Instance;
            });
        handlers.Add(
            MessageKind.ListUnits, Default.Nothing, Default.UnitList,
            (caller, _, _) => Task.FromResult(new UnitList(
                [.. people.UnitsOf(caller.Session?.Site ?? caller.Client!.Site).Select(unit => unit.Describe())])));
    }

    private void AddCeremonies(Handlers handlers)
    {
        handlers.Add(
            MessageKind.BeginSignIn, Default.Nothing, Default.CeremonyBegun,
            (_, _, _) => signIn.BeginAsync(SessionAudience.Web));
        handlers.Add(
            MessageKind.CompleteSignIn, Default.CeremonyAnswer, Default.SessionGranted,
            async (caller, answer, stop) =>
            {
                (SessionToken token, LiveSession session, _) = await signIn.CompleteAsync(
                    answer, SessionAudience.Web, stop);
                return new(token.ToCookie(), Described(session.Id));
            });
        handlers.Add(
            MessageKind.DescribeSession, Default.Nothing, Default.SessionDescription,
            (caller, _, _) => Task.FromResult(Described(caller.Person.Id)));
        handlers.Add(
            MessageKind.SignOut, Default.Nothing, Default.Nothing,
            async (caller, nothing, stop) =>
            {
                await signIn.SignOutAsync(caller.Person, stop);
                return nothing;
            });
        handlers.Add(
            MessageKind.BeginStepUp, Default.StepUpRequest, Default.CeremonyBegun,
            (caller, request, _) => stepUps.BeginAsync(caller.Person, request));
        handlers.Add(
            MessageKind.CompleteStepUp, Default.CeremonyAnswer, Default.StepUpGranted,
            (caller, answer, stop) => stepUps.CompleteAsync(caller.Person, answer, stop));
    }

    private void AddOversight(Handlers handlers)
    {
        handlers.Add(
            MessageKind.ListSessions, Default.Nothing, Default.SessionList,
            (caller, _, _) => Task.FromResult(descriptions.List(caller.Person.Site, writer.Now)));
        handlers.Add(
            MessageKind.RevokeSession, Default.SessionRevocation, Default.Nothing,
            async (caller, revocation, stop) =>
            {
                await signIn.RevokeAsync(caller.Person, revocation.SessionId, stop);
                return Nothing.Instance;
            });
        handlers.Add(
            MessageKind.ListBreakGlass, Default.Nothing, Default.BreakGlassList,
            (caller, _, stop) => reviews.ListAsync(caller.Person, stop));
        handlers.Add(
            MessageKind.ReviewBreakGlass, Default.BreakGlassReview, Default.Nothing,
            async (caller, review, stop) =>
            {
                await reviews.ReviewAsync(caller.Person, review, stop);
                return Nothing.Instance;
            });
    }

    private SessionDescription Described(SessionId session) =>
        descriptions.Describe(session, writer.Now)
            ?? throw new CustodyRefusal(ResponseStatus.NotSignedIn, "session-ended");

    private IReadOnlyList<StaffDescription> ListStaff(SessionFacts who)
    {
        // Everybody needs colleagues' names (an appointment, an author); how many passkeys somebody has concerns
        // those in charge.
        bool governs = who.Role is Role.Administrator or Role.SecurityOfficer;
        return
        [
            .. people.StaffOf(who.Site).Select(member => new StaffDescription(
                member.Id, member.Name, member.Role, people.Describe(member.UnitIds), member.State,
                governs ? member.Passkeys.Count : 0)),
        ];
    }
}

using System.Globalization;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Evidence;

/// <summary>
/// A second touch of the passkey within a session, for one patient and one reason. It makes nothing free: what it opens
/// is decided, counted and logged when it is opened. One kind is for a colleague, who is let stand in.
/// </summary>
internal sealed class StepUps(
    PasskeyCeremonies ceremonies, Sessions sessions, RefusedEvidence refused, PeopleDirectory people,
    Func<short, byte[]> noteKeyOf, CustodyWriter writer)
{
    /// <summary>How long an off-pattern or sensitive step-up holds.</summary>
    public const int OrdinaryMinutes = 30;

    /// <summary>How long a break-glass holds.</summary>
    public const int BreakGlassMinutes = 60;

    /// <summary>When somebody else must have reviewed a break-glass.</summary>
    public const int ReviewHours = 72;

    /// <summary>
    /// Break-glass openings of one person within an hour. Each takes a real touch and a reason, and each alerts; the
    /// limit is for a person under duress, and far above an emergency room's worst hour.
    /// </summary>
    public const int MaxBreakGlassAnHour = 10;

    /// <summary>Makes a challenge bound to this session, this kind and this patient.</summary>
    public async Task<CeremonyBegun> BeginAsync(SessionFacts who, StepUpRequest request)
    {
        StepUpRequest sound = Checked(request);
        return await ceremonies.BeginTouchAsync(new CeremonyPurpose.StepUp(who.Id, sound), who.Staff)
            ?? throw new CustodyRefusal(ResponseStatus.Busy, "too-many-ceremonies");
    }

    /// <summary>Verifies that the same person touched, in the session that asked, and grants.</summary>
    public async Task<StepUpGranted> CompleteAsync(SessionFacts who, CeremonyAnswer answer, CancellationToken stop)
    {
        (CeremonyPurpose.StepUp Purpose, VerifiedTouch? Touch)? completed =
            await ceremonies.CompleteTouchAsync<CeremonyPurpose.StepUp>(answer);
        if (completed is not (CeremonyPurpose.StepUp purpose, VerifiedTouch touch)
            || purpose.Session != who.Id
            || touch.Staff != who.Staff
            || sessions.Find(who.Id) is not LiveSession session)
        {
            await refused.NoteAsync(completed?.Purpose, who, stop);
            throw new CustodyRefusal(ResponseStatus.Forbidden, "evidence-refused");
        }

        return await writer.RunAsync(turn => Grant(turn, who, session, purpose.Request, touch), stop);
    }

    private StepUpGranted Grant(
        Turn turn, SessionFacts who, LiveSession session, StepUpRequest request, VerifiedTouch touch)
    {
        bool isBreakGlass = request.Kind == StepUpKind.BreakGlass;
        bool isForColleague = request.Kind == StepUpKind.GiveCover;
        if (isBreakGlass && BreakGlassInLastHour(turn, who.Staff) >= MaxBreakGlassAnHour)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "break-glass-limit");
        }

        if (session.StepUps.Count(one => one.Until > turn.Now) >= Sessions.MaxStepUps)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "step-up-limit");
        }

        if (!PeopleRows.AdvancePasskey(turn, touch))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "evidence-refused");
        }

        DateTimeOffset until = turn.Now.AddMinutes(isBreakGlass ? BreakGlassMinutes : OrdinaryMinutes);
        if (isBreakGlass)
        {
            WriteBreakGlass(turn, who, request, until);
        }
        else
        {
            turn.Append(LogLeaf.Event(
                LogEventKind.SteppedUp, who.Site, who.Staff,
                new EventBody
                {
                    Session = who.Id,
                    Subject = isForColleague ? request.Patient.Value : null,
                    Patient = isForColleague ? null : request.Patient,
                    Code = (byte)request.Kind,
                    Until = until,
                }));
        }

        people.FollowStaff(turn, who.Staff);
        sessions.Grant(turn, session, new(request.Kind, request.Patient, until));
        return new(request.Kind, request.Patient, until);
    }

    private void WriteBreakGlass(Turn turn, SessionFacts who, StepUpRequest request, DateTimeOffset until)
    {
        long id = OpaqueId.Draw();
        (byte[] reason, byte[] commitment) =
            SealedNote.Seal(noteKeyOf(who.Site), who.Site, id, SealedNote.ReasonField, request.Reason!);
        EventBody body = new()
        {
            Session = who.Id, Subject = id, Patient = request.Patient, Code = (byte)request.Kind, Until = until,
            Commitment = commitment,
        };
        long index = turn.Append(LogLeaf.Event(LogEventKind.SteppedUp, who.Site, who.Staff, body));
        turn.Append(LogLeaf.Event(
            LogEventKind.Alert, who.Site, who.Staff,
            new EventBody { Session = who.Id, Subject = id, Patient = request.Patient,
                Code = (byte)AlertCode.BreakGlass }));
        turn.Execute(
            """
            INSERT INTO break_glass
                (break_glass_id, session_id, staff_id, patient_id, opened_at, until_at, review_due_at, log_index,
                 site, role, reason)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11)
            """,
            id, who.Id.Value, who.Staff.Value, request.Patient.Value, turn.Now.ToUnixTimeMilliseconds(),
            until.ToUnixTimeMilliseconds(), turn.Now.AddHours(ReviewHours).ToUnixTimeMilliseconds(), index, who.Site,
            (short)who.Role, reason);
    }

    private static int BreakGlassInLastHour(Turn turn, ActorId staff) =>
        Convert.ToInt32(
            turn.Scalar(
                "SELECT COUNT(*) FROM break_glass WHERE staff_id = @p1 AND opened_at > @p2",
                staff.Value, turn.Now.AddHours(-1).ToUnixTimeMilliseconds()),
            CultureInfo.InvariantCulture);

    private static StepUpRequest Checked(StepUpRequest request)
    {
        if (!Enum.IsDefined(request.Kind) || request.Patient.Value <= 0)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }

        if (request.Kind != StepUpKind.BreakGlass)
        {
            return request with { Reason = null };
        }

        string reason = request.Reason?.Trim() ?? "";
        return reason.Length is >= StepUpRequest.MinReasonCharacters and <= StepUpRequest.MaxReasonCharacters
            ? request with { Reason = reason }
            : throw new CustodyRefusal(ResponseStatus.BadRequest, "reason-length", "reason");
    }
}

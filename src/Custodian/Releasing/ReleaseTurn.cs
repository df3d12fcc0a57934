using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Releasing;

/// <summary>The part of a release that runs in the writer: decide, spend, append; refusals are appended too.</summary>
internal sealed class ReleaseTurn(CustodyCore core)
{
    private const int LogEntryBytes = 12;

    private static readonly Decision Tripwire = new(Outcome.Refused, DecisionReason.Canary);

    /// <summary>Decides for every patient of the request, in order.</summary>
    /// <exception cref="CustodyRefusal">The session has ended since the request came.</exception>
    public Release[] Run(
        Turn turn, Caller caller, ReadOnlySpan<byte> payload, AccessPurpose purpose, PatientFacts facts)
    {
        // Asked again here: a session revoked while its request waited in the queue opens nothing more.
        SessionFacts session = core.Sessions.Find(caller.Token!, turn.Now)
            ?? throw new CustodyRefusal(ResponseStatus.NotSignedIn, "session-ended");
        OpenRequestReader.TryRead(payload, out OpenRequestReader request);
        Release[] releases = new Release[request.PatientCount];
        bool touchesCanary = TouchesCanary(request);
        int entry = 0;
        for (int i = 0; i < releases.Length; i++)
        {
            PatientId patient = request.Patient(i);
            PatientId subject = core.Links.SubjectOf(patient, session.Staff);
            Decision decision = touchesCanary
                ? Tripwire
                : Decision(turn, session, new(patient, purpose, facts.KeyOf(patient) is not null), subject, facts);
            byte opens = Opens(session, purpose, ref decision, patient, request, entry, i, turn.Now);
            long index = Append(turn, session, subject, decision, opens, purpose, request, entry, i);
            releases[i] = new(decision, opens, index);
            core.Alerts.Consider(turn, session, decision.Reason);
            CountUse(turn, session, purpose, subject, decision);
            if (decision.Outcome == Outcome.Allowed
                && session.Role == Role.Biologist
                && OpensIdentity(patient, session.Site, opens, request, entry, i))
            {
                Count(turn, session, UseKind.LaboratoryIdentities, subject);
            }

            entry += request.EntriesOf(i);
        }

        if (touchesCanary)
        {
            turn.Append(LogLeaf.Event(
                LogEventKind.Alert, session.Site, session.Staff,
                new EventBody { Session = session.Id, Code = (byte)AlertCode.Canary }));
            core.Sessions.End(turn, session.Id, SessionEndCode.Canary);
        }

        return releases;
    }

    private void CountUse(
        Turn turn, SessionFacts session, AccessPurpose purpose, PatientId subject, in Decision decision)
    {
        if (decision.Outcome == Outcome.Allowed && UnusualUse.KindOf(purpose) is UseKind kind)
        {
            Count(turn, session, kind, subject);
        }
    }

    private void Count(Turn turn, SessionFacts session, UseKind kind, PatientId subject) =>
        core.Alerts.Consider(
            turn, session, kind,
            core.Meters.NoteUse(session.Staff, kind, subject.Value, turn.Now.ToUnixTimeMilliseconds()));

    private static bool OpensIdentity(
        PatientId patient, short site, byte opens, in OpenRequestReader request, int firstEntry, int ordinal)
    {
        if ((opens & ReleaseBody.BitOf(Compartment.Identity)) == 0)
        {
            return false;
        }

        for (int i = 0; i < request.EntriesOf(ordinal); i++)
        {
            if (request.Binding(firstEntry + i, patient, site).Compartment == Compartment.Identity)
            {
                return true;
            }
        }

        return false;
    }

    private bool TouchesCanary(in OpenRequestReader request)
    {
        for (int i = 0; i < request.PatientCount; i++)
        {
            if (core.Links.IsCanary(request.Patient(i)))
            {
                return true;
            }
        }

        return false;
    }

    private Decision Decision(
        Turn turn, SessionFacts session, in AccessRequest request, PatientId subject, PatientFacts facts)
    {
        IReadOnlyList<PatientId> samePerson = core.Links.SamePerson(request.Patient, session.Staff);
        long nowMs = turn.Now.ToUnixTimeMilliseconds();
        Room room = core.Meters.RoomFor(session.Site, session.Staff, session.Role, subject, nowMs);

        // A touch for one of the joined records is a touch for the person.
        SessionFacts asker = samePerson.Count == 1
            ? session
            : session with
            {
                StepUps =
                [
                    .. session.StepUps.Select(stepUp =>
                        samePerson.Contains(stepUp.Patient) ? stepUp with { Patient = subject } : stepUp),
                ],
            };
        Decision decision = Decide.For(
            asker, samePerson.Count == 1 ? request : request with { Patient = subject },
            TiesOf(request.Patient, samePerson, facts), room, turn.Now);
        if (!room.CareBreaker && decision.Charged != Meter.InCare)
        {
            // Also where a smaller allowance took over: a site that opens so many is under attack, or its limit wrong.
            core.Alerts.Consider(turn, session, DecisionReason.BreakerOpen);
        }

        if (decision.Charged != Meter.None)
        {
            core.Meters.Spend(session.Site, session.Staff, subject, decision.Charged, nowMs);
        }

        return decision;
    }

    /// <summary>
    /// Relationships with any of the joined records. Having registered a record gives that record alone: anybody can
    /// register one and have it joined to another.
    /// </summary>
    private static IReadOnlyList<CareRelationship> TiesOf(
        PatientId patient, IReadOnlyList<PatientId> samePerson, PatientFacts facts)
    {
        IReadOnlyList<CareRelationship> ties = facts.Of(samePerson);
        return samePerson.Count == 1
            ? ties
            : [.. ties.Where(tie => tie.Kind != RelationshipKind.Registration || tie.Patient == patient)];
    }

    /// <summary>The compartments that open; the sensitive one only after its own touch.</summary>
    private static byte Opens(
        SessionFacts session, AccessPurpose purpose, ref Decision decision, PatientId patient,
        in OpenRequestReader request, int firstEntry, int ordinal, DateTimeOffset now)
    {
        if (decision.Outcome != Outcome.Allowed)
        {
            return 0;
        }

        byte opens = 0;
        foreach (Compartment compartment in RoleCompartments.Opens(session.Role, purpose))
        {
            opens |= ReleaseBody.BitOf(compartment);
        }

        if (purpose is not (AccessPurpose.Care or AccessPurpose.Print or AccessPurpose.RecordCopy)
            || !RoleCompartments.ConfirmsSensitive(session.Role))
        {
            return opens;
        }

        if (session.HasStepUp(StepUpKind.Sensitive, patient, now) || decision.Used == StepUpKind.BreakGlass)
        {
            decision = decision with { Used = decision.Used ?? StepUpKind.Sensitive };
            return (byte)(opens | ReleaseBody.BitOf(Compartment.Sensitive));
        }

        for (int i = 0; i < request.EntriesOf(ordinal); i++)
        {
            if (request.Binding(firstEntry + i, patient, session.Site).Compartment == Compartment.Sensitive)
            {
                decision = decision with { Reason = DecisionReason.TouchNeeded };
                break;
            }
        }

        return opens;
    }

    private static long Append(
        Turn turn, SessionFacts session, PatientId subject, in Decision decision, byte opens, AccessPurpose purpose,
        in OpenRequestReader request, int firstEntry, int ordinal)
    {
        PatientId patient = request.Patient(ordinal);
        byte[] released = new byte[request.EntriesOf(ordinal) * LogEntryBytes];
        int length = 0;
        byte compartments = 0;
        for (int i = 0; i < request.EntriesOf(ordinal); i++)
        {
            EntryBinding binding = request.Binding(firstEntry + i, patient, session.Site);
            byte bit = ReleaseBody.BitOf(binding.Compartment);
            if ((opens & bit) != 0
                && RoleCompartments.OpensType(session.Role, binding.Compartment, binding.Type))
            {
                compartments |= bit;
                length += ReleaseBody.PutEntry(released.AsSpan(length), binding.Entry, binding.Version);
            }
        }

        LogEventKind kind = decision.Outcome == Outcome.Allowed ? LogEventKind.KeysReleased : LogEventKind.ReleaseRefused;
        LogIndexRow row = new()
        {
            Session = session.Id,
            Patient = patient,
            Subject = subject == patient ? null : subject.Value,
            Number = length / LogEntryBytes,
            Role = session.Role,
            Purpose = purpose,
            Outcome = decision.Outcome,
            Reason = decision.Reason,
            Charged = decision.Charged == Meter.None ? null : decision.Charged,
            Code = (byte?)decision.Used,
            Compartments = compartments,
        };
        long index = -1;
        int at = 0;
        do
        {
            int part = Math.Min(length - at, ReleaseBody.MaxEntries * LogEntryBytes);
            byte[] body = ReleaseBody.Encode(
                patient, session.Id, purpose, decision, compartments, released.AsSpan(at, part));
            long leaf = turn.Append(new(kind, session.Site, session.Staff, body, at == 0 ? row : null));
            index = index < 0 ? leaf : index;
            at += part;
        }
        while (at < length);

        return index;
    }
}

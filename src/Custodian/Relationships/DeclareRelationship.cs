using Serment.Custodian.Budgets;
using Serment.Custodian.Clients;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Sealing;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>
/// Declares who cares for a patient. A person may declare for a patient whose record she has in hand; what she declares
/// for herself or her own unit opens nothing to her (<see cref="Decide"/>), only to colleagues.
/// </summary>
internal sealed class DeclareRelationship(CustodyCore core)
{
    /// <summary>The longest relationship: a declared family doctor's, renewed each year.</summary>
    public static readonly TimeSpan MaxLength = TimeSpan.FromDays(400);

    /// <summary>
    /// The longest that a machine client declares, or a person who has seen a card and does not care for the patient:
    /// an appointment, a stay, and its renewal.
    /// </summary>
    public static readonly TimeSpan MaxLengthFromOutside = TimeSpan.FromDays(30);

    /// <summary>The longest hand-over, and the longest referral.</summary>
    public static readonly TimeSpan MaxHandOver = TimeSpan.FromDays(30);

    /// <summary>Declarations of one client within an hour, within its declared flow: a large hospital's agenda.</summary>
    public const long MaxOfClientPerHour = 10_000;

    /// <summary>How far back a relationship may begin: somebody writes down this morning's arrival tonight.</summary>
    public static readonly TimeSpan MaxBackdating = TimeSpan.FromHours(24);

    /// <summary>Answers <see cref="MessageKind.DeclareRelationship"/>.</summary>
    public async Task<RelationshipDeclared> RunAsync(
        Caller caller, RelationshipDeclaration declaration, CancellationToken stop)
    {
        Check(declaration, core.Writer.Now, caller.Client);
        short site = caller.Client?.Site ?? caller.Person.Site;
        PatientFacts facts = await core.Readers.RunAsync(
            reader => PatientFacts.Read(
                reader, site, [declaration.Patient.Value],
                [.. core.Links.SamePerson(declaration.Patient).Select(one => one.Value)]),
            stop);
        if (facts.KeyOf(declaration.Patient) is null
            || (caller.Client is null && !SeenLately.Holds(
                core, caller.Person, declaration.Patient, facts, core.Writer.Now, SealEntries.AfterDisclosure)))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-disclosed");
        }

        if (caller.Session is { } session)
        {
            CheckOfPerson(session, declaration, facts);
        }

        if (declaration.Renewal
            && !(caller.Session is { } viewer && declaration.UnitId is int unit && viewer.Units.Contains(unit)
                && RenewalRules.Allows(
                    declaration, facts.Of([declaration.Patient]),
                    who => core.People.Find(who)?.Role == Role.Receptionist, core.Writer.Now)))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-to-renew");
        }

        return await core.Writer.RunAsync(turn => Store(turn, caller, site, declaration), stop);
    }

    /// <summary>
    /// What a person who does not care for the patient, or only stands in, may declare; and that hand-overs are of
    /// those who have the patient, and family doctors physicians.
    /// </summary>
    private void CheckOfPerson(SessionFacts session, RelationshipDeclaration declaration, PatientFacts facts)
    {
        bool cares = CaresFor(session, declaration.Patient);
        if (declaration.Until - declaration.From > MaxLengthFromOutside && !cares)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "period", nameof(declaration.Until));
        }

        if (declaration.Kind == RelationshipKind.HandOver
            && (!cares || !RoleCompartments.Treats(session.Role) || declaration.Staff == session.Staff
                || declaration.Until - declaration.From > MaxHandOver))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-yours-to-hand-over");
        }

        if (declaration.Kind == RelationshipKind.Referral && declaration.Until - declaration.From > MaxHandOver)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "period", nameof(declaration.Until));
        }

        if (declaration.Kind == RelationshipKind.FamilyDoctor
            && (declaration.Staff is not ActorId doctor || core.People.Find(doctor)?.Role != Role.Physician))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "not-a-physician", nameof(declaration.Staff));
        }

        IReadOnlyList<CareRelationship> ties =
            AskColleague.TiesOf(core, session, declaration.Patient, facts);
        if (IsBoundByStandingIn(session, declaration, ties)
            && Decide.OnlyStandsInUntil(session, ties, core.Writer.Now) < declaration.Until)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "period", nameof(declaration.Until));
        }
    }

    // Whoever stands in for a night admits and transfers like the others: a stay lasts beyond it. An appointment with
    // somebody who has the patient anyway gives nothing on either.
    private static bool IsBoundByStandingIn(
        SessionFacts session, RelationshipDeclaration declaration, IReadOnlyList<CareRelationship> ties) =>
        Giving.IsGiven(declaration.Kind)
        || (declaration.Kind == RelationshipKind.Appointment
            && RoleCompartments.Treats(session.Role)
            && !ties.Any(one => (one.Staff is not null && one.Staff == declaration.Staff)
                || (one.UnitId is not null && one.UnitId == declaration.UnitId)));

    /// <summary>Whether the record was lately disclosed to her as one of her patients', not only as a card.</summary>
    private bool CaresFor(SessionFacts session, PatientId patient) =>
        core.Meters.WasInCare(
            session.Staff, core.Links.SubjectOf(patient, session.Staff),
            (core.Writer.Now - SealEntries.AfterDisclosure).ToUnixTimeMilliseconds());

    private static void Check(RelationshipDeclaration declaration, DateTimeOffset now, ClientFacts? client)
    {
        bool isKind = client is null
            ? Enum.IsDefined(declaration.Kind) && declaration.Kind != RelationshipKind.Registration
            : declaration.Kind is RelationshipKind.Appointment or RelationshipKind.Order;
        if (!isKind)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "kind", nameof(declaration.Kind));
        }

        if (declaration.Staff is null == declaration.UnitId is null)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "staff-or-unit", nameof(declaration.Staff));
        }

        if (declaration.Until <= declaration.From
            || declaration.Until - declaration.From > (client is null ? MaxLength : MaxLengthFromOutside)
            || declaration.From < now - MaxBackdating
            || declaration.From > now + MaxLength)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "period", nameof(declaration.From));
        }
    }

    private RelationshipDeclared Store(
        Turn turn, Caller caller, short site, RelationshipDeclaration declaration)
    {
        ClientFacts? client = caller.Client;
        if (client is not null)
        {
            ClientRows.ThrowUnlessLive(turn, client);
        }

        bool isHere = declaration.Staff is ActorId staff
            ? turn.Scalar("SELECT 1 FROM staff WHERE staff_id = @p1 AND site = @p2", staff.Value, site) is not null
            : turn.Scalar("SELECT 1 FROM unit WHERE unit_id = @p1 AND site = @p2", declaration.UnitId, site)
                is not null;
        if (!isHere)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "not-at-this-site", nameof(declaration.Staff));
        }

        // A relationship opens a record to a whole unit: an interface must not declare a town.
        if (client is not null
            && !core.Meters.TrySpendFlow(
                client.Id, FlowKind.Declarations, 1, Math.Min(client.FlowPerHour, MaxOfClientPerHour),
                turn.Now.ToUnixTimeMilliseconds()))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "client-flow-spent");
        }

        if (caller.Session is { } session)
        {
            Giving.SpendOne(core, turn, session, declaration.Kind);
        }

        long id = OpaqueId.Draw();
        ActorId declarer = caller.Client?.Id ?? caller.Person.Staff;
        long index = turn.Append(LogLeaf.Event(
            LogEventKind.RelationshipDeclared, site, declarer,
            new EventBody
            {
                Session = caller.Session?.Id,
                Subject = id,
                Patient = declaration.Patient,
                Code = (byte)declaration.Kind,
                Number = declaration.Staff?.Value ?? declaration.UnitId,
                Until = declaration.Until,
            }));
        RelationshipRows.Insert(turn, new(
            id, declaration.Patient.Value, declaration.From.ToUnixTimeMilliseconds(),
            declaration.Until.ToUnixTimeMilliseconds(), declaration.Staff?.Value, declarer.Value, index,
            declaration.UnitId, site, (short)declaration.Kind));
        return new(id, index);
    }
}

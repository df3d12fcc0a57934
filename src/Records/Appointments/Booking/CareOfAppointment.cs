using Serment.CustodyProtocol;
using Serment.Records.Appointments.Schedules;

namespace Serment.Records.Appointments.Booking;

/// <summary>The care relationships of one appointment; 0 where there is none.</summary>
internal readonly record struct DeclaredCare(long OfUnit, long OfStaff);

/// <summary>
/// Declares and ends the care that an appointment gives, from its day on. Who declares is in the custodian's log; what
/// one declares for oneself opens nothing.
/// </summary>
internal sealed class CareOfAppointment(CustodianClient custodian, SessionToken session)
{
    private static readonly CustodyJson Json = CustodyJson.Default;
    private readonly List<long> declared = [];

    /// <summary>Declares for a unit, a member of staff, or both.</summary>
    public async Task<DeclaredCare> DeclareAsync(
        PatientId patient, DateOnly day, int unit, ActorId? staff, TimeZoneInfo zone, CancellationToken stop)
    {
        long ofUnit = unit == 0 ? 0 : await AskAsync(patient, day, null, unit, zone, stop);
        long ofStaff = staff is null ? 0 : await AskAsync(patient, day, staff, null, zone, stop);
        return new(ofUnit, ofStaff);
    }

    /// <summary>The same for an agenda.</summary>
    public Task<DeclaredCare> DeclareAsync(
        PatientId patient, DateOnly day, Schedule schedule, TimeZoneInfo zone, CancellationToken stop) =>
        DeclareAsync(patient, day, schedule.UnitId, schedule.Staff, zone, stop);

    /// <summary>Ends what was declared here: the booking did not come about.</summary>
    public async Task UndoAsync()
    {
        foreach (long relationship in declared)
        {
            await EndAsync(relationship);
        }

        declared.Clear();
    }

    /// <summary>Ends one now; one that has ended already is well.</summary>
    /// <exception cref="CustodyException">Not this person's to end.</exception>
    public async Task EndAsync(long relationship)
    {
        if (relationship == 0)
        {
            return;
        }

        try
        {
            await custodian.AskAsync(
                MessageKind.EndRelationship, session, new(relationship), Json.RelationshipEnding, Json.Nothing,
                CancellationToken.None);
        }
        catch (CustodyException ended) when (ended.Problem.Code is "relationship-ended")
        {
            // A cancellation that was cut before its line was written: the care has ended, the line follows now.
            return;
        }
    }

    private async Task<long> AskAsync(
        PatientId patient, DateOnly day, ActorId? staff, int? unit, TimeZoneInfo zone, CancellationToken stop)
    {
        (DateTimeOffset from, DateTimeOffset until) = Days.Whole(day, zone);
        RelationshipDeclared answer = await custodian.AskAsync(
            MessageKind.DeclareRelationship, session,
            new(patient, RelationshipKind.Appointment, staff, unit, from, until), Json.RelationshipDeclaration,
            Json.RelationshipDeclared, stop);
        declared.Add(answer.RelationshipId);
        return answer.RelationshipId;
    }
}

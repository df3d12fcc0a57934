using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Appointments;

/// <summary>Whom to expect where and when.</summary>
public sealed record Expectation(PatientId Patient, DateOnly Day, int MinuteOfDay, int UnitId);

/// <summary>
/// Puts somebody on a day's list. The appointment is what gives the unit its care relationship; who adds herself gets
/// nothing by it.
/// </summary>
public sealed class ExpectPatient(RecordDoor door, CustodianClient custodian, DatabaseLocation main)
{
    private const string Insert =
        """
        INSERT INTO appointment (patient_id, appointment_id, site, day, minute_of_day, unit_id, staff_id, status,
                                 created_by, relationship_id, version)
        VALUES (@patient, @appointment, @site, @day, @minute, @unit, NULL, 1, @author, @relationship, 1)
        """;

    /// <summary>Declares the relationship, then writes the line.</summary>
    /// <exception cref="CustodyException">
    /// The person was not disclosed to this session lately, or the unit is not of this site.
    /// </exception>
    public async Task RunAsync(
        Expectation expectation, SessionDescription author, SessionToken session, TimeZoneInfo zone,
        CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(author.SiteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
        (DateTimeOffset from, DateTimeOffset until) = DayOf(expectation.Day, zone);
        RelationshipDeclared declared = await custodian.AskAsync(
            MessageKind.DeclareRelationship, session,
            new(expectation.Patient, RelationshipKind.Appointment, null, expectation.UnitId, from, until),
            CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared, stop);

        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Insert;
        command.Add("@patient", expectation.Patient.Value);
        command.Add("@appointment", OpaqueId.Draw());
        command.Add("@site", site);
        command.Add("@day", Days.ToNumber(expectation.Day));
        command.Add("@minute", (short)expectation.MinuteOfDay);
        command.Add("@unit", expectation.UnitId);
        command.Add("@author", author.StaffId.Value);
        command.Add("@relationship", declared.RelationshipId);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static (DateTimeOffset From, DateTimeOffset Until) DayOf(DateOnly day, TimeZoneInfo zone)
    {
        DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
        DateTime next = midnight.AddDays(1);
        return (new(midnight, zone.GetUtcOffset(midnight)), new(next, zone.GetUtcOffset(next)));
    }
}

using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Appointments;

/// <summary>Marks somebody as arrived, seen or not coming. Two people at once: the second is told.</summary>
public sealed class ChangeAppointment(CustodianClient custodian, DatabaseLocation main)
{
    private const string Update =
        """
        UPDATE appointment SET status = @status, version = version + 1
        WHERE patient_id = @patient AND appointment_id = @appointment AND version = @version AND status <> 4
        """;

    private const string Line =
        """
        SELECT relationship_id FROM appointment
        WHERE patient_id = @patient AND appointment_id = @appointment AND version = @version AND status <> 4
        """;

    /// <summary>Whether it took effect; false when somebody else has changed the line meanwhile.</summary>
    /// <exception cref="CustodyException">A cancellation that this person may not make; the line stays.</exception>
    public async Task<bool> RunAsync(
        PatientId patient, long appointment, int version, AppointmentStatus status, SessionToken session,
        CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        if (await RelationshipAsync(connection, patient, appointment, version, stop) is not { } relationship)
        {
            return false;
        }

        if (status == AppointmentStatus.Cancelled && relationship != 0)
        {
            // The care first: a line that still stands without it is seen and tried again, the opposite by nobody.
            await EndAsync(relationship, session);
        }

        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Update;
        command.Add("@status", (short)status);
        command.Add("@patient", patient.Value);
        command.Add("@appointment", appointment);
        command.Add("@version", version);
        return await command.ExecuteNonQueryAsync(CancellationToken.None) != 0;
    }

    private async Task EndAsync(long relationship, SessionToken session)
    {
        try
        {
            await custodian.AskAsync(
                MessageKind.EndRelationship, session, new(relationship), CustodyJson.Default.RelationshipEnding,
                CustodyJson.Default.Nothing, CancellationToken.None);
        }
        catch (CustodyException ended) when (ended.Problem.Code is "relationship-ended")
        {
            // A cancellation that was cut before its line was written: the care has ended, the line follows now.
            return;
        }
    }

    private static async Task<long?> RelationshipAsync(
        DbConnection connection, PatientId patient, long appointment, int version, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Line;
        command.Add("@patient", patient.Value);
        command.Add("@appointment", appointment);
        command.Add("@version", version);
        return await command.ExecuteScalarAsync(stop) as long?;
    }
}

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

    /// <summary>Whether it took effect; false when somebody else has changed the line meanwhile.</summary>
    public async Task<bool> RunAsync(
        PatientId patient, long appointment, int version, AppointmentStatus status, SessionToken session,
        CancellationToken stop)
    {
        long relationship;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            relationship = await RelationshipAsync(connection, patient, appointment, stop);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = Update;
            command.Add("@status", (short)status);
            command.Add("@patient", patient.Value);
            command.Add("@appointment", appointment);
            command.Add("@version", version);
            if (await command.ExecuteNonQueryAsync(stop) == 0)
            {
                return false;
            }
        }

        if (status == AppointmentStatus.Cancelled && relationship != 0)
        {
            await custodian.AskAsync(
                MessageKind.EndRelationship, session, new(relationship), CustodyJson.Default.RelationshipEnding,
                CustodyJson.Default.Nothing, CancellationToken.None);
        }

        return true;
    }

    private static async Task<long> RelationshipAsync(
        DbConnection connection, PatientId patient, long appointment, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT relationship_id FROM appointment WHERE patient_id = @patient AND appointment_id = @appointment";
        command.Add("@patient", patient.Value);
        command.Add("@appointment", appointment);
        return await command.ExecuteScalarAsync(stop) is long relationship ? relationship : 0;
    }
}

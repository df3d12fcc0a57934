using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Encounters;

namespace Serment.Records.Medications;

/// <summary>
/// Makes the worklist's rows of the days that follow, for somebody whose plan is open: only then is known what is due.
/// </summary>
public sealed class ExtendPlan(DatabaseLocation main)
{
    private const string Last =
        """
        SELECT MAX(due_at), MAX(site) FROM medication_due
        WHERE patient_id = @patient AND request_id = @request
        """;

    /// <summary>Extends the rows of ward lines in force, where they end within some days.</summary>
    public async Task RunAsync(
        IEnumerable<ChartLine> lines, IReadOnlyList<Absence> absences, DateTimeOffset now, DateOnly today,
        TimeZoneInfo zone, CancellationToken stop)
    {
        const int LeastAheadDays = 3;
        await using DbConnection connection = await main.OpenAsync(stop);
        foreach (ChartLine line in lines.Where(one => one.Setting == LineSetting.Ward && one.IsInForce(today)))
        {
            if (await LastAsync(connection, line, stop) is not { } last
                || last.Due > now.AddDays(LeastAheadDays))
            {
                continue;
            }

            // The end of a stay ends its lines; who is on leave has rows that wait for her.
            IEnumerable<PlannedDose> doses = PlanOfDays
                .DosesOf(line, last.Due.AddMinutes(1), now.AddDays(DueRows.AheadDays), zone)
                .Where(dose => !absences.Any(one => one.IsOver && one.Covers(dose.Due, line.SignedAt)));
            PatientId patient = line.Entry.Version.Patient;
            int unit = await DueRows.UnitOfAsync(connection, null, patient, line.Id, stop);
            await DueRows.AddAsync(connection, null, patient, last.Site, unit, doses, stop);
        }
    }

    private static async Task<(DateTimeOffset Due, short Site)?> LastAsync(
        DbConnection connection, ChartLine line, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Last;
        command.Add("@patient", line.Entry.Version.Patient.Value);
        command.Add("@request", line.Id.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) && !await reader.IsDBNullAsync(0, stop)
            ? (DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), Convert.ToInt16(
                reader.GetValue(1), System.Globalization.CultureInfo.InvariantCulture))
            : null;
    }
}

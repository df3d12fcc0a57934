using System.Data.Common;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Custodian.Log;
using Serment.Database;

namespace Serment.Cli.Verification;

/// <summary>
/// Holds the links between records against the log: a forged one would show a stranger's record as part of another's.
/// </summary>
internal static class LinkCheck
{
    /// <summary>The links that the log does not know as they are.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(DatabaseLocation main, LeafPages leaves, CancellationToken stop)
    {
        List<Finding> findings = [];
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT patient_id, survivor_id, log_index FROM patient_link";
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (findings.Count < VerifyRecord.MaxFindings && await reader.ReadAsync(stop))
        {
            PatientId patient = new(Number(reader, 0));
            PatientId survivor = new(Number(reader, 1));
            long index = Number(reader, 2);
            if (!IsLink(leaves.Leaf(index), patient, survivor))
            {
                findings.Add(new(FindingKind.LinkForged, patient.ToString(), LogIndex: index));
            }
        }

        return findings;
    }

    private static bool IsLink(ReadOnlySpan<byte> leaf, PatientId replaced, PatientId survivor)
    {
        if (leaf.IsEmpty)
        {
            return false;
        }

        LogLeafReader reader = LogLeafReader.Read(leaf);
        if (reader.Kind != LogEventKind.PatientsLinked)
        {
            return false;
        }

        EventBody body = EventBody.Read(reader.Body);
        return body.Patient == survivor && body.Subject == replaced.Value && body.Code == 0;
    }

    private static long Number(DbDataReader reader, int column) =>
        Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
}

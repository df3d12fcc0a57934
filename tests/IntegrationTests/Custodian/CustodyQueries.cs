using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian;

/// <summary>What a test reads from the custody database behind the custodian's back.</summary>
internal static class CustodyQueries
{
    public static async Task<PatientId> AnyCanaryAsync(CustodyBed bed, short site)
    {
        await using DatabaseLocation database = DatabaseLocation.Parse(bed.DatabaseText);
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT MIN(patient_id) FROM canary WHERE site = @site";
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = "@site";
        parameter.Value = site;
        command.Parameters.Add(parameter);
        return new((long)(await command.ExecuteScalarAsync())!);
    }
}

using System.Data.Common;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Serment.Interop.Legacy.Importing;

/// <summary>Lists of numbers as one parameter: an array for PostgreSQL, JSON for SQLite's <c>json_each</c>.</summary>
internal static class NumberLists
{
    /// <summary>Adds the list.</summary>
    public static void Add(DbCommand command, string name, long[] values)
    {
        if (command is NpgsqlCommand postgres)
        {
            postgres.Parameters.Add(
                new NpgsqlParameter<long[]>(name, values) { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            return;
        }

        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = JsonSerializer.Serialize(values, ImportJson.Default.Int64Array);
        command.Parameters.Add(parameter);
    }
}

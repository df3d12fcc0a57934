using System.Data.Common;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Serment.RecordAccess;

/// <summary>Parameters, the same for both engines.</summary>
internal static class CommandParameters
{
    /// <summary>Adds a value.</summary>
    public static DbParameter Add(this DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Adds a list of numbers: an array for PostgreSQL, a JSON array for SQLite's <c>json_each</c>.</summary>
    public static void AddList(this DbCommand command, string name, ReadOnlySpan<long> values)
    {
        if (command is NpgsqlCommand postgres)
        {
            postgres.Parameters.Add(
                new NpgsqlParameter<long[]>(name, values.ToArray())
                {
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
                });
            return;
        }

        StringBuilder json = new(2 + (values.Length * 20));
        json.Append('[');
        foreach (long value in values)
        {
            if (json.Length > 1)
            {
                json.Append(',');
            }

            json.Append(CultureInfo.InvariantCulture, $"{value}");
        }

        command.Add(name, json.Append(']').ToString());
    }
}

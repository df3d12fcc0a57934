using System.Data.Common;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Serment.Database;

/// <summary>Parameters of commands, the same for both engines.</summary>
public static class CommandParameters
{
    private static readonly string[] Few = ["@v0", "@v1", "@v2", "@v3"];

    /// <summary>Adds a value; null is the database's NULL.</summary>
    public static DbParameter Add(this DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Numbers that <see cref="AddFew"/> takes.</summary>
    public const int MaxFew = 4;

    /// <summary>
    /// Adds the values of an <c>IN (@v0, @v1, @v2, @v3)</c>: for SQLite, to which a list as JSON costs several times what it
    /// looks up. Places that are left bear the first value once more.
    /// </summary>
    public static void AddFew(this DbCommand command, ReadOnlySpan<long> values)
    {
        for (int i = 0; i < MaxFew; i++)
        {
            command.Add(Few[i], values[i < values.Length ? i : 0]);
        }
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

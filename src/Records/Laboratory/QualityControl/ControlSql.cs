using System.Data.Common;
using System.Globalization;
using Serment.Database;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>How quality control's rows are asked and written.</summary>
internal static class ControlSql
{
    /// <summary>A command with its parameters.</summary>
    public static DbCommand Ask(
        this DbConnection connection, DbTransaction? transaction, string sql,
        params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            command.Add(name, value);
        }

        return command;
    }

    /// <summary>A number as rows bear it: with its decimals, in invariant form.</summary>
    public static string Text(this decimal number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Nothing as an empty text.</summary>
    public static string Text(this decimal? number) => number?.Text() ?? "";

    /// <summary>The number; null for an empty text.</summary>
    public static decimal? GetDecimalText(this DbDataReader reader, int column) =>
        decimal.TryParse(
            reader.GetString(column), NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number)
            ? number
            : null;

    /// <summary>A day as rows bear it: yyyymmdd.</summary>
    public static int Number(this DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;

    /// <summary>The day of such a number.</summary>
    public static DateOnly GetDay(this DbDataReader reader, int column)
    {
        int number = reader.GetInt32(column);
        return new(number / 10_000, number / 100 % 100, number % 100);
    }

    /// <summary>A time that is always there.</summary>
    public static DateTimeOffset GetInstant(this DbDataReader reader, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}

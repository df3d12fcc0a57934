using System.Data.Common;

namespace Serment.Records.Laboratory;

/// <summary>Times and numbers of rows, where 0 stands for none.</summary>
internal static class RowTime
{
    /// <summary>Milliseconds; 0 for none.</summary>
    public static long Of(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() ?? 0;

    /// <summary>The time; null for 0.</summary>
    public static DateTimeOffset? GetTime(this DbDataReader reader, int column) =>
        reader.GetInt64(column) is not 0 and long time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    /// <summary>The number; null for 0.</summary>
    public static long? GetNumber(this DbDataReader reader, int column) =>
        reader.GetInt64(column) is not 0 and long number ? number : null;
}

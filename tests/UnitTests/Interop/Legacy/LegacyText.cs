using System.Text;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;

namespace Serment.UnitTests.Interop.Legacy;

/// <summary>Writes small files as tests need them, and reads them to lists that can be compared.</summary>
internal static class LegacyText
{
    /// <summary>A line of <paramref name="fields"/> fields, each telling its row and place; place 2 holds
    /// <paramref name="third"/>.</summary>
    public static string Line(int row, string? third = null, int fields = 6)
    {
        IEnumerable<string> all = Enumerable.Range(0, fields)
            .Select(place => place == 2 && third is not null ? third : $"r{row}f{place}");
        return string.Join(';', all) + "\r\n";
    }

    public static List<ReadRecord> Read(string text, int fields = 6, LegacyEncoding encoding = LegacyEncoding.Utf8) =>
        Read(Encoding.Latin1.GetBytes(text), new LegacyDialect((byte)';', fields, encoding));

    public static List<ReadRecord> Read(byte[] bytes, LegacyDialect dialect, long offset = 0, long line = 1)
    {
        using MemoryStream stream = new(bytes);
        stream.Position = offset;
        LegacyReader reader = new(stream, dialect, offset, line);
        List<ReadRecord> records = [];
        while (reader.Read(CancellationToken.None))
        {
            string[] fields = reader.Refusal != RefusalCode.None ? []
                : [.. Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.Latin1.GetString(reader.Field(i)))];
            records.Add(new ReadRecord(
                reader.LineNumber, reader.Offset, reader.NextOffset, reader.NextLineNumber,
                reader.Refusal, reader.Flags, reader.FieldCount, fields));
        }

        return records;
    }

    /// <summary>Reads one row of values under a header that the shipped profile knows.</summary>
    public static LegacyRow Row(string header, string values, LegacyEncoding encoding = LegacyEncoding.Windows1252)
    {
        string[] names = header.Split(';');
        ColumnPlan plan = ColumnPlan.Bind(LegacyProfile.ShippedLab60(), names);
        using MemoryStream stream = new(encoding == LegacyEncoding.Utf8
            ? Encoding.UTF8.GetBytes(values)
            : Encoding.Latin1.GetBytes(values));
        LegacyReader reader = new(stream, new LegacyDialect((byte)';', names.Length, encoding));
        LegacyRow row = new();
        reader.Read(CancellationToken.None);
        new RowMapper(plan).Map(reader, row);
        return row;
    }
}

internal sealed record ReadRecord(
    long Line,
    long Offset,
    long NextOffset,
    long NextLine,
    RefusalCode Refusal,
    RecordFlags Flags,
    int Count,
    string[] Fields);

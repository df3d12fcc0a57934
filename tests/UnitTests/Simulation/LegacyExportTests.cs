using System.Text;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;
using Serment.Interop.Legacy.Recognition;
using Serment.Simulation.LegacyExports;
using Xunit;

namespace Serment.UnitTests.Simulation;

/// <summary>The generated export, read by our own reader: what was planted is what is found.</summary>
public sealed class LegacyExportTests
{
    [Fact]
    public void The_same_options_give_the_same_bytes()
    {
        (byte[] one, LegacyExportSummary summary) = Write(new LegacyExportOptions { Rows = 500, DefectRate = 0.1 });
        (byte[] two, _) = Write(new LegacyExportOptions { Rows = 500, DefectRate = 0.1 });
        (byte[] other, _) = Write(new LegacyExportOptions { Rows = 500, DefectRate = 0.1, Seed = "2" });

        Assert.Equal(one, two);
        Assert.NotEqual(one, other);
        Assert.Equal(one.Length, summary.Bytes);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(one)), summary.Sha256);
    }

    [Fact]
    public void Has_the_sixty_columns_of_the_shipped_profile()
    {
        Assert.Equal(
            string.Join(' ', LegacyProfile.ShippedLab60().Columns.Select(column => column.Source)),
            string.Join(' ', LegacyColumns.Names));
    }

    [Fact]
    public void A_sound_export_reads_without_a_word()
    {
        (byte[] bytes, LegacyExportSummary summary) = Write(new LegacyExportOptions { Rows = 3_000 });
        (RecognizedFile file, List<Read> rows) = ReadAll(bytes);

        Assert.Equal(LegacyEncoding.Windows1252, file.Dialect.Encoding);
        Assert.False(file.Plan.Reordered);
        Assert.Equal(3_000, rows.Count);
        Assert.All(rows, AssertSound);
        Assert.InRange(summary.Rows / (double)summary.People, 1.25, 1.35);
        Assert.Equal(summary.People, rows.Count - Repeated(bytes));
    }

    [Fact]
    public void Each_defect_is_found_where_it_was_planted_and_nowhere_else()
    {
        List<PlantedDefect> planted = [];
        LegacyExportOptions options = new() { Rows = 2_000, DefectRate = 0.25, OnDefect = planted.Add };
        (byte[] bytes, LegacyExportSummary summary) = Write(options);
        Dictionary<long, Read> rows = ReadAll(bytes).Rows.ToDictionary(row => row.Line);

        Assert.Equal(summary.Defects, planted.Count);
        Assert.Equal(2_000, rows.Count);
        Assert.Equal(Enum.GetValues<DefectKind>().Length, planted.Select(defect => defect.Kind).Distinct().Count());
        foreach (PlantedDefect defect in planted)
        {
            Read row = rows[defect.Line];
            Assert.Equal(defect.Kind == DefectKind.TruncatedLine, row.Refusal == RefusalCode.TooFewFields);
            Assert.Equal(Expected(defect.Kind), row.Flags);
            Assert.Equal(defect.Kind is DefectKind.ImpossibleDate or DefectKind.Mojibake, row.Problems > 0);
            rows.Remove(defect.Line);
        }

        Assert.All(rows.Values, AssertSound);
    }

    [Fact]
    public void Sentinels_are_all_different_and_in_every_row()
    {
        (byte[] bytes, _) = Write(new LegacyExportOptions { Rows = 300, Sentinels = true });
        string[] marks = [.. System.Text.RegularExpressions.Regex
            .Matches(Encoding.Latin1.GetString(bytes), "ZQ[A-Z]{10}", System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(10))
            .Select(match => match.Value)];

        Assert.Equal(900, marks.Length);
        Assert.Equal(900, marks.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(',', true)]
    [InlineData('\t', false)]
    [InlineData('|', true)]
    public void Other_delimiters_and_utf8_read_the_same(char delimiter, bool utf8)
    {
        (byte[] bytes, _) = Write(new LegacyExportOptions { Rows = 200, Delimiter = delimiter, Utf8 = utf8 });
        (RecognizedFile file, List<Read> rows) = ReadAll(bytes);

        Assert.Equal((byte)delimiter, file.Dialect.Delimiter);
        Assert.Equal(utf8 ? LegacyEncoding.Utf8 : LegacyEncoding.Windows1252, file.Dialect.Encoding);
        Assert.All(rows, row => Assert.Equal((RefusalCode.None, RecordFlags.None), (row.Refusal, row.Flags)));
        Assert.Equal(200, rows.Count);
    }

    [Fact]
    public void Stops_when_told_and_refuses_senseless_options()
    {
        LegacyExportOptions options = new() { Rows = 10 };

        Assert.Throws<OperationCanceledException>(
            () => LegacyExport.Write(Stream.Null, options, null, new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentException>(
            () => LegacyExport.Write(Stream.Null, options with { DefectRate = 2 }, null, CancellationToken.None));
        Assert.Throws<ArgumentException>(
            () => LegacyExport.Write(Stream.Null, options with { Rows = -1 }, null, CancellationToken.None));
    }

    private static void AssertSound(Read row) =>
        Assert.Equal((RefusalCode.None, RecordFlags.None, 0), (row.Refusal, row.Flags, row.Problems));

    private static RecordFlags Expected(DefectKind kind) => kind switch
    {
        DefectKind.UnescapedQuote => RecordFlags.UnescapedQuote,
        DefectKind.StrayNul => RecordFlags.NulByte,
        DefectKind.LineBreakInField => RecordFlags.SpansLines,
        DefectKind.Mojibake => RecordFlags.MendedMojibake,
        _ => RecordFlags.None,
    };

    private static int Repeated(byte[] bytes)
    {
        HashSet<int> people = [];
        int repeated = 0;
        LegacyExportOptions options = new()
        {
            Rows = 3_000,
            OnRow = (_, person) => repeated += people.Add(person) ? 0 : 1,
        };
        Assert.Equal(bytes, Write(options).Bytes);
        return repeated;
    }

    private static (byte[] Bytes, LegacyExportSummary Summary) Write(LegacyExportOptions options)
    {
        using MemoryStream stream = new();
        LegacyExportSummary summary = LegacyExport.Write(stream, options, null, CancellationToken.None);
        return (stream.ToArray(), summary);
    }

    private static (RecognizedFile File, List<Read> Rows) ReadAll(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        FileRecognizer recognizer = new(LegacyProfile.ShippedLab60());
        RecognizedFile file = Assert.IsType<RecognizedFile>(recognizer.Recognize(stream, CancellationToken.None));
        stream.Position = file.DataOffset;
        LegacyReader reader = new(stream, file.Dialect, file.DataOffset, file.DataLineNumber);
        RowMapper mapper = new(file.Plan);
        LegacyRow row = new();
        List<Read> rows = [];
        while (reader.Read(CancellationToken.None))
        {
            mapper.Map(reader, row);
            rows.Add(new Read(row.LineNumber, row.Refusal, row.Flags, row.Problems.Length));
        }

        return (file, rows);
    }

    private sealed record Read(long Line, RefusalCode Refusal, RecordFlags Flags, int Problems);
}

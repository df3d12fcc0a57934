using Serment.Interop.Legacy;
using Serment.Interop.Legacy.Reading;
using Xunit;
using static Serment.UnitTests.Interop.Legacy.LegacyText;

namespace Serment.UnitTests.Interop.Legacy.Reading;

public sealed class LegacyReaderTests
{
    [Fact]
    public void Reads_plain_records_with_their_line_and_offset()
    {
        List<ReadRecord> records = Read(Line(1) + Line(2) + Line(3));

        Assert.Equal([1, 2, 3], records.Select(r => r.Line));
        Assert.Equal(["r2f0", "r2f1", "r2f2", "r2f3", "r2f4", "r2f5"], records[1].Fields);
        Assert.Equal(Line(1).Length, records[1].Offset);
        Assert.Equal(records[1].Offset, records[0].NextOffset);
        Assert.Equal(3 * Line(1).Length, records[2].NextOffset);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Reads_both_line_ends_and_a_last_line_without_one(string end)
    {
        List<ReadRecord> records = Read($"a;b;c{end}d;e;f", fields: 3);

        Assert.Equal(["a", "b", "c"], records[0].Fields);
        Assert.Equal(["d", "e", "f"], records[1].Fields);
    }

    [Fact]
    public void Reads_empty_fields_at_every_place()
    {
        List<ReadRecord> records = Read(";;;\r\n;a;;\r\n\"\";\"\";\"\";\"\"\r\n", fields: 4);

        Assert.Equal(["", "", "", ""], records[0].Fields);
        Assert.Equal(["", "a", "", ""], records[1].Fields);
        Assert.Equal(["", "", "", ""], records[2].Fields);
        Assert.All(records, r => Assert.Equal(RecordFlags.None, r.Flags));
    }

    [Fact]
    public void Passes_over_blank_lines_without_losing_count()
    {
        List<ReadRecord> records = Read(Line(1) + "\r\n\n" + Line(2) + "\u001A");

        Assert.Equal([1, 4], records.Select(r => r.Line));
    }

    [Fact]
    public void Reads_a_quoted_delimiter_and_doubled_quotes()
    {
        ReadRecord record = Read(Line(1, "\"12 RUE X; BAT \"\"A\"\"\"")).Single();

        Assert.Equal("12 RUE X; BAT \"A\"", record.Fields[2]);
        Assert.Equal(RecordFlags.None, record.Flags);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void Reads_a_line_break_inside_a_quoted_field_and_counts_its_lines(string lineBreak)
    {
        List<ReadRecord> records = Read(Line(1, $"\"one{lineBreak}{lineBreak}two\"") + Line(2));

        Assert.Equal($"one{lineBreak}{lineBreak}two", records[0].Fields[2]);
        Assert.Equal(RecordFlags.SpansLines, records[0].Flags);
        Assert.Equal(4, records[1].Line);
        Assert.Equal("r2f2", records[1].Fields[2]);
    }

    [Fact]
    public void Reads_a_line_break_in_the_last_field_although_the_first_line_looks_whole()
    {
        string text = "a;b;c;d;\"Patient à jeun\r\nRappeler\"\r\n" + Line(2, fields: 5);
        List<ReadRecord> records = Read(text, fields: 5);

        Assert.Equal(2, records.Count);
        Assert.Equal("Patient à jeun\r\nRappeler", records[0].Fields[4]);
        Assert.Equal(3, records[1].Line);
    }

    [Fact]
    public void Reads_a_line_break_in_the_first_field_although_the_last_line_looks_whole()
    {
        List<ReadRecord> records = Read("\"one\r\ntwo\";b;c;d;e\r\n" + Line(2, fields: 5), fields: 5);

        Assert.Equal("one\r\ntwo", records[0].Fields[0]);
        Assert.Equal(2, records.Count);
    }

    [Theory]
    [InlineData("12 RUE X \"LA LANDE\"", "12 RUE X \"LA LANDE\"")]
    [InlineData("\"12 RUE X", "\"12 RUE X")]
    [InlineData("\"RES \"LES PINS\" 12 RUE X\"", "RES \"LES PINS\" 12 RUE X")]
    [InlineData("12\" ECRAN", "12\" ECRAN")]
    public void Takes_a_misplaced_quote_as_text_and_spares_the_neighbours(string written, string read)
    {
        List<ReadRecord> records = Read(Line(1) + Line(2, written) + Line(3) + Line(4, "\"x;y\""));

        Assert.Equal(4, records.Count);
        Assert.Equal(read, records[1].Fields[2]);
        Assert.Equal(RecordFlags.UnescapedQuote, records[1].Flags);
        Assert.Equal(RefusalCode.None, records[1].Refusal);
        Assert.Equal("r3f2", records[2].Fields[2]);
        Assert.Equal(3, records[2].Line);
        Assert.Equal("x;y", records[3].Fields[2]);
    }

    [Fact]
    public void A_quote_that_never_closes_does_not_reach_the_quote_of_a_later_line()
    {
        List<ReadRecord> records = Read(Line(1, "\"12 RUE X") + Line(2) + Line(3, "BAT 5\"") + Line(4));

        Assert.Equal([1, 2, 3, 4], records.Select(r => r.Line));
        Assert.All(records, r => Assert.Equal(RefusalCode.None, r.Refusal));
    }

    [Fact]
    public void A_stray_quote_leaves_a_quoted_field_of_the_same_line_alone()
    {
        ReadRecord record = Read("a;b;\"12 RUE X;d;e;\"x;y\"\r\n").Single();

        Assert.Equal(["a", "b", "\"12 RUE X", "d", "e", "x;y"], record.Fields);
        Assert.Equal(RecordFlags.UnescapedQuote, record.Flags);
    }

    [Fact]
    public void Refuses_a_truncated_line_even_when_it_breaks_inside_quotes()
    {
        List<ReadRecord> records = Read(Line(1) + "a;b\r\n" + "a;\"b c\r\n" + Line(4) + Line(5, "\"p;q\""));

        Assert.Equal(
            [RefusalCode.None, RefusalCode.TooFewFields, RefusalCode.TooFewFields, RefusalCode.None, RefusalCode.None],
            records.Select(r => r.Refusal));
        Assert.Equal([1, 2, 3, 4, 5], records.Select(r => r.Line));
        Assert.Equal(2, records[1].Count);
        Assert.Equal("p;q", records[4].Fields[2]);
    }

    [Fact]
    public void Refuses_a_line_with_too_many_fields()
    {
        List<ReadRecord> records = Read(Line(1) + Line(2, "x;y") + new string(';', 5000) + "\r\n" + Line(4));

        Assert.Equal(RefusalCode.TooManyFields, records[1].Refusal);
        Assert.Equal(7, records[1].Count);
        Assert.Equal(RefusalCode.TooManyFields, records[2].Refusal);
        Assert.Equal("r4f2", records[3].Fields[2]);
    }

    [Fact]
    public void Removes_nul_bytes_and_says_so()
    {
        ReadRecord record = Read(Line(1, "12 \0RUE\0 X\0")).Single();

        Assert.Equal("12 RUE X", record.Fields[2]);
        Assert.Equal(RecordFlags.NulByte, record.Flags);
    }

    [Fact]
    public void A_quoted_field_spans_a_limited_number_of_lines()
    {
        string most = string.Join("\n", Enumerable.Repeat("x", LegacyLimits.MaxLinesPerRecord));
        string tooMany = most + "\nx";

        Assert.Single(Read(Line(1, $"\"{most}\"")));
        List<ReadRecord> records = Read(Line(1, $"\"{tooMany}\"") + Line(2));
        Assert.Equal(RefusalCode.TooFewFields, records[0].Refusal);
        Assert.Equal("r2f0", records[^1].Fields[0]);
        Assert.Equal(LegacyLimits.MaxLinesPerRecord + 2, records[^1].Line);
    }

    [Fact]
    public void Reads_a_huge_text_and_refuses_one_beyond_the_limit()
    {
        string text = Line(1, new string('x', 200 * 1024)) +
            Line(2, new string('y', LegacyLimits.MaxRecordBytes)) + Line(3);
        List<ReadRecord> records = Read(text);

        Assert.Equal(200 * 1024, records[0].Fields[2].Length);
        Assert.Equal(RefusalCode.LineTooLong, records[1].Refusal);
        Assert.Equal(3, records[2].Line);
        Assert.Equal("r3f2", records[2].Fields[2]);
    }

    [Fact]
    public void Resumes_at_any_record_with_the_same_answer()
    {
        string text = Line(1) + Line(2, "\"x\r\ny\"") + "a;b\r\n\r\n" + Line(5, "\"open") + Line(6, "a\0b") + Line(7);
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(text);
        LegacyDialect dialect = new((byte)';', 6, LegacyEncoding.Utf8);
        List<ReadRecord> all = Read(bytes, dialect);

        for (int i = 0; i < all.Count; i++)
        {
            List<ReadRecord> rest = Read(bytes, dialect, all[i].NextOffset, all[i].NextLine);
            Assert.Equal(all.Skip(i + 1).Select(r => (r.Line, r.Offset, r.Refusal, string.Join('|', r.Fields))),
                rest.Select(r => (r.Line, r.Offset, r.Refusal, string.Join('|', r.Fields))));
        }
    }
}

using System.Text;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;
using Serment.Interop.Legacy.Recognition;
using Xunit;

namespace Serment.UnitTests.Interop.Legacy.Recognition;

public sealed class FileRecognizerTests
{
    private static readonly LegacyProfile Profile = LegacyProfile.ShippedLab60();
    private static readonly string[] Names = [.. Profile.Columns.Select(column => column.Source)];

    [Fact]
    public void Recognises_the_sixty_columns_and_where_the_rows_begin()
    {
        RecognizedFile file = Recognized(File(Names, rows: 5));

        Assert.Equal(new LegacyDialect((byte)';', 60, LegacyEncoding.Utf8), file.Dialect);
        Assert.False(file.EncodingCertain);
        Assert.Equal(58, file.Plan.TakenCount);
        Assert.Equal(["LOGIN_RESULTATS", "MDP_RESULTATS"], file.Plan.Destroyed);
        Assert.Empty(file.Plan.Dropped);
        Assert.Empty(file.Plan.Missing);
        Assert.False(file.Plan.Reordered);
        Assert.Equal(string.Join(';', Names).Length + 2, file.DataOffset);
        Assert.Equal(2, file.DataLineNumber);
        Assert.Equal(5, file.SampledRows);
        Assert.Equal(5, file.EstimatedRows);
        Assert.All(file.Describe(), line => Assert.True(line.French.Length > 0 && line.English.Length > 0));
    }

    [Theory]
    [InlineData(';')]
    [InlineData(',')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Recognises_each_delimiter(char delimiter)
    {
        Assert.Equal((byte)delimiter, Recognized(File(Names, 3, delimiter)).Dialect.Delimiter);
    }

    [Fact]
    public void Recognises_encodings_from_letters()
    {
        string text = File(Names, 3, value: "Hélène à Évreux");

        Assert.Equal(LegacyEncoding.Utf8, Recognized(Encoding.UTF8.GetBytes(text)).Dialect.Encoding);
        Assert.Equal(LegacyEncoding.Windows1252, Recognized(Encoding.Latin1.GetBytes(text)).Dialect.Encoding);
        string dos = text.Replace('é', '\u0082').Replace('è', '\u008A').Replace('à', '\u0085').Replace('É', '\u0090');
        Assert.Equal(LegacyEncoding.Cp850, Recognized(Encoding.Latin1.GetBytes(dos)).Dialect.Encoding);
        RecognizedFile marked = Recognized([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(File(Names, 1))]);
        Assert.Equal(LegacyEncoding.Utf8, marked.Dialect.Encoding);
        Assert.Equal(string.Join(';', Names).Length + 2 + 3, marked.DataOffset);
        Assert.True(marked.EncodingCertain);
    }

    [Fact]
    public void Maps_shuffled_columns_by_name()
    {
        string[] shuffled = [.. Names.OrderBy(name => name, StringComparer.Ordinal)];
        RecognizedFile file = Recognized(File(shuffled, 2));

        Assert.True(file.Plan.Reordered);
        Assert.Empty(file.Plan.Missing);
        Assert.Equal(LegacyField.AddressLine1, file.Plan.RuleAt(0)!.Target);
    }

    [Fact]
    public void Takes_another_spelling_of_a_header()
    {
        string[] names = [.. Names.Select(name => "\"" + name.ToLowerInvariant().Replace('_', ' ') + " \"")];

        Assert.Empty(Recognized(File(names, 2)).Plan.Missing);
    }

    [Fact]
    public void Drops_a_61st_column_and_says_so()
    {
        Assert.Equal(["NOUVELLE"], Recognized(File([.. Names, "NOUVELLE"], 2)).Plan.Dropped);
    }

    [Fact]
    public void Accepts_59_columns_when_the_missing_one_is_not_required()
    {
        RecognizedFile file = Recognized(File([.. Names.Except(["EMAIL"], StringComparer.Ordinal)], 2));

        Assert.Equal("EMAIL", Assert.Single(file.Plan.Missing).Source);
    }

    [Fact]
    public void Refuses_59_columns_when_the_missing_one_is_required()
    {
        UnreadableFile file = Refused(File([.. Names.Except(["DATE_NAISSANCE"], StringComparer.Ordinal)], 2));

        Assert.Equal(UnreadableCode.MissingColumn, file.Code);
        Assert.Contains("DATE_NAISSANCE", file.Message.French, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(59)]
    [InlineData(61)]
    public void Refuses_rows_that_differ_from_the_header(int fields)
    {
        string line = new string(';', fields - 1) + "\r\n";
        string text = string.Join(';', Names) + "\r\n" + line + line + line;
        UnreadableFile file = Refused(text);

        Assert.Equal(UnreadableCode.RowsDifferFromHeader, file.Code);
        Assert.Contains($"have {fields} fields", file.Message.English, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_duplicate_column()
    {
        UnreadableFile file = Refused(File([.. Names, "NIR"], 2));

        Assert.Equal(UnreadableCode.DuplicateColumn, file.Code);
        Assert.Contains("NIR", file.Message.French, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_wrong_delimiter_and_names_the_right_one()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(File(Names, 3)));
        FileRecognition result = new FileRecognizer(Profile, (byte)',').Recognize(stream, CancellationToken.None);

        UnreadableFile file = Assert.IsType<UnreadableFile>(result);
        Assert.Equal(UnreadableCode.WrongDelimiter, file.Code);
        Assert.Contains("point-virgule", file.Message.French, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", UnreadableCode.Empty)]
    [InlineData("\r\n\r\n  \r\n", UnreadableCode.Empty)]
    [InlineData("une seule phrase\r\nune autre\r\n", UnreadableCode.NoDelimiter)]
    [InlineData("a;b;c\r\n1;2;3\r\n", UnreadableCode.NoHeader)]
    [InlineData("a;b;c\r1;2;3\r", UnreadableCode.OldMacLines)]
    [InlineData("PK\u0003\u0004rest", UnreadableCode.KnownBinary)]
    [InlineData("%PDF-1.7\n", UnreadableCode.KnownBinary)]
    public void Refuses_what_is_no_export(string text, UnreadableCode code)
    {
        Assert.Equal(code, Refused(text).Code);
    }

    [Fact]
    public void Refuses_a_header_alone()
    {
        Assert.Equal(UnreadableCode.HeaderOnly, Refused(File(Names, 0)).Code);
        Assert.Equal(UnreadableCode.HeaderOnly, Refused(string.Join(';', Names)).Code);
    }

    [Fact]
    public void Refuses_binary_and_utf16()
    {
        Assert.Equal(UnreadableCode.Binary, Refused([.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 7))]).Code);
        Assert.Equal(UnreadableCode.Utf16, Refused(Encoding.Unicode.GetBytes(File(Names, 2))).Code);
        Assert.Equal(UnreadableCode.Utf16, Refused(Encoding.BigEndianUnicode.GetBytes(File(Names, 2))).Code);
        Assert.Equal(UnreadableCode.Utf16, Refused([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("A;B")]).Code);
    }

    [Fact]
    public void Refuses_a_first_line_that_does_not_end()
    {
        Assert.Equal(UnreadableCode.LineTooLong, Refused(new string('a', 3 << 20)).Code);
    }

    [Fact]
    public void Refuses_a_path_that_leads_nowhere()
    {
        string path = Path.Combine(Path.GetTempPath(), "serment-no-such-folder", "none.csv");
        FileRecognition result = new FileRecognizer(Profile).Recognize(path, CancellationToken.None);

        Assert.Equal(UnreadableCode.NotFound, Assert.IsType<UnreadableFile>(result).Code);
    }

    private static string File(string[] names, int rows, char delimiter = ';', string value = "x") =>
        string.Join(delimiter, names) + "\r\n" + string.Concat(Enumerable.Range(0, rows)
            .Select(_ => string.Join(delimiter, names.Select(_ => value)) + "\r\n"));

    private static RecognizedFile Recognized(string text) => Recognized(Encoding.UTF8.GetBytes(text));

    private static RecognizedFile Recognized(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return Assert.IsType<RecognizedFile>(new FileRecognizer(Profile).Recognize(stream, CancellationToken.None));
    }

    private static UnreadableFile Refused(string text) => Refused(Encoding.UTF8.GetBytes(text));

    private static UnreadableFile Refused(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return Assert.IsType<UnreadableFile>(new FileRecognizer(Profile).Recognize(stream, CancellationToken.None));
    }
}

using System.Text;
using Serment.Interop.Astm;
using Serment.Interop.Hl7v2;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;
using Serment.Simulation.Draws;
using Serment.UnitTests.Architecture;

namespace Serment.UnitTests.Interop.Hl7v2;

public sealed class Hl7ReaderTests
{
    private const string Law =
        "MSH|^~\\&|A|B|||20260301080000||OUL^R22^OUL_R22|17|P|2.5.1\rPID|||||Somebody^Named\r"
        + "SPM|1|260000000017^^||BLD|||||||P\rSAC|||999\rOBR|1|||K\rORC|OK\r"
        + "OBX|1|NM|K^Potassium^99A||4.1|mmol/L|3.5-5|H~A|||F|||||||^1|20260301075900+0100\rTCD|K|^1^:^5\r"
        + "NTE|1||seen \\T\\ noted\r"
        + "OBX|2|ED|PIC||^image^png||||||F\rOBX|3|SN|CRP||<^5|mg/L||N|||C\r";

    [Theory]
    [InlineData("oru_r01", 3, "ORD001")]
    [InlineData("oru_r01_multi", 16, "ORD803")]
    public void Reads_plain_results(string name, int results, string lastTube)
    {
        Hl7Incoming read = Hl7Reader.Read(Vector(name));
        Assert.Equal("ORU^R01", read.Kind);
        Assert.Equal(results, read.Content!.Results.Count);
        Assert.Equal(lastTube, read.Content.Results[^1].Specimen);
        Assert.Equal(("WBC", "7.5", "10*3/uL"), Facts(read.Content.Results[0]));
        Assert.DoesNotContain("Smith", read.ToString() + string.Join(' ', read.Content.Results), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_results_of_the_analytical_workflow()
    {
        AnalyserMessage message = Read(Law).Content!;
        Assert.Equal(2, message.Results.Count);
        Assert.Equal(1, message.LeftOut);
        AnalyserResult first = message.Results[0];
        Assert.Equal("260000000017", first.Specimen);
        Assert.Equal(("K", "4.1", "mmol/L"), Facts(first));
        Assert.Equal(["H", "A"], first.Flags);
        Assert.Equal(["seen & noted"], first.Comments);
        Assert.Equal("1 : 5", first.Dilution);
        Assert.Equal(new DateTime(2026, 3, 1, 7, 59, 0), first.MeasuredAt);
        Assert.Equal("<5", message.Results[1].Value);
        Assert.True(message.Results[1].IsRerun);
        Assert.True(Read(Law.Replace("|||P\r", "|||Q\r", StringComparison.Ordinal).Replace(
            "|||||||P\rSAC", "|||||||Q\rSAC", StringComparison.Ordinal)).Content!.Results[0].IsControl);
    }

    [Fact]
    public void Answers_a_query_with_what_the_analyser_is_to_measure()
    {
        Hl7Incoming query = Read(
            "MSH|^~\\&|A|B|||20260301080000||QBP^Q11^QBP_Q11|18|P|2.5.1\r"
            + "QPD|WOS^Work Order Step^IHE_LABTF|tag1|260000000017\r");
        AnalyserQuery asked = Assert.Single(query.Content!.Queries);
        Assert.Equal(("260000000017", "tag1"), (asked.Specimen, asked.Tag));
        string answer = Text(Hl7Writer.QueryAnswer(query, "5", default));
        Assert.Contains(
            "\rMSA|AA|18\rQAK|tag1|OK|WOS^^IHELAW\rQPD|WOS^^IHELAW|tag1|260000000017\r", answer, StringComparison.Ordinal);

        string order = Text(Hl7Writer.Order(new("260000000017", ["K", "N^A"], true, LaboratorySex.Male), "6", default));
        Assert.Contains("|OML^O33^OML_O33|6|P|2.5.1", order, StringComparison.Ordinal);
        Assert.Contains("\rOBR|2|260000000017-2||N\\S\\A\r", order, StringComparison.Ordinal);
        Assert.DoesNotContain("PID", order, StringComparison.Ordinal);
        string none = Text(Hl7Writer.Order(new("2", [], false, default), "7", default));
        Assert.Contains("ORC|DC", none, StringComparison.Ordinal);

        Hl7Incoming taken = Hl7Reader.Read(Vector("orl_o22"));
        Assert.Equal(("MSG034", true), (taken.Acknowledges, taken.IsAccepted));
    }

    [Fact]
    public void Acknowledges_with_a_reason()
    {
        string taken = Text(Hl7Writer.Acknowledge(Hl7Answer.Accepted, "OUL^R22", "17", "1", default));
        Assert.EndsWith("MSA|AA|17\r", taken, StringComparison.Ordinal);
        string refused = Text(Hl7Writer.Acknowledge(Hl7Answer.Error, "XXX", "17", "1", default, "200", "a|b"));
        Assert.EndsWith("MSA|AE|17\rERR|||200^^HL70357|E||||a\\F\\b\r", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PID|1\r")]
    [InlineData("MSH|||||\r")]
    [InlineData("MSH|^~\\&|A|B|||1||ORU^R01||P|2.5.1\r")]
    [InlineData("MSH|^~\\&|A|B|||1||ADT^A01|9|P|2.5.1\r")]
    public void Refuses_what_is_no_message_of_an_analyser(string text) =>
        Assert.Throws<AnalyserFormatException>(() => Read(text));

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Never_fails_otherwise_than_by_saying_so(int seed)
    {
        SeededSource random = new($"seed {seed}");
        byte[] whole = Encoding.ASCII.GetBytes(Law);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] changed = [.. whole];
            for (int change = 0; change < 1 + (i % 15); change++)
            {
                changed[random.Below(changed.Length)] = (byte)random.Below(256);
            }

            try
            {
                _ = Hl7Reader.Read(changed);
            }
            catch (AnalyserFormatException)
            {
                // The only way to say no.
            }
        }
    }

    [Fact]
    public void Takes_messages_from_a_stream_whatever_lies_between_them()
    {
        MllpDecoder decoder = new(maxMessageBytes: 50);
        List<string> taken = [];
        int broken = 0;
        byte[] stream =
        [
            .. "noise"u8, .. MllpDecoder.Frame("one"u8), 0x0B, .. "cut"u8, .. MllpDecoder.Frame("two"u8),
            0x0B, .. new byte[60], .. MllpDecoder.Frame("three"u8), 0x0B, 0x1C, 0x41,
        ];
        foreach (byte one in stream)
        {
            MllpStep step = decoder.Take(one);
            broken += step == MllpStep.Broken ? 1 : 0;
            if (step == MllpStep.Complete)
            {
                taken.Add(Encoding.ASCII.GetString(decoder.Message));
            }
        }

        Assert.Equal(["one", "two", "three"], taken);
        Assert.Equal(3, broken);
        Assert.True(decoder.NoiseBytes >= 5);
    }

    private static (string Code, string Value, string Unit) Facts(AnalyserResult one) => (one.Code, one.Value, one.Unit);

    private static Hl7Incoming Read(string text) => Hl7Reader.Read(Encoding.Latin1.GetBytes(text));

    private static string Text(byte[] message) => Encoding.UTF8.GetString(message);

    private static byte[] Vector(string name) =>
        File.ReadAllBytes(Path.Combine(SourceTree.Root, "tests", "vectors", "hl7v2", name + ".hl7"));
}

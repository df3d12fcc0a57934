using System.Text;
using Serment.Interop.Astm;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;
using Serment.Simulation.Draws;
using Serment.UnitTests.Architecture;

namespace Serment.UnitTests.Interop.Astm;

public sealed class AstmReaderTests
{
    [Theory]
    [InlineData("pentra_xlr", 21, "S1234")]
    [InlineData("sysmex_xn550", 37, "27")]
    [InlineData("cobas_c311", 7, "EX-PL-24-0001")]
    [InlineData("mini_vidas", 1, "EX0000042")]
    public void Reads_every_capture_whole_with_its_frames_and_checksums(string name, int results, string specimen)
    {
        AnalyserMessage message = Capture(name);
        Assert.Equal(results, message.Results.Count);
        Assert.All(message.Results, one => Assert.Equal(specimen, one.Specimen));
        string all = string.Join('|', message.Results.SelectMany(one =>
            one.Comments.Append(one.Value).Append(one.Code).Append(one.Specimen)));
        foreach (string name2 in (string[])["EXEMPLE", "CAMILLE", "ALEX", "MODELE", "1985"])
        {
            Assert.DoesNotContain(name2, all, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Reads_value_unit_flags_comments_and_time()
    {
        AnalyserResult first = Capture("pentra_xlr").Results[0];
        Assert.Equal(("WBC", "8.5", "1"), (first.Code, first.Value, first.Unit));
        Assert.Equal(new DateTime(2022, 7, 27, 12, 15, 50), first.MeasuredAt);
        Assert.Equal("Alarm_WBC LMNE- BASO+ LL NL LN NO SL1", first.Comments[0]);
        Assert.Equal("", Capture("pentra_xlr").Results.Single(one => one.Code == "BAS#").Value);

        AnalyserResult cobas = Capture("cobas_c311").Results[0];
        Assert.Equal(("685", "22.4", "U/l", ""), (cobas.Code, cobas.Value, cobas.Unit, cobas.Dilution));
        Assert.Equal(["A"], cobas.Flags);
        Assert.Equal(["43"], cobas.Comments);
        Assert.Equal(4, Capture("sysmex_xn550").LeftOut);

        AnalyserResult vidas = Capture("mini_vidas").Results[0];
        Assert.Equal(("HBCT", "Positif"), (vidas.Code, vidas.Value));
        Assert.Equal(["indice 0.05"], vidas.Comments);
        Assert.Equal(new DateTime(2024, 10, 25, 18, 35, 0), vidas.MeasuredAt);
    }

    [Fact]
    public void Reads_delimiters_from_the_header_and_unescapes()
    {
        AnalyserMessage message = Read(
            "H!~$%!!!X!!!!!!!P\rP!1!!!!Somebody$Named\rC!1!I!named in a comment\rO!1!T%S%1!!$$$K!R!!!!!!Q\r"
            + "R!1!$$$K%F%!%X34%.1!mmol/L!!H~A!!C\rC!1!I!first$second\rL!1!N\r");
        AnalyserResult result = Assert.Single(message.Results);
        Assert.Equal(("T$1", "K!", "4.1"), (result.Specimen, result.Code, result.Value));
        Assert.Equal(["H", "A"], result.Flags);
        Assert.Equal(["first second"], result.Comments);
        Assert.True(result.IsControl && result.IsRerun);
    }

    [Fact]
    public void Reads_queries_and_writes_orders_that_name_nobody()
    {
        AnalyserMessage query = Read("H|\\^&|||XN-550\rQ|1|^^ 260000000017||ALL||||||||O\rL|1|N\r");
        Assert.Equal("260000000017", Assert.Single(query.Queries).Specimen);
        Assert.Empty(Read("H|\\^&|||X\rQ|1|^260000000017||ALL||||||||A\rL|1|N\r").Queries);

        string text = Encoding.ASCII.GetString(AstmWriter.Orders(
            [new("2600|1", ["NA", "K"], true, LaboratorySex.Female)], new DateTime(2026, 3, 1, 8, 0, 0)));
        Assert.Equal(
            "H|\\^&|||Serment|||||||P|LIS2-A2|20260301080000\rP|1|||||||F\r"
            + "O|1|2600&F&1||^^^NA\\^^^K|S||||||N||||||||||||||Q\rL|1|F\r",
            text);
        Assert.EndsWith("L|1|I\r", Encoding.ASCII.GetString(AstmWriter.Orders([], default)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P|1\r")]
    [InlineData("H|||||\r")]
    [InlineData("H|\\^&\rR|1|^^^K|4\r")]
    [InlineData("H|\\^&\rH|\\^&\r")]
    public void Refuses_what_is_no_message(string text) =>
        Assert.Throws<AnalyserFormatException>(() => Read(text));

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Never_fails_otherwise_than_by_saying_so(int seed)
    {
        SeededSource random = new($"seed {seed}");
        foreach (string name in (string[])["pentra_xlr", "cobas_c311", "sysmex_xn550", "mini_vidas"])
        {
            byte[] whole = Text(name);
            for (int i = 0; i < 400; i++)
            {
                byte[] changed = [.. whole];
                for (int change = 0; change < 1 + (i % 20); change++)
                {
                    changed[random.Below(changed.Length)] = (byte)random.Below(256);
                }

                try
                {
                    Assert.True(AstmReader.Read(changed).Results.Count <= AnalyserMessage.MaxResults);
                }
                catch (AnalyserFormatException)
                {
                    // The only way to say no.
                }
            }
        }
    }

    private static AnalyserMessage Read(string text) => AstmReader.Read(Encoding.Latin1.GetBytes(text));

    private static AnalyserMessage Capture(string name) => AstmReader.Read(Text(name));

    private static byte[] Text(string name)
    {
        byte[] capture = File.ReadAllBytes(Path.Combine(SourceTree.Root, "tests", "vectors", "astm", name + ".txt"));
        AstmReceiver receiver = new(new AstmLimits());
        receiver.Take(0x05);
        Assert.Equal(AstmStep.Complete, AstmReceiverTests.Feed(receiver, capture));
        return receiver.Message;
    }
}

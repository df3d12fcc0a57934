using System.Text;
using Serment.Interop.Hl7v2;
using Serment.Records.Laboratory.Instruments;

namespace Serment.UnitTests.Interop.Hl7v2;

/// <summary>Which tube each result of a message is filed with; a tilde stands for the end of a segment.</summary>
public sealed class Hl7ResultsTests
{
    [Theory]
    [InlineData("PID~OBR F1~OBX K~SPM T1~PID~OBR F2~OBX NA~SPM T2", "K=T1 NA=T2")]
    [InlineData("PID~OBR F1~OBX K~SPM T1~OBR F2~OBX NA~SPM T2", "K=T1 NA=T2")]
    [InlineData("PID~ORC~OBR F1~OBX K~OBX NA~SPM T1~ORC~OBR F2~OBX CL~SPM T2", "K=T1 NA=T1 CL=T2")]
    [InlineData("PID~OBR F1~SPM T1~OBX K~OBR F2~SPM T2~OBX NA", "K=T1 NA=T2")]
    [InlineData("PID~ORC~SPM T1~OBR F1~OBX K~ORC~SPM T2~OBR F2~OBX NA", "K=T1 NA=T2")]
    public void In_a_plain_message_a_specimen_names_the_tube_of_its_own_order(string segments, string tubes) =>
        Assert.Equal(tubes, Tubes("ORU^R01", segments));

    [Theory]
    [InlineData("PID~OBR F1~OBX K~SPM T1~PID~OBR F2~OBX NA", "K=T1 NA=F2")]
    [InlineData("PID~OBR F1~OBX K~SPM T1~ORC~OBR F2~OBX NA", "K=T1 NA=F2")]
    [InlineData("PID~OBR F1~OBX K~SPM~OBR F2~OBX NA", "K=F1 NA=F2")]
    [InlineData("PID~OBR F1~OBX K~PID~OBX NA", "K=F1 NA=")]
    [InlineData("PID~ORC~OBR F1~OBX K~ORC~OBX NA", "K=F1 NA=")]
    [InlineData("PID~SPM T1~OBR F1~OBX K~OBR F2~OBX NA~PID~OBR F3~OBX CL", "K=T1 NA=T1 CL=F3")]
    public void Without_a_specimen_the_order_s_own_number_counts_and_no_other(string segments, string tubes) =>
        Assert.Equal(tubes, Tubes("ORU^R01", segments));

    [Theory]
    [InlineData("PID~OBR F1~OBX K~SPM T1~SPM T2", "K=")]
    [InlineData("PID~OBR F1~SPM T1~OBX K~SPM T2~OBX NA", "K= NA=")]
    [InlineData("PID~SPM T1~OBR F1~OBX K~SPM T2~OBR F2~OBX NA", "K= NA=")]
    [InlineData("PID~OBR F1~OBX K~SPM T1~SPM T1 Q", "K=")]
    [InlineData("PID~OBR F1~SAC T1~SAC T2~OBX K", "K=")]
    public void A_group_of_two_tubes_is_filed_with_neither(string segments, string tubes) =>
        Assert.Equal(tubes, Tubes("ORU^R01", segments));

    [Theory]
    [InlineData("PID~SPM T1~SAC A~OBR F1~OBX K~SPM T2~OBR F2~OBX NA", "K=T1 NA=T2")]
    [InlineData("SPM~SAC A~OBR F1~OBX K~OBR F2~OBX NA~SPM~SAC B~OBR F3~OBX CL", "K=A NA=A CL=B")]
    [InlineData("SPM~SAC A~OBR F1~OBX K~SAC B~OBR F2~OBX NA", "K=A NA=B")]
    [InlineData("SAC A~OBR F1~OBX K~SAC B~OBR F2~OBX NA", "K=A NA=B")]
    [InlineData("SPM~SAC A~OBR F1~OBX K~SPM~OBR F2~OBX NA~SPM~OBX CL", "K=A NA=F2 CL=")]
    [InlineData("PID~SPM T1~OBR F1~OBX K~PID~OBR F2~OBX NA", "K=T1 NA=F2")]
    [InlineData("SPM~SAC A~SAC B~OBR F1~OBX K", "K=")]
    [InlineData("OBR F1~OBX K~SPM T1~OBR F2~OBX NA~SPM T2", "K= NA=")]
    public void In_a_workflow_message_a_specimen_or_its_container_names_what_follows_it(string segments, string tubes) =>
        Assert.Equal(tubes, Tubes("OUL^R22", segments));

    [Theory]
    [InlineData("ORU^R01", "PID~OBR F1~OBX K~SPM C1 Q~PID~OBR F2~OBX NA~SPM T2")]
    [InlineData("ORU^R01", "PID~OBR F1~OBX K~SPM C1 Q~OBR F2~OBX NA")]
    [InlineData("OUL^R22", "PID~SPM C1 Q~OBR F1~OBX K~PID~OBR F2~OBX NA")]
    [InlineData("OUL^R22", "SPM C1 Q~OBR F1~OBX K~SPM T2~OBR F2~OBX NA")]
    public void A_control_s_specimen_makes_no_control_of_what_comes_after_its_group(string kind, string segments)
    {
        IReadOnlyList<AnalyserResult> results = Read(kind, segments);
        Assert.Equal([true, false], results.Select(one => one.IsControl));
        Assert.Equal(("C1", "LOT", "2"), (results[0].Specimen, results[0].ControlLot, results[0].ControlLevel));
        Assert.Equal(("", "", ""), (results[1].ControlLot, results[1].ControlLevel, results[1].ReagentLot));
    }

    [Theory]
    [InlineData("ORU^R01", "PID~OBR F1~INV R1~OBX K~OBX NA~OBR F2~OBX CL", "R1 R1 ")]
    [InlineData("OUL^R22", "SPM T1~SAC A~INV R1~OBR F1~OBX K~SAC B~INV R2~OBR F2~OBX NA~SPM T2~OBR F3~OBX CL", "R1 R2 ")]
    public void A_reagent_s_lot_is_that_of_its_own_group(string kind, string segments, string lots) =>
        Assert.Equal(lots, string.Join(' ', Read(kind, segments).Select(one => one.ReagentLot)));

    [Fact]
    public void Remarks_stay_with_the_result_that_they_follow()
    {
        IReadOnlyList<AnalyserResult> results =
            Read("ORU^R01", "PID~OBR F1~OBX K~NTE one~SPM T1~NTE of the tube~PID~OBX NA~NTE two");
        Assert.Equal("one two", string.Join(' ', results.Select(one => Assert.Single(one.Comments))));
    }

    private static string Tubes(string kind, string segments) =>
        string.Join(' ', Read(kind, segments).Select(one => $"{one.Code}={one.Specimen}"));

    private static IReadOnlyList<AnalyserResult> Read(string kind, string segments)
    {
        StringBuilder text = new($"MSH|^~\\&|A|B|||20260301080000||{kind}|17|P|2.5.1\r");
        foreach (string segment in segments.Split('~'))
        {
            string[] parts = segment.Split(' ', 2);
            string value = parts.Length > 1 ? parts[1] : "";
            text.Append(parts[0] switch
            {
                "SPM" when value.EndsWith(" Q", StringComparison.Ordinal) => $"SPM|1|{value[..^2]}|LOT^2|BLD|||||||Q",
                "SPM" => $"SPM|1|{value}||BLD|||||||P",
                "SAC" => $"SAC|||{value}",
                "INV" => $"INV||||||||||||||||{value}",
                "OBR" => $"OBR|1||{value}|X",
                "OBX" => $"OBX|1|NM|{value}||4.1|mmol/L|||||F",
                "NTE" => $"NTE|1||{value}",
                string other => other + "|1",
            }).Append('\r');
        }

        return Hl7Reader.Read(Encoding.Latin1.GetBytes(text.ToString())).Content!.Results;
    }
}

using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Medications;

namespace Serment.UnitTests.Records.Medications;

public sealed class LineResourceTests
{
    [Fact]
    public void A_line_comes_back_as_it_was_written()
    {
        foreach (PrescriptionLine line in Samples())
        {
            MedicationRequest written = LineResource.Draft(
                line, [.. line.Steps.Select(_ => "texte")], new(1), new(2), null, EstablishmentTime.Zone);
            PrescriptionLine read = LineResource.Read((MedicationRequest)FhirJson.ReadResource(FhirJson.ToBytes(written)));
            Assert.Equal(line.Steps, read.Steps);
            Assert.Equal(line with { Steps = read.Steps }, read);
        }
    }

    [Fact]
    public void Signing_keeps_who_when_with_which_answers()
    {
        MedicationRequest request = LineResource.Draft(
            Lines.Line(Lines.Step(DayMoments.Morning)), ["texte"], new(1), new(2), (new(9), StopReason.Renewed),
            EstablishmentTime.Zone);
        Assert.Equal(LineState.Draft, LineResource.StateOf(request));
        LineResource.Sign(
            request, new(3), new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(1)), "group", LineSetting.Ward,
            [new("Allergy.05248", OverruleReason.Tolerated, "sans réaction en 2024")]);
        request = (MedicationRequest)FhirJson.ReadResource(FhirJson.ToBytes(request));
        Assert.Equal(LineState.Active, LineResource.StateOf(request));
        Assert.Equal("group", LineResource.GroupOf(request));
        Assert.Equal(LineSetting.Ward, LineResource.SettingOf(request));
        Assert.Equal((new EntryId(9), StopReason.Renewed), LineResource.ReplacedBy(request));
        Assert.Equal(
            new AnsweredWarning("Allergy.05248", OverruleReason.Tolerated, "sans réaction en 2024"),
            Assert.Single(LineResource.AnswersOf(request)));
        LineResource.Stop(request, StopReason.AdverseEffect, "prurit");
        Assert.Equal((StopReason.AdverseEffect, "prurit"), LineResource.StoppedBecause(request));
        Assert.Equal(LineState.Stopped, LineResource.StateOf(request));
    }

    private static IEnumerable<PrescriptionLine> Samples()
    {
        yield return Lines.Line(
            Lines.Step(DayMoments.Morning | DayMoments.Evening, 5) with { Quantity = 0.5m },
            Lines.Step(DayMoments.Night, 5) with { IsTogether = true },
            Lines.Step(days: 3) with { TimesADay = 2, Days = WeekDays.Saturday | WeekDays.Monday });
        yield return Lines.Line(Lines.Step() with { EveryHours = 6, Unit = "mg", Quantity = 250 });
        yield return Lines.Line(Lines.Step() with { IsAsNeeded = true, Condition = "douleur", MaxADay = 4 }) with
        {
            NoSubstitution = NoSubstitution.Excipient,
            Note = "à jeun",
        };
        yield return Lines.Line(Lines.Step(days: 1) with { IsAsNeeded = true });
        yield return new() { Name = "Soins de bouche au bicarbonate", Start = Lines.Start };
    }
}

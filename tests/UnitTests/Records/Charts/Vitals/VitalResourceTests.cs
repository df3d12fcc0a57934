using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;

namespace Serment.UnitTests.Records.Charts.Vitals;

public sealed class VitalResourceTests
{
    private static readonly DateTimeOffset Taken = new(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(1));
    private static readonly ItemWriter Writer = new(new(11), new(7), "Une infirmière", Taken.AddMinutes(5));

    private static readonly VitalSet Whole = new()
    {
        TakenAt = Taken,
        Temperature = 38.4m,
        Pulse = 101,
        Systolic = 132,
        Diastolic = 81,
        RespiratoryRate = 22,
        Saturation = 91,
        IsOnOxygen = true,
        OxygenFlow = 2.5m,
        IsScale2 = true,
        Consciousness = Consciousness.Confusion,
        Pain = 4,
        Weight = 71.5m,
        Height = 172,
        Glucose = 1.12m,
        UrineOutput = 350,
    };

    [Fact]
    public void A_whole_set_comes_back_as_it_was_written()
    {
        IReadOnlyList<Observation> written = VitalResource.Write(Whole, Writer);

        Assert.Equal(11, written.Count);
        Assert.All(written, one => Assert.Equal(
            "vital-signs", Coded.CodeIn(one.Category![0], VitalResource.Category)));
        VitalRound round = Assert.Single(VitalReadings.RoundsOf(VitalReadings.Of(Entries(written, Writer))));
        Assert.Equal(Whole, round.Set);
        Assert.False(round.IsLate);
        Assert.All(round.Readings, one => Assert.Equal("Une infirmière", one.By));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, 4.0)]
    [InlineData(null, null)]
    public void Air_oxygen_and_its_flow_are_kept_apart(bool? oxygen, double? flow)
    {
        VitalSet set = new() { TakenAt = Taken, Saturation = 97, IsOnOxygen = oxygen, OxygenFlow = (decimal?)flow };

        VitalRound round = RoundOf(VitalResource.Write(set, Writer), Writer);

        Assert.Equal((oxygen, (decimal?)flow), (round.Set.IsOnOxygen, round.Set.OxygenFlow));
    }

    [Fact]
    public void What_is_in_error_counts_no_more_but_stands_there()
    {
        IReadOnlyList<Observation> written = VitalResource.Write(Whole, Writer);
        VitalResource.MarkError(written[0]);

        VitalRound round = VitalReadings.RoundsOf(VitalReadings.Of(Entries(written, Writer)))[0];

        Assert.Null(round.Set.Temperature);
        Assert.Equal(11, round.Readings.Count);
        Assert.Single(round.Readings, one => one is { IsError: true, Kind: VitalKind.Temperature });
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(61, true)]
    public void What_is_written_more_than_an_hour_later_is_late(int minutes, bool isLate)
    {
        ItemWriter late = Writer with { At = Taken.AddMinutes(minutes) };

        Assert.Equal(isLate, RoundOf(VitalResource.Write(Whole, late), late).IsLate);
    }

    [Fact]
    public void The_score_needs_all_seven_and_an_age_of_sixteen()
    {
        Assert.Equal(2 + 0 + 2 + 0 + 1 + 3 + 1, Whole.Score(70)!.Total);
        Assert.NotNull(Whole.Score(16));
        Assert.Null(Whole.Score(15));
        Assert.Null(Whole.Score(null));
        foreach (VitalSet partial in (VitalSet[])
            [
                Whole with { RespiratoryRate = null }, Whole with { Saturation = null },
                Whole with { IsOnOxygen = null },
                Whole with { Systolic = null }, Whole with { Pulse = null }, Whole with { Consciousness = null },
                Whole with { Temperature = null },
            ])
        {
            Assert.Null(partial.Score(70));
        }
    }

    [Fact]
    public void Observations_of_other_kinds_are_passed_over()
    {
        Observation other = new()
        {
            Status = "final",
            Code = Coded.Of(VitalSign.Loincs, "2951-2", "Sodium"),
            EffectiveDateTime = "2026-03-02",
        };

        Assert.Empty(VitalReadings.Of(Entries([other], Writer)));
    }

    private static VitalRound RoundOf(IEnumerable<Observation> written, ItemWriter writer) =>
        VitalReadings.RoundsOf(VitalReadings.Of(Entries(written, writer)))[0];

    private static List<OpenedEntry> Entries(IEnumerable<Observation> resources, ItemWriter writer) =>
    [
        .. resources.Select((one, i) => new OpenedEntry(
            writer.Patient, new(i + 1), 1, Compartment.Clinical, ResourceType.Of("Observation"),
            writer.At.ToUnixTimeMilliseconds(), writer.Staff, 0, FhirJson.ToBytes(one))),
    ];
}

using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Medications;

namespace Serment.UnitTests.Records.Medications;

public sealed class MeasuredWeightTests
{
    [Fact]
    public void The_newest_day_counts_whatever_the_order_of_the_entries()
    {
        Assert.Equal(
            new(71.5m, new(2026, 3, 2)),
            Newest(Weight("2026-03-01", 70), Weight("2026-03-02T08:00:00+01:00", 71.5m), Weight("2026-02-28", 69)));
        Assert.Equal(new(72m, new(2026, 3, 2)), Newest(Weight("2026-03-02", 71), Weight("2026-03-02", 72)));
    }

    [Fact]
    public void Grams_become_kilograms_and_other_units_are_not_guessed()
    {
        Assert.Equal(new(3.25m, new(2026, 3, 2)), Newest(Weight("2026-03-02", 3250, "g")));
        Assert.Null(Newest(Weight("2026-03-02", 150, "[lb_av]")));
        Assert.Null(Newest(Weight("2026-03-02", 70, null)));
    }

    [Theory]
    [InlineData("entered-in-error")]
    [InlineData("cancelled")]
    public void What_was_never_so_does_not_count(string status) => Assert.Equal(
        new(70m, new(2026, 3, 1)), Newest(Weight("2026-03-01", 70), Weight("2026-03-02", 700, status: status)));

    [Fact]
    public void Another_measurement_a_missing_value_or_no_day_is_no_weight()
    {
        Assert.Null(Newest());
        Assert.Null(Newest(Weight("2026-03-02", 170, code: "8302-2")));
        Assert.Null(Newest(Weight("2026", 70)));
        Observation empty = Weight("2026-03-02", 70);
        empty.ValueQuantity = null;
        Assert.Null(Newest(empty));
    }

    private static MeasuredWeight? Newest(params Observation[] observations) => MeasuredWeight.NewestOf(
    [
        .. observations.Select((one, i) => new OpenedEntry(
            new(1), new(i + 1), 1, Compartment.Clinical, ResourceType.Of(nameof(Observation)), i, new(2), 0,
            FhirJson.ToBytes(one))),
    ]);

    private static Observation Weight(
        string at, decimal value, string? unit = "kg", string status = "final", string code = "29463-7") => new()
        {
            Status = status,
            Code = new() { Coding = [new() { System = "http://loinc.org", Code = code }] },
            EffectiveDateTime = at,
            ValueQuantity = new() { Value = FhirDecimal.FromDecimal(value), Code = unit, System = "http://unitsofmeasure.org" },
        };
}

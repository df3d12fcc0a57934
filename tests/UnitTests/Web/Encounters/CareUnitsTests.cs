using Serment.CustodyProtocol;
using Serment.Records.Locations;
using Serment.Web.Encounters;

namespace Serment.UnitTests.Web.Encounters;

public sealed class CareUnitsTests
{
    private static readonly UnitDescription[] Units =
        [new(1, "MED", "Médecine"), new(2, "CONS", "Consultations"), new(3, "FACT", "Facturation")];

    private static readonly Bed[] Beds =
        [new(7, 1, "101", "1", BedKind.Bed, CanIsolate: false, BedState.Free, null, 1)];

    [Fact]
    public void Somebody_is_admitted_where_there_are_beds() =>
        Assert.Equal([1], CareUnits.ForStays(Units, Beds).Select(one => one.UnitId));

    [Fact]
    public void A_site_without_any_bed_admits_anywhere() =>
        Assert.Equal(3, CareUnits.ForStays(Units, []).Count);

    [Theory]
    [InlineData(null, 0, "1")]
    [InlineData(2, 0, "1 2")]
    [InlineData(null, 2, "1 2")]
    public void Drugs_are_given_where_there_are_beds_where_the_patient_is_and_in_ones_own_unit(
        int? stay, int own, string expected) =>
        Assert.Equal(
            expected,
            string.Join(' ', CareUnits.ForDrugs(Units, Beds, stay, [.. Units.Where(one => one.UnitId == own)])
                .Select(one => one.UnitId)));
}

using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Catalogue;

public sealed class UcumUnitTests
{
    [Theory]
    [InlineData("mmol/L")]
    [InlineData("10*9/L")]
    [InlineData("10*12/L")]
    [InlineData("mL/min/{1.73_m2}")]
    [InlineData("k[IU]/L")]
    [InlineData("[arb'U]")]
    [InlineData("[GPL'U]/mL")]
    [InlineData("g/(24.h)")]
    [InlineData("U/g{Hb}")]
    [InlineData("ng/mL{FEU}")]
    [InlineData("{copies}/mL")]
    [InlineData("mm[Hg]")]
    [InlineData("mosm/kg")]
    [InlineData("/uL")]
    [InlineData("%")]
    [InlineData("kg.m/s2")]
    [InlineData("m[IU]/mL")]
    public void Knows_a_unit(string unit) => Assert.True(UcumUnit.IsValid(unit));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("µmol/L")]
    [InlineData("UI/L")]
    [InlineData("G/l/")]
    [InlineData("mmol//L")]
    [InlineData("mmol / L")]
    [InlineData("g/dl{")]
    [InlineData("(g/L")]
    [InlineData("gram")]
    [InlineData("10^9//L")]
    public void Refuses_what_is_none(string? unit) => Assert.False(UcumUnit.IsValid(unit));

    [Theory]
    [InlineData("10*9/L", "G/L", "10⁹/L")]
    [InlineData("umol/L", "µmol/L", "µmol/L")]
    [InlineData("m[IU]/L", "mUI/L", "mIU/L")]
    [InlineData("[iU]/L", "UI/L", "IU/L")]
    [InlineData("ug/L", "µg/L", "µg/L")]
    [InlineData("[pH]", "", "")]
    [InlineData("Cel", "°C", "°C")]
    [InlineData("mm[Hg]", "mmHg", "mmHg")]
    [InlineData("mL/min/{1.73_m2}", "mL/min/1,73 m²", "mL/min/1.73 m²")]
    [InlineData("ng/mL{FEU}", "ng/mL", "ng/mL")]
    [InlineData("{INR}", "", "")]
    [InlineData("g/L", "g/L", "g/L")]
    [InlineData(null, "", "")]
    public void Shows_it_as_paper_does(string? unit, string french, string english)
    {
        Assert.Equal(french, UcumUnit.Text(unit, isFrench: true));
        Assert.Equal(english, UcumUnit.Text(unit, isFrench: false));
    }
}

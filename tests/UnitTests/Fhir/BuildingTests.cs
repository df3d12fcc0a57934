using System.Text;
using Serment.Fhir;

namespace Serment.UnitTests.Fhir;

public sealed class BuildingTests
{
    [Fact]
    public void Writes_what_was_built_in_code()
    {
        var patient = new Patient
        {
            Id = "p1",
            Name = [new HumanName { Family = "Lefèvre", Given = ["Anne"] }],
            BirthDate = "1985-05",
            DeceasedBoolean = false,
            Telecom = [],
        };
        string name = """[{"family":"Lefèvre","given":["Anne"]}]""";
        Assert.Equal(
            $$"""{"resourceType":"Patient","id":"p1","name":{{name}},"birthDate":"1985-05","deceasedBoolean":false}""",
            Encoding.UTF8.GetString(FhirJson.ToBytes(patient)));
    }

    [Fact]
    public void Holds_one_value_of_a_choice_at_a_time()
    {
        var observation = new Observation { ValueString = "haemolysed", ValueStringElement = new Element { Id = "e" } };
        observation.ValueInteger = null;
        Assert.Equal("haemolysed", observation.ValueString);

        observation.ValueQuantity = new Quantity { Value = 1.50m, Unit = "g/L" };
        Assert.Null(observation.ValueString);
        Assert.Null(observation.ValueStringElement);
        Assert.Equal("1.50", observation.ValueQuantity.Value.ToString());

        observation.ValueQuantity = null;
        Assert.Equal("""{"resourceType":"Observation"}""", Encoding.UTF8.GetString(FhirJson.ToBytes(observation)));
    }

    [Theory]
    [InlineData("1.50", true)]
    [InlineData("-0", true)]
    [InlineData("1E-22", true)]
    [InlineData("01", false)]
    [InlineData("1.", false)]
    [InlineData(".5", false)]
    [InlineData("+1", false)]
    [InlineData("1e", false)]
    [InlineData("1,5", false)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("NaN", false)]
    public void Takes_only_the_text_of_a_JSON_number_as_a_decimal(string text, bool good)
    {
        if (good)
        {
            Assert.Equal(text, FhirDecimal.Parse(text).Literal);
        }
        else
        {
            Assert.Throws<FormatException>(() => FhirDecimal.Parse(text));
        }
    }

    [Fact]
    public void Tells_when_a_decimal_is_too_large_for_arithmetic()
    {
        Assert.False(FhirDecimal.Parse("1E+40").TryToDecimal(out _));
        Assert.Equal(0.25m, FhirDecimal.Parse("2.5e-1").ToDecimal());
    }
}

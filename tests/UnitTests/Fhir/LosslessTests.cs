using System.Text;
using Serment.Fhir;

namespace Serment.UnitTests.Fhir;

public sealed class LosslessTests
{
    [Fact]
    public void Keeps_members_that_FHIR_does_not_define_at_every_level()
    {
        const string json = """
            {"resourceType":"Patient","oldKey":{"a":[1.0,null,{"b":"é"}]},"name":[{"family":"Roy","rank":2.50}],
             "zip":"A","contact":[{"relationship":[{"coding":[{"code":"C","extra":false}]}]}]}
            """;
        Patient patient = Same<Patient>(json);
        Assert.Equal(["oldKey", "zip"], patient.UnknownMembers.Select(member => member.Name), StringComparer.Ordinal);
        Assert.Equal("2.50", Encoding.UTF8.GetString(patient.Name![0].UnknownMembers[0].Json.Span));
    }

    [Fact]
    public void Keeps_contained_resources_with_their_types()
    {
        Observation observation = Same<Observation>("""
            {"resourceType":"Observation","contained":[
              {"resourceType":"Patient","id":"p","birthDate":"1985"},
              {"id":"x","resourceType":"Practitioner","active":true},
              {"resourceType":"BodyStructure","id":"b","morphology":{"text":"?"}}],
             "status":"final","code":{"text":"Na"},"subject":{"reference":"#p"}}
            """);
        Assert.Equal("1985", Assert.IsType<Patient>(observation.Contained![0]).BirthDate);
        Assert.IsType<Practitioner>(observation.Contained[1]);
        Assert.Equal("b", Assert.IsType<UnknownResource>(observation.Contained[2]).Id);
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("1E-22")]
    [InlineData("0.0")]
    [InlineData("-0.00")]
    [InlineData("100")]
    [InlineData("1.0e+3")]
    [InlineData("123456789012345678901234567890.1234567890")]
    public void Keeps_the_text_of_a_decimal(string literal)
    {
        Observation observation = Same<Observation>(
            $$$"""{"resourceType":"Observation","valueQuantity":{"value":{{{literal}}},"unit":"mmol/L"}}""");
        Assert.Equal(literal, observation.ValueQuantity!.Value!.Value.Literal);
    }

    [Fact]
    public void Keeps_extensions_of_primitives()
    {
        Patient patient = Same<Patient>("""
            {"resourceType":"Patient","_active":{"id":"a1"},
             "_birthDate":{"extension":[{"url":"urn:absent","valueCode":"unknown"}]},
             "name":[{"given":["Anne",null],"_given":[null,{"extension":[{"url":"urn:q","valueCode":"IN"}]}],
               "_family":{"extension":[{"url":"urn:own","_valueString":{"id":"v"}}]}}],
             "_deceasedDateTime":{"extension":[{"url":"urn:absent","valueCode":"asked-unknown"}]}}
            """);
        Assert.Null(patient.BirthDate);
        Assert.Equal("unknown", patient.BirthDateElement!.Extension![0].ValueCode);
        Assert.Equal(["Anne", null], patient.Name![0].Given!);
        Assert.NotNull(patient.Name[0].GivenElement![1]);
        Assert.Null(patient.DeceasedBooleanElement);
        Assert.Equal("asked-unknown", patient.DeceasedDateTimeElement!.Extension![0].ValueCode);
        Assert.Equal("v", patient.Name[0].FamilyElement!.Extension![0].ValueStringElement!.Id);
    }

    [Fact]
    public void Keeps_a_resource_of_an_unknown_type()
    {
        UnknownResource resource = Same<UnknownResource>("""
            {"resourceType":"NutritionOrder","id":"n1","status":"active","amount":1.10,"list":[[],{}],
             "meta":{"versionId":"2"}}
            """);
        Assert.Equal("NutritionOrder", resource.ResourceType);
        Assert.Equal("n1", resource.Id);
        Assert.Equal("2", resource.Meta!.VersionId);
    }

    [Theory]
    [InlineData("1985")]
    [InlineData("1985-05")]
    [InlineData("1985-05-17")]
    public void Keeps_the_precision_of_a_date(string date) =>
        Assert.Equal(date, Same<Patient>($$"""{"resourceType":"Patient","birthDate":"{{date}}"}""").BirthDate);

    [Fact]
    public void Keeps_text_of_every_script()
    {
        const string json =
            """{"resourceType":"Patient","name":[{"text":"é 漢 𝒜 \u0000\u001f\"\\\/\ud83d\ude00<b>&'+"}]}""";
        Assert.Equal("é 漢 𝒜 \0\u001f\"\\/😀<b>&'+", Same<Patient>(json).Name![0].Text);
    }

    [Fact]
    public void Reads_names_written_with_escapes()
    {
        const string json = """{"\u0072esourceType":"\u0050atient","birth\u0044ate":"1985"}""";
        Patient patient = FhirJson.Read<Patient>(Encoding.UTF8.GetBytes(json));
        Assert.Equal("1985", patient.BirthDate);
    }

    [Fact]
    public void Reads_the_resource_type_wherever_it_stands() =>
        Assert.True(Same<Patient>("""{"contact":[{"gender":"male"}],"active":true,"resourceType":"Patient"}""").Active);

    private static T Same<T>(string json)
        where T : Resource
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        T resource = FhirJson.Read<T>(bytes);
        Assert.Null(JsonDifference.Between(bytes, FhirJson.ToBytes(resource)));
        return resource;
    }
}

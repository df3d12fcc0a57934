using System.Text;
using Serment.Fhir;

namespace Serment.UnitTests.Fhir;

/// <summary>One case for each way in which bytes can fail to be a resource.</summary>
public sealed class MalformedTests
{
    [Theory]
    [InlineData("", "$", "not well-formed JSON")]
    [InlineData("nothing", "$", "not well-formed JSON")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"Roy"}""", "$.name[0]", "not well-formed JSON")]
    [InlineData("""{"resourceType":"Patient","active":true,}""", "$.active", "not well-formed JSON")]
    [InlineData("""{"resourceType":"Patient"/*Roy*/}""", "$.resourceType", "not well-formed JSON")]
    [InlineData("""{"resourceType":"Patient"} {}""", "$", "not well-formed JSON")]
    [InlineData("""{"resourceType":"Patient","active":01}""", "$.active", "not well-formed JSON")]
    [InlineData("""{"resourceType":"Patient","Dupont":Roy}""", "$.?", "not well-formed JSON")]
    [InlineData("[]", "$", "expected an object, found a list")]
    [InlineData("\"Patient\"", "$", "expected an object, found text")]
    [InlineData("{}", "$", "an object without resourceType where a resource must be")]
    [InlineData("""{"resourceType":7}""", "$.resourceType", "expected text, found a number")]
    [InlineData("""{"resourceType":"../etc"}""", "$.resourceType", "not the name of a resource type")]
    [InlineData("""{"resourceType":"Patient","resourceType":"Group"}""", "$.resourceType", "the same member twice")]
    [InlineData("""{"resourceType":"Patient","contained":[{"id":"a"}]}""", "$.contained[0]",
        "an object without resourceType where a resource must be")]
    public void Refuses_what_is_not_a_resource(string json, string path, string problem) =>
        Refused(json, path, problem);

    [Theory]
    [InlineData("""{"birthDate":1985}""", "$.birthDate", "expected text, found a number")]
    [InlineData("""{"birthDate":null}""", "$.birthDate", "expected text, found null")]
    [InlineData("""{"birthDate":["1985"]}""", "$.birthDate", "expected text, found a list")]
    [InlineData("""{"active":"true"}""", "$.active", "expected true or false, found text")]
    [InlineData("""{"name":{"family":"Roy"}}""", "$.name", "expected a list, found an object")]
    [InlineData("""{"name":["Roy"]}""", "$.name[0]", "expected an object, found text")]
    [InlineData("""{"name":[{"family":"A"},{"family":{}}]}""", "$.name[1].family", "expected text, found an object")]
    [InlineData("""{"name":[]}""", "$.name", "an empty list")]
    [InlineData("""{"maritalStatus":"M"}""", "$.maritalStatus", "expected an object, found text")]
    [InlineData("""{"birthDate":"1985","birthDate":"1986"}""", "$.birthDate", "the same member twice")]
    [InlineData("""{"Dupont":1,"Dupont":2}""", "$.?", "the same member twice")]
    [InlineData("""{"deceasedBoolean":true,"deceasedDateTime":"2020"}""", "$.deceasedDateTime",
        "more than one type of value where FHIR allows one")]
    [InlineData("""{"deceasedBoolean":true,"deceasedBoolean":true}""", "$.deceasedBoolean", "the same member twice")]
    [InlineData("""{"multipleBirthInteger":1.5}""", "$.multipleBirthInteger", "not a whole number of 32 bits")]
    [InlineData("""{"multipleBirthInteger":-0}""", "$.multipleBirthInteger", "not a whole number of 32 bits")]
    [InlineData("""{"multipleBirthInteger":2147483648}""", "$.multipleBirthInteger", "not a whole number of 32 bits")]
    [InlineData("""{"name":[{"family":"\ud800"}]}""", "$.name[0].family", "text with half a surrogate pair")]
    [InlineData("""{"\ud800":1}""", "$.?", "a name with half a surrogate pair")]
    public void Refuses_a_member_of_the_wrong_shape(string json, string path, string problem) =>
        Refused("{\"resourceType\":\"Patient\"," + json[1..], path, problem);

    [Fact]
    public void Refuses_another_type_than_asked() =>
        Assert.Throws<FhirFormatException>(() => FhirJson.Read<Patient>("""{"resourceType":"Group"}"""u8));

    [Fact]
    public void Refuses_bytes_that_are_not_UTF8()
    {
        byte[] json = [.. "{\"resourceType\":\"Patient\",\"x\":\""u8, 0xE9, .. "\"}"u8];
        Assert.Equal("not valid UTF-8", Assert.Throws<FhirFormatException>(() => FhirJson.ReadResource(json)).Problem);
    }

    [Fact]
    public void Refuses_a_number_that_is_too_long()
    {
        string number = new('1', FhirJson.MaxNumberLength + 1);
        Refused(
            $$$"""{"resourceType":"Observation","valueQuantity":{"value":{{{number}}}}}""",
            "$.valueQuantity.value", "a number of more than 64 characters");
    }

    [Fact]
    public void Refuses_too_many_undefined_members()
    {
        IEnumerable<string> members = Enumerable.Range(0, FhirJson.MaxUnknownMembers + 1).Select(n => $"\"x{n}\":{n}");
        Refused($$"""{"resourceType":"Patient",{{string.Join(',', members)}}}""",
            "$.?", "more than 128 undefined members in one object");
    }

    [Fact]
    public void Refuses_more_bytes_than_the_limit() => Assert.Throws<FhirFormatException>(
        () => FhirJson.ReadResource(new byte[FhirJson.MaxSizeBytes + 1]));

    [Theory]
    [InlineData("""{"resourceType":"Patient","x":""", "[", "]")]
    [InlineData("""{"resourceType":"Patient","x":""", "{\"a\":", "}")]
    [InlineData("", """{"resourceType":"Bundle","entry":[{"resource":""", "}]}")]
    [InlineData("""{"resourceType":"Patient","extension":[""", """{"url":"u","extension":[""", "]}")]
    public void Refuses_deep_nesting(string before, string open, string close)
    {
        const int levels = 100_000;
        string opening = string.Concat(Enumerable.Repeat(open, levels));
        string closing = string.Concat(Enumerable.Repeat(close, levels));
        string json = before + opening + closing;
        FhirFormatException refusal =
            Assert.Throws<FhirFormatException>(() => FhirJson.ReadResource(Encoding.UTF8.GetBytes(json)));
        Assert.Equal("nested deeper than 64", refusal.Problem);
    }

    [Fact]
    public void Writes_and_reads_as_deep_as_the_limit()
    {
        string arrays = new string('[', FhirJson.MaxDepth - 1) + new string(']', FhirJson.MaxDepth - 1);
        byte[] json = Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","x":{{arrays}}}""");
        Assert.Equal(json, FhirJson.ToBytes(FhirJson.ReadResource(json)));
    }

    [Fact]
    public void Refuses_to_write_objects_in_a_circle()
    {
        var extension = new Extension { Url = "urn:circle" };
        extension.Extension = [extension];
        var patient = new Patient { Extension = [extension] };
        Assert.Throws<InvalidOperationException>(() => FhirJson.ToBytes(patient));
        Assert.NotEmpty(FhirJson.ToBytes(new Patient()));
    }

    [Fact]
    public void Never_quotes_what_it_refused()
    {
        const string json = """{"resourceType":"Patient","Dupont":{"Martin":1},"name":[{"family":["Durand"]}]}""";
        string message =
            Assert.Throws<FhirFormatException>(() => FhirJson.ReadResource(Encoding.UTF8.GetBytes(json))).ToString();
        Assert.DoesNotContain("Du", message, StringComparison.Ordinal);
        Assert.Contains("$.name[0].family: expected text, found a list (byte ", message, StringComparison.Ordinal);
    }

    private static void Refused(string json, string path, string problem)
    {
        FhirFormatException refusal =
            Assert.Throws<FhirFormatException>(() => FhirJson.ReadResource(Encoding.UTF8.GetBytes(json)));
        Assert.Equal((path, problem), (refusal.Path, refusal.Problem));
        Assert.Null(refusal.InnerException);
    }
}

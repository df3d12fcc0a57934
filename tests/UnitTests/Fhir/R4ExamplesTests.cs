using System.Buffers;
using System.IO.Compression;
using System.Text;
using Serment.Fhir;
using Serment.UnitTests.Architecture;
using Xunit.Abstractions;

namespace Serment.UnitTests.Fhir;

/// <summary>HL7's own examples, all that are of our types (tests/vectors/fhir/README.md).</summary>
public sealed class R4ExamplesTests(ITestOutputHelper output)
{
    private const int ExpectedExamples = 2875;

    [Fact]
    public void Every_official_example_comes_back_with_the_same_meaning()
    {
        var differences = new List<string>();
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        int count = 0;
        foreach (byte[] example in Examples())
        {
            count++;
            Resource resource = FhirJson.ReadResource(example);
            kinds.Add(resource.ResourceType);
            Assert.IsNotType<UnknownResource>(resource);

            // All that R4 defines is typed: an undefined member in HL7's own examples would be a gap in the generator.
            Assert.Empty(resource.UnknownMembers);
            if (JsonDifference.Between(example, FhirJson.ToBytes(resource)) is { } path)
            {
                differences.Add($"{resource.ResourceType}/{resource.Id} {path}");
            }
        }

        output.WriteLine($"{count} examples of {kinds.Count} types");
        Assert.Empty(differences);
        Assert.Equal(ExpectedExamples, count);
    }

    [Theory]
    [InlineData("""{"a":1.50}""", """{"a":1.5}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":"x"}""", """{"a":"y"}""")]
    [InlineData("""{"a":true}""", """{"a":false}""")]
    public void The_comparison_itself_sees_a_difference(string left, string right) =>
        Assert.NotNull(JsonDifference.Between(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)));

    [Fact]
    public void The_comparison_itself_ignores_order() =>
        Assert.Null(JsonDifference.Between("""{"a":1,"b":[2]}"""u8.ToArray(), """{ "b":[2], "a":1 }"""u8.ToArray()));

    private static IEnumerable<byte[]> Examples()
    {
        string archive = Path.Combine(SourceTree.Root, "tests", "vectors", "fhir", "r4-examples.ndjson.br");
        using FileStream file = File.OpenRead(archive);
        using var brotli = new BrotliStream(file, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        var lines = new ReadOnlySequence<byte>(plain.GetBuffer(), 0, (int)plain.Length);
        while (lines.PositionOf((byte)'\n') is { } end)
        {
            yield return lines.Slice(0, end).ToArray();
            lines = lines.Slice(lines.GetPosition(1, end));
        }
    }
}

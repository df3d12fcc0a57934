using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Serment.Fhir;
using Serment.FhirGenerator;
using Serment.UnitTests.Fhir;

namespace Serment.FhirExamples;

/// <summary>
/// Packs HL7's official examples into the archive that the tests read, or checks every one of them
/// straight from the npm package. See docs/fhir.md.
/// </summary>
internal static class Program
{
    /// <summary>Ten bundles of definitions are larger: left to "verify", 81 of 111 MB.</summary>
    private const int MaxPackedBytes = 2_000_000;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["pack", string package, string archive]:
                Pack(package, archive);
                return 0;
            case ["verify", string package]:
                return Verify(package);
            default:
                Console.Error.WriteLine("usage: FhirExamples pack <package> <archive> | verify <package>");
                return 2;
        }
    }

    private static void Pack(string package, string archive)
    {
        byte[][] examples =
            [.. Examples(package).Select(example => Compact(example.Json)).Where(json => json.Length < MaxPackedBytes)];
        using var file = File.Create(archive);
        using var brotli = new BrotliStream(file, new BrotliCompressionOptions { Quality = 11 });
        foreach (byte[] example in examples)
        {
            brotli.Write(example);
            brotli.WriteByte((byte)'\n');
        }

        Console.WriteLine($"{examples.Length} examples, {examples.Sum(e => (long)e.Length)} bytes");
    }

    private static int Verify(string package)
    {
        int count = 0;
        int failures = 0;
        foreach ((string name, byte[] json) in Examples(package))
        {
            count++;
            if (JsonDifference.Between(json, FhirJson.ToBytes(FhirJson.ReadResource(json))) is { } path)
            {
                failures++;
                Console.WriteLine($"{name}: {path}");
            }
        }

        Console.WriteLine($"{count} examples, {failures} differ");
        return failures == 0 ? 0 : 1;
    }

    /// <summary>Ordered by type, so that like compresses beside like.</summary>
    private static IEnumerable<(string Name, byte[] Json)> Examples(string package) =>
        Directory.EnumerateFiles(package, "*.json")
            .Select(file => (Name: Path.GetFileName(file), Json: File.ReadAllBytes(file)))
            .Where(example => Selection.Resources.Contains(TypeOf(example.Json), StringComparer.Ordinal))
            .OrderBy(example => example.Name, StringComparer.Ordinal);

    private static string TypeOf(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("resourceType", out JsonElement type) ? type.GetString()! : "";
    }

    /// <summary>Drops white space between tokens only: numbers and escapes stay as HL7 wrote them.</summary>
    private static byte[] Compact(byte[] json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length);
        bool inText = false;
        bool escaped = false;
        foreach (byte b in json)
        {
            if (inText || b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                output.Write([b]);
            }

            bool quote = b == '"' && !escaped;
            escaped = inText && b == '\\' && !escaped;
            inText ^= quote;
        }

        return output.WrittenSpan.ToArray();
    }
}

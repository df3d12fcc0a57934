using System.Text.Json;
using Serment.UnitTests.Architecture;

namespace Serment.UnitTests.TransparencyLog.Proofs;

/// <summary>The vectors of tests/vectors/merkle, by their path below it.</summary>
internal static class ProofVectors
{
    internal static TheoryData<string> Names(string kind)
    {
        string folder = Folder();
        string[] files = Directory.GetFiles(Path.Combine(folder, kind), "*.json", SearchOption.AllDirectories);
        return [.. files.Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
    }

    internal static JsonElement Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder(), name)));
        return document.RootElement.Clone();
    }

    // The vectors count in unsigned 64 bits, we in 63: what is larger becomes negative and so out of range.
    internal static long Number(this JsonElement vector, string name) =>
        unchecked((long)vector.GetProperty(name).GetUInt64());

    internal static byte[] Bytes(this JsonElement vector, string name) =>
        vector.GetProperty(name).GetString() is { Length: > 0 } text ? Convert.FromBase64String(text) : [];

    internal static byte[][] ProofPath(this JsonElement vector) =>
        vector.TryGetProperty("proof", out JsonElement proof) && proof.ValueKind == JsonValueKind.Array
            ? [.. proof.EnumerateArray().Select(hash => Convert.FromBase64String(hash.GetString() ?? ""))]
            : [];

    internal static bool IsPositive(this JsonElement vector) => !vector.GetProperty("wantErr").GetBoolean();

    private static string Folder() => Path.Combine(SourceTree.Root, "tests", "vectors", "merkle");
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Serment.AttackSimulations.Means;

/// <summary>Looks for many texts in many files at once: in each encoding, as they are, in hex and in base64.</summary>
internal sealed class Scan
{
    private const int WindowBytes = 8;

    private readonly Dictionary<ulong, List<(byte[] Form, string Text)>> byWindow = [];

    /// <summary>A scan for these texts, in capitals, small letters and as a name is written.</summary>
    public Scan(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            foreach (string written in (string[])[.. new[]
                {
                    text, text.ToUpperInvariant(), text.ToLowerInvariant(),
                        text[..1].ToUpperInvariant() + text[1..].ToLowerInvariant(),
                }.Distinct(StringComparer.Ordinal)])
            {
                foreach (byte[] form in Spelling.Of(written).Where(form => form.Length >= WindowBytes))
                {
                    ref List<(byte[], string)>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(
                        byWindow, BinaryPrimitives.ReadUInt64LittleEndian(form), out _);
                    (list ??= []).Add((form, text));
                }
            }
        }
    }

    /// <summary>The texts found in some bytes.</summary>
    public IReadOnlySet<string> Of(ReadOnlySpan<byte> content)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        for (int i = 0; i + WindowBytes <= content.Length; i++)
        {
            if (byWindow.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(content[i..]), out var candidates))
            {
                foreach ((byte[] form, string text) in candidates)
                {
                    if (content[i..].StartsWith(form))
                    {
                        found.Add(text);
                    }
                }
            }
        }

        return found;
    }

    /// <summary>The texts found in every file under a folder, with the file.</summary>
    public IReadOnlyList<(string File, string Text)> OfFolder(string folder)
    {
        List<(string, string)> found = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (file.EndsWith(".sock", StringComparison.Ordinal) || file.EndsWith(".lock", StringComparison.Ordinal))
            {
                continue;
            }

            using FileStream stream = new(file, FileMode.Open, FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream content = new();
            stream.CopyTo(content);
            found.AddRange(Of(content.GetBuffer().AsSpan(0, (int)content.Length))
                .Select(text => (Path.GetRelativePath(folder, file), text)));
        }

        return found;
    }
}

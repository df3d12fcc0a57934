using System.Text;

namespace Serment.RecordAccess.Payload;

/// <summary>
/// The frozen table of version 1: one phrase a line; the first twenty have codes of one byte. Not a byte of it may
/// change: what is sealed
/// could not be read any more. A better table would be another coding.
/// </summary>
internal static class PhraseTable
{
    private const string Resource = "Serment.RecordAccess.Payload.phrases-1.txt";

    /// <summary>Reads the table from the assembly.</summary>
    public static byte[][] Load()
    {
        using Stream stream = typeof(PhraseTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("the phrase table is missing from the assembly");
        using StreamReader reader = new(stream, Encoding.UTF8);
        List<byte[]> phrases = [];
        while (reader.ReadLine() is { } line)
        {
            phrases.Add(Encoding.UTF8.GetBytes(line));
        }

        return [.. phrases];
    }
}

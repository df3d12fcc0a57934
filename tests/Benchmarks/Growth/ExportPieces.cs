using System.Text;

namespace Serment.Benchmarks.Growth;

/// <summary>
/// One long generated export, handed out piece by piece. Exports of different seeds count their record and dossier numbers from
/// the same start, so that the second would not bring new people; the pieces of one export do.
/// </summary>
internal sealed class ExportPieces : IDisposable
{
    private readonly StreamReader reader;
    private readonly string folder;
    private readonly string header;
    private int piece;

    public ExportPieces(string file)
    {
        // Latin-1 carries every byte through unchanged.
        reader = new(file, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, 1 << 20);
        folder = Path.GetDirectoryName(file)!;
        header = reader.ReadLine() ?? throw new InvalidDataException("the export is empty");
    }

    /// <summary>Writes the next rows, with the header, into a file of their own.</summary>
    public async Task<string> NextAsync(long rows)
    {
        string path = Path.Combine(folder, $"piece-{piece++}.csv");
        await using StreamWriter writer = new(path, append: false, Encoding.Latin1, 1 << 20) { NewLine = "\r\n" };
        await writer.WriteLineAsync(header);
        for (long row = 0; row < rows; row++)
        {
            await writer.WriteLineAsync(
                await reader.ReadLineAsync() ?? throw new InvalidDataException("the export is too short"));
        }

        return path;
    }

    public void Dispose() => reader.Dispose();
}

using System.IO.Compression;
using System.Text;
using Serment.Records.Words;

namespace Serment.Records.Charts.Diagnoses;

/// <summary>A code of the CIM-10 with its label.</summary>
/// <param name="Code">Without a dot, as the French tables write it: <c>J180</c>.</param>
/// <param name="Label">In French.</param>
/// <param name="IsCategory">Whether it only heads others: too broad to code a stay, good enough for a problem.</param>
/// <param name="IsOutdated">Whether a newer list no longer has it.</param>
public sealed record Diagnosis(string Code, string Label, bool IsCategory, bool IsOutdated)
{
    /// <summary>FHIR's system of its codes.</summary>
    public const string System = "http://hl7.org/fhir/sid/icd-10";

    /// <summary>The code as people write it: <c>J18.0</c>.</summary>
    public string Dotted => Code.Length > 3 && !Code.Contains('.', StringComparison.Ordinal)
        ? $"{Code[..3]}.{Code[3..]}"
        : Code;
}

/// <summary>
/// The CIM-10 in French from the embedded extract that Reference/README.md describes. Immutable; about 5 MB. Loaded on
/// first use. A search reads all its labels, in a few milliseconds.
/// </summary>
public sealed class DiagnosisDirectory
{
    /// <summary>The most that a search gives.</summary>
    public const int MaxSearchResults = 30;

    /// <summary>The fewest characters of a search.</summary>
    public const int MinSearchChars = 2;

    /// <summary>The year of the edition.</summary>
    public const int Edition = 2019;

    private const string ResourceName = "Serment.Records.cim10.tsv.gz";
    private const int MaxRows = 50_000;

    private static readonly Lazy<DiagnosisDirectory> SharedDirectory = new(LoadEmbedded);

    private readonly List<Diagnosis> rows = new(16_000);
    private readonly Dictionary<string, int> byCode = new(16_000, StringComparer.Ordinal);
    private readonly WordIndex labels;

    private DiagnosisDirectory(TextReader lines)
    {
        while (lines.ReadLine() is { } line)
        {
            string[] columns = line.Split('\t');
            if (columns.Length != 3 || rows.Count == MaxRows)
            {
                throw new InvalidDataException("The directory of diagnoses is damaged.");
            }

            Diagnosis diagnosis = new(
                columns[0], columns[2], columns[1].Contains('c', StringComparison.Ordinal),
                columns[1].Contains('o', StringComparison.Ordinal));
            byCode.Add(diagnosis.Code, rows.Count);
            rows.Add(diagnosis);
        }

        labels = WordIndex.Of(rows.Select(one => PlainText.Fold(one.Label)));
    }

    /// <summary>The directory that comes with the program.</summary>
    public static DiagnosisDirectory Shared => SharedDirectory.Value;

    /// <summary>How many codes it holds.</summary>
    public int Count => rows.Count;

    /// <summary>The diagnosis of a code, with or without its dot; null when it is not known.</summary>
    public Diagnosis? Find(string? code) =>
        code is not null && byCode.TryGetValue(CodeForm(code), out int row)
            ? rows[row]
            : null;

    /// <summary>
    /// Diagnoses by code or by words, best first: the code itself, codes that begin so, labels that begin so, labels
    /// with words that begin so, labels that hold the letters anywhere; among these the shorter label first.
    /// </summary>
    public IReadOnlyList<Diagnosis> Search(string typed, int limit = MaxSearchResults)
    {
        string query = WordIndex.Query(typed);
        if (query.Length < MinSearchChars)
        {
            return [];
        }

        // Each row once: a code that fits is better than any label.
        List<(int Rank, int Length, int Row)> found = [];
        HashSet<int> coded = [];
        string code = CodeForm(typed);
        for (int row = 0; row < rows.Count && code.Length > 0; row++)
        {
            if (rows[row].Code.StartsWith(code, StringComparison.Ordinal))
            {
                coded.Add(row);
                found.Add((rows[row].Code.Length == code.Length ? 0 : 1, labels.Line(row).Length, row));
            }
        }

        byte[] begins = Encoding.UTF8.GetBytes(query);
        byte[][] starts = WordIndex.WordsOf(query);
        foreach (int row in labels.Find(Array.ConvertAll(starts, word => word[1..])).Where(row => !coded.Contains(row)))
        {
            found.Add((RankOf(labels.Line(row), begins, starts), labels.Line(row).Length, row));
        }

        found.Sort();
        return [.. found.Take(Math.Min(limit, MaxSearchResults)).Select(one => rows[one.Row])];
    }

    /// <summary>Reads a table in the format of the embedded extract.</summary>
    internal static DiagnosisDirectory Load(TextReader lines) => new(lines);

    // Of a label that holds all words: those that begin with what was typed, then those with words that begin so.
    private static int RankOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> begins, byte[][] starts)
    {
        if (line[1..].StartsWith(begins))
        {
            return 2;
        }

        foreach (byte[] start in starts)
        {
            if (line.IndexOf(start) < 0)
            {
                return 4;
            }
        }

        return 3;
    }

    // "j18.0" and "J 18 0" read as "J180"; what is no code reads as nothing.
    private static string CodeForm(string typed)
    {
        string letters = new([.. typed.Where(c => char.IsAsciiLetterOrDigit(c) || c == '+').Take(MaxCodeChars + 1)]);
        return letters.Length is > 1 and <= MaxCodeChars
            && char.IsAsciiLetter(letters[0]) && char.IsAsciiDigit(letters[1])
            ? letters.ToUpperInvariant()
            : "";
    }

    private const int MaxCodeChars = 8;

    private static DiagnosisDirectory LoadEmbedded()
    {
        using Stream packed = typeof(DiagnosisDirectory).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException("The directory of diagnoses is missing from the program.");
        using GZipStream stream = new(packed, CompressionMode.Decompress);
        using StreamReader lines = new(stream, Encoding.UTF8);
        return new(lines);
    }
}

using System.Globalization;
using System.Text;
using Serment.Records.Words;

namespace Serment.Records.Medications;

/// <summary>A drug in a list to choose from.</summary>
public sealed record DrugHit(Drug Drug, bool NamesSubstance);

/// <summary>
/// The French public drug database (BDPM), from the embedded extract that Reference/README.md describes. Immutable;
/// about 8 MB. Loaded on first use.
/// </summary>
public sealed class DrugDirectory
{
    /// <summary>The most results that a search gives.</summary>
    public const int MaxSearchResults = 20;

    /// <summary>The coding system of drugs in our resources.</summary>
    public const string CisSystem = "https://serment.org/fhir/bdpm-cis";

    /// <summary>The fewest characters that are searched for.</summary>
    public const int MinSearchChars = 2;

    // Sorts before the space: of two names, the one that ends goes before the one that goes on.
    private const char SubstancesBegin = '\u0001';
    private const int Cip7Digits = 7;
    private const int CisDigits = 8;
    private const int Cip13Digits = 13;

    private static readonly Lazy<DrugDirectory> SharedDirectory = new(() => new(DrugTable.Load()));

    private readonly DrugTable table;
    private readonly WordIndex index;
    private readonly byte[] ranks;
    private readonly byte[] parts;

    private DrugDirectory(DrugTable table)
    {
        this.table = table;
        string[] lines = new string[table.Count];
        ranks = new byte[table.Count];
        parts = new byte[table.Count];
        Dictionary<string, HashSet<string>> fractions = new(StringComparer.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            Drug drug = table.Read(i);
            lines[i] = LineOf(drug);
            ranks[i] = RankOf(drug);
            parts[i] = PartsOf(drug);
            NoteFractions(drug, fractions);
        }

        index = WordIndex.Of(lines);
        Substances = new(table, fractions);
    }

    /// <summary>The directory that comes with the program.</summary>
    public static DrugDirectory Shared => SharedDirectory.Value;

    /// <summary>The day on which the tables were taken.</summary>
    public DateOnly TakenOn => table.TakenOn;

    /// <summary>How many drugs.</summary>
    public int Count => table.Count;

    /// <summary>All routes, the most frequent first.</summary>
    public IReadOnlyList<string> Routes => table.Routes;

    /// <summary>The substances.</summary>
    public SubstanceDirectory Substances { get; }

    /// <summary>The drug of a CIS code; null when it is not known.</summary>
    public Drug? Find(string? cis) =>
        cis is { Length: CisDigits }
        && int.TryParse(cis, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && table.PlaceOfCis(number) is >= 0 and int place
            ? table.Read(place)
            : null;

    /// <summary>
    /// Drugs whose name or substances have words that begin with the words typed, or the one of a CIS, CIP7 or CIP13
    /// code; best first: the name's beginning before its middle before its substances, what is sold before what is not,
    /// and where a word is a substance's, plain drugs before combinations.
    /// </summary>
    public IReadOnlyList<DrugHit> Search(ReadOnlySpan<char> typed, int limit = MaxSearchResults)
    {
        string query = WordIndex.Query(typed);
        if (query.Length < MinSearchChars)
        {
            return [];
        }

        if (ByCode(query) is { } coded)
        {
            return [new(coded, false)];
        }

        byte[] begins = Encoding.UTF8.GetBytes(query);
        byte[][] words = WordIndex.WordsOf(query);
        List<(int Rank, int Place)> ranked = [];
        foreach (int place in index.Find(words))
        {
            ranked.Add((RankOf(place, begins, words), place));
        }

        // Whoever types a substance's name means the plain drug first, not what it is combined with.
        bool namesOne = Array.Exists(
            words, word => ranked.Exists(one => HoldsWhole(index.Line(one.Place), word)));
        ranked.Sort((a, b) => a.Rank != b.Rank
            ? a.Rank.CompareTo(b.Rank)
            : namesOne && parts[a.Place] != parts[b.Place]
            ? parts[a.Place].CompareTo(parts[b.Place])
            : index.Line(a.Place).SequenceCompareTo(index.Line(b.Place)));
        return
        [
            .. ranked.Take(Math.Min(limit, MaxSearchResults))
                .Select(one => new DrugHit(table.Read(one.Place), one.Rank % Steps >= InSubstances)),
        ];
    }

    private const int Steps = 4;
    private const int InSubstances = 3;

    private int RankOf(int place, ReadOnlySpan<byte> begins, byte[][] words)
    {
        ReadOnlySpan<byte> name = NameOf(place);
        int step = name[1..].StartsWith(begins) ? 0
            : !Array.TrueForAll(words, word => NameOf(place).IndexOf(word) >= 0) ? InSubstances
            : name.StartsWith(words[0]) ? 1
            : 2;
        return (ranks[place] * Steps) + step;
    }

    private ReadOnlySpan<byte> NameOf(int place)
    {
        ReadOnlySpan<byte> line = index.Line(place);
        return line[..line.IndexOf((byte)SubstancesBegin)];
    }

    // A salt and what acts of it share a link: together they are one.
    private static byte PartsOf(Drug drug) => (byte)Math.Min(
        byte.MaxValue,
        drug.Ingredients.Select(one => (one.Element, one.Link)).Distinct().Count());

    private static bool HoldsWhole(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> substances = line[(line.IndexOf((byte)SubstancesBegin) + 1)..];
        int at = substances.IndexOf(word);
        return at >= 0 && (at + word.Length == substances.Length || substances[at + word.Length] == (byte)' ');
    }

    private Drug? ByCode(string query)
    {
        if (query.Length is not (Cip7Digits or CisDigits or Cip13Digits)
            || !long.TryParse(query, NumberStyles.None, CultureInfo.InvariantCulture, out long code))
        {
            return null;
        }

        int place = query.Length == CisDigits ? table.PlaceOfCis((int)code) : table.PlaceOfPack(code);
        return place >= 0 ? table.Read(place) : null;
    }

    private static byte RankOf(Drug drug) => drug.State switch
    {
        DrugState.Marketed => (byte)(drug.IsHomeopathic ? 1 : 0),
        DrugState.NotMarketed => 2,
        _ => 3,
    };

    private static string LineOf(Drug drug) =>
        PlainText.Fold(drug.Name) + SubstancesBegin + string.Concat(
            drug.Ingredients.Select(one => one.Name).Distinct(StringComparer.Ordinal)
                .Select(name => " " + PlainText.Fold(name)));

    private static void NoteFractions(Drug drug, Dictionary<string, HashSet<string>> fractions)
    {
        foreach (Ingredient fraction in drug.Ingredients.Where(one => one.IsFraction))
        {
            foreach (Ingredient salt in drug.Ingredients)
            {
                if (!salt.IsFraction && salt.Link == fraction.Link)
                {
                    if (!fractions.TryGetValue(salt.Code, out HashSet<string>? known))
                    {
                        fractions.Add(salt.Code, known = new(StringComparer.Ordinal));
                    }

                    known.Add(fraction.Code);
                }
            }
        }
    }
}

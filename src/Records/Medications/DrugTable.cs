using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Serment.Records.Medications;

/// <summary>
/// The embedded extract, unpacked but not taken apart: its bytes, and where each drug begins. A drug is read when it is
/// asked for. About 4 MB.
/// </summary>
internal sealed class DrugTable
{
    private const string ResourceName = "Serment.Records.drugs.txt.gz";
    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly byte[] bytes;
    private readonly List<string> forms = [];
    private readonly List<string> routes = [];
    private readonly List<string> conditions = [];
    private readonly List<Substance> substances = [];
    private readonly Dictionary<string, int> substanceAt = new(StringComparer.Ordinal);
    private readonly List<int> cisNumbers = [];
    private readonly List<int> starts = [];
    private readonly Dictionary<long, int> packs = new(48_000);

    private DrugTable(byte[] bytes)
    {
        this.bytes = bytes;
        foreach (Line line in Lines(0))
        {
            Note(line);
        }
    }

    /// <summary>The day on which the tables were taken.</summary>
    public DateOnly TakenOn { get; private set; }

    /// <summary>How many drugs.</summary>
    public int Count => starts.Count;

    /// <summary>All substances, by code.</summary>
    public IReadOnlyList<Substance> Substances => substances;

    /// <summary>All routes, the most frequent first.</summary>
    public IReadOnlyList<string> Routes => routes;

    /// <summary>Unpacks what comes with the program.</summary>
    public static DrugTable Load()
    {
        using Stream packed = typeof(DrugTable).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException("The directory of drugs is missing from the program.");
        using GZipStream stream = new(packed, CompressionMode.Decompress);
        using MemoryStream unpacked = new();
        stream.CopyTo(unpacked);
        return unpacked.Length <= MaxBytes
            ? new(unpacked.ToArray())
            : throw new InvalidDataException("The directory of drugs is larger than expected.");
    }

    /// <summary>The place of a CIS code; negative when it is not there.</summary>
    public int PlaceOfCis(int cis) => cisNumbers.BinarySearch(cis);

    /// <summary>The place of a pack's drug by CIP7 or CIP13; -1 when it is not there.</summary>
    public int PlaceOfPack(long cip) => packs.GetValueOrDefault(cip, -1);

    /// <summary>The substance of a code.</summary>
    public Substance? SubstanceOf(string code) =>
        substanceAt.TryGetValue(code, out int at) ? substances[at] : null;

    /// <summary>Reads a drug.</summary>
    public Drug Read(int place)
    {
        List<Ingredient> ingredients = [];
        List<DrugPack> sold = [];
        string[] head = [];
        foreach (Line line in Lines(starts[place]))
        {
            string[] cells = line.Text(bytes).Split('\t');
            if (line.Kind == 'P')
            {
                if (head.Length > 0)
                {
                    break;
                }

                head = cells;
            }
            else if (line.Kind == 'I')
            {
                ingredients.Add(new(
                    cells[1], SubstanceOf(cells[1])?.Name ?? cells[1], cells[2] is "F", Number(cells[3]), cells[4],
                    cells[5], cells[6]));
            }
            else
            {
                sold.Add(new(cells[1], cells[2], cells[3] is "M"));
            }
        }

        return Build(head, ingredients, sold);
    }

    private Drug Build(string[] head, List<Ingredient> ingredients, List<DrugPack> sold) => new()
    {
        Cis = head[1],
        Name = head[2],
        Form = forms[Number(head[3])],
        Routes = [.. Numbers(head[4]).Select(one => routes[one])],
        State = head[5][0] switch
        {
            'A' => head[5][1] is 'M' ? DrugState.Marketed : DrugState.NotMarketed,
            'U' => DrugState.Suspended,
            _ => DrugState.Withdrawn,
        },
        IsHomeopathic = head[5][2] is 'H',
        IsMonitored = head[5][3] is 'T',
        Supply = head[6].Length > 0 ? (SupplyState)(head[6][0] - '0') : SupplyState.Normal,
        SupplySince = head[6].Length > 1
            ? DateOnly.ParseExact(head[6].AsSpan(1), "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null,
        Conditions = [.. Numbers(head[7]).Select(one => conditions[one])],
        Atc = head[8].Length > 0 ? head[8] : null,
        GenericGroups = [.. Numbers(head[9])],
        Ingredients = ingredients,
        Packs = sold,
    };

    private void Note(Line line)
    {
        string[] cells = line.Text(bytes).Split('\t');
        switch (line.Kind)
        {
            case 'V':
                TakenOn = DateOnly.ParseExact(cells[1], "yyyy-MM-dd", CultureInfo.InvariantCulture);
                break;
            case 'F':
                forms.Add(cells[1]);
                break;
            case 'R':
                routes.Add(cells[1]);
                break;
            case 'C':
                conditions.Add(cells[1]);
                break;
            case 'S':
                substanceAt.Add(cells[1], substances.Count);
                substances.Add(new(cells[1], cells[2]));
                break;
            case 'P':
                starts.Add(line.Start);
                cisNumbers.Add(Number(cells[1]));
                break;
            case 'K':
                packs.TryAdd(long.Parse(cells[1], CultureInfo.InvariantCulture), starts.Count - 1);
                packs.TryAdd(long.Parse(cells[2], CultureInfo.InvariantCulture), starts.Count - 1);
                break;
            default:
                break;
        }
    }

    private IEnumerable<Line> Lines(int from)
    {
        for (int at = from; at < bytes.Length;)
        {
            int length = bytes.AsSpan(at).IndexOf((byte)'\n');
            yield return new(at, length, (char)bytes[at]);
            at += length + 1;
        }
    }

    private static int[] Numbers(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(Number)];

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private readonly record struct Line(int Start, int Length, char Kind)
    {
        public string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes, Start, Length);
    }
}

using System.IO.Compression;
using System.Text;
using Serment.Records.Patients.Names;

namespace Serment.Records.Patients.Places;

/// <summary>A commune or country under one name, with the days on which its code was valid.</summary>
/// <param name="Code">The INSEE code.</param>
/// <param name="Name">The name in this period.</param>
/// <param name="ValidFrom">The first day; null since before 1943.</param>
/// <param name="ValidUntil">The first day on which it is no longer valid; null while it is.</param>
public sealed record Place(InseeCode Code, string Name, DateOnly? ValidFrom, DateOnly? ValidUntil);

/// <summary>What the directory says of a code at a date.</summary>
public enum PlaceStanding : byte
{
    /// <summary>The code is valid at the date (or no date was given and the code exists).</summary>
    Valid = 0,

    /// <summary>The code exists, but not at that date (EXI SI 20).</summary>
    ValidAtAnotherDate,

    /// <summary>99999, the unknown place (EXI SI 18).</summary>
    Unknown,

    /// <summary>
    /// The directory does not know the code; one that INSi returned is accepted all the same (EXI SI 31).
    /// </summary>
    NotInDirectory,
}

/// <summary>
/// Communes and countries since 1943 with their periods (EXI SI 20), from the embedded extract that
/// Reference/README.md describes. Immutable; about 4 MB. Loaded on first use.
/// </summary>
public sealed class PlaceDirectory
{
    /// <summary>The most results that a search gives.</summary>
    public const int MaxSearchResults = 50;

    private const string ResourceName = "Serment.Records.places.tsv.gz";
    private const int MaxRows = 100_000;
    private const ushort Open = ushort.MaxValue;

    private static readonly Lazy<PlaceDirectory> SharedDirectory = new(LoadEmbedded);
    private static readonly int FirstDay = new DateOnly(1943, 1, 1).DayNumber;

    // Rows stand in the order of their comparison key (name without article); ByCode orders them by code and start.
    private readonly List<Row> _rows = new(44_000);
    private readonly StringBuilder _names = new(700_000);
    private readonly StringBuilder _keys = new(700_000);
    private readonly string _nameText;
    private readonly string _keyText;
    private readonly int[] _sortedCodes;
    private readonly int[] _byCode;

    private PlaceDirectory(TextReader lines)
    {
        Span<char> form = stackalloc char[NameForm.MaxFormChars];
        while (lines.ReadLine() is string line)
        {
            if (_rows.Count == MaxRows)
            {
                throw new InvalidDataException("The directory of places holds more rows than expected.");
            }

            AddRow(line, form);
        }

        _nameText = _names.ToString();
        _keyText = _keys.ToString();
        _names.Clear().Capacity = 0;
        _keys.Clear().Capacity = 0;
        _byCode = new int[_rows.Count];
        long[] order = new long[_rows.Count];
        for (int i = 0; i < _byCode.Length; i++)
        {
            _byCode[i] = i;
            order[i] = ((long)_rows[i].Code << 16) | _rows[i].Start;
        }

        Array.Sort(order, _byCode);
        _sortedCodes = Array.ConvertAll(order, x => (int)(x >> 16));
    }

    /// <summary>The directory that comes with the program.</summary>
    public static PlaceDirectory Shared => SharedDirectory.Value;

    /// <summary>How many periods it holds.</summary>
    public int Count => _rows.Count;

    /// <summary>Whether the rows stand in the order that the search relies on.</summary>
    internal bool IsSorted
    {
        get
        {
            for (int i = 1; i < _rows.Count; i++)
            {
                if (KeyOf(i - 1).SequenceCompareTo(KeyOf(i)) > 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>What is known of a code at a birth date; with no date, whether the code exists at all.</summary>
    public PlaceStanding Check(InseeCode code, DateOnly? at)
    {
        if (code.IsUnknown)
        {
            return PlaceStanding.Unknown;
        }

        int first = FirstOf(code);
        if (first < 0)
        {
            return PlaceStanding.NotInDirectory;
        }

        return at is null || ValidRow(code, first, at.Value) >= 0
            ? PlaceStanding.Valid
            : PlaceStanding.ValidAtAnotherDate;
    }

    /// <summary>
    /// The place that had this code on the day, or the nearest period of the code; null when the code is not known.
    /// </summary>
    public Place? Find(InseeCode code, DateOnly? at)
    {
        int first = FirstOf(code);
        if (first < 0)
        {
            return null;
        }

        int last = first;
        while (last + 1 < _sortedCodes.Length && _sortedCodes[last + 1] == code.Packed)
        {
            last++;
        }

        if (at is null)
        {
            return ToPlace(_byCode[last]);
        }

        int row = ValidRow(code, first, at.Value);
        if (row >= 0)
        {
            return ToPlace(row);
        }

        return ToPlace(Day(at.Value) < _rows[_byCode[first]].Start ? _byCode[first] : _byCode[last]);
    }

    /// <summary>
    /// Places whose name begins with the text, whatever the accents, case, hyphens and a leading article; "st" reads
    /// as "saint". With a date, only those valid on it. At most <paramref name="limit"/>, in the order of their names.
    /// </summary>
    public IReadOnlyList<Place> Search(ReadOnlySpan<char> namePrefix, DateOnly? at, int limit = MaxSearchResults)
    {
        limit = Math.Min(limit, MaxSearchResults);
        List<Place> found = [];
        Span<char> buffer = stackalloc char[NameForm.MaxFormChars];
        Span<char> query = buffer[..PlaceQuery.Write(namePrefix, buffer)];
        if (query.IsEmpty || limit <= 0)
        {
            return found;
        }

        int article = PlaceQuery.ArticleLength(query);
        Collect(query, requireArticle: default, at, limit, found);
        if (article > 0 && found.Count < limit)
        {
            Collect(query[article..], requireArticle: query, at, limit, found);
        }

        return found;
    }

    /// <summary>Reads a table in the format of the embedded extract.</summary>
    internal static PlaceDirectory Load(TextReader lines) => new(lines);

    private static PlaceDirectory LoadEmbedded()
    {
        using Stream packed = typeof(PlaceDirectory).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException("The directory of places is missing from the program.");
        using GZipStream stream = new(packed, CompressionMode.Decompress);
        using StreamReader lines = new(stream, Encoding.UTF8);
        return new PlaceDirectory(lines);
    }

    private void AddRow(ReadOnlySpan<char> line, Span<char> form)
    {
        Span<Range> columns = stackalloc Range[6];
        if (line.Split(columns, '\t') != 5 || !InseeCode.TryParse(line[columns[0]], out InseeCode code))
        {
            throw new InvalidDataException("The directory of places is damaged.");
        }

        ReadOnlySpan<char> name = line[columns[4]];
        int length = NameForm.WriteComparison(name, form);
        Row row = new(
            code.Packed,
            ReadDay(line[columns[1]], 0),
            ReadDay(line[columns[2]], Open),
            _names.Length,
            _keys.Length,
            (byte)name.Length,
            (byte)length,
            (byte)(line[columns[3]][0] - '0'));
        _names.Append(name);
        _keys.Append(form[..length]);
        _rows.Add(row);
    }

    private void Collect(
        ReadOnlySpan<char> prefix, ReadOnlySpan<char> requireArticle, DateOnly? at, int limit, List<Place> found)
    {
        int low = 0;
        int high = _rows.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (KeyOf(middle).SequenceCompareTo(prefix) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        for (int i = low; i < _rows.Count && found.Count < limit && KeyOf(i).StartsWith(prefix); i++)
        {
            bool wanted = requireArticle.IsEmpty || FullKeyOf(i).StartsWith(requireArticle);
            if (wanted && (at is null || _rows[i].IsValid(Day(at.Value))))
            {
                found.Add(ToPlace(i));
            }
        }
    }

    private ReadOnlySpan<char> FullKeyOf(int row) => _keyText.AsSpan(_rows[row].KeyStart, _rows[row].KeyLength);

    private ReadOnlySpan<char> KeyOf(int row) => FullKeyOf(row)[_rows[row].ArticleLength..];

    private int FirstOf(InseeCode code)
    {
        int at = Array.BinarySearch(_sortedCodes, code.Packed);
        while (at > 0 && _sortedCodes[at - 1] == code.Packed)
        {
            at--;
        }

        return at;
    }

    private int ValidRow(InseeCode code, int first, DateOnly at)
    {
        ushort day = Day(at);
        for (int i = first; i < _sortedCodes.Length && _sortedCodes[i] == code.Packed; i++)
        {
            if (_rows[_byCode[i]].IsValid(day))
            {
                return _byCode[i];
            }
        }

        return -1;
    }

    private Place ToPlace(int index)
    {
        Row row = _rows[index];
        return new Place(
            InseeCode.FromPacked(row.Code),
            _nameText.Substring(row.NameStart, row.NameLength),
            row.Start == 0 ? null : DateOnly.FromDayNumber(FirstDay + row.Start),
            row.End == Open ? null : DateOnly.FromDayNumber(FirstDay + row.End));
    }

    // Days since 1943-01-01; whoever was born before is held against the codes of 1943, the first that the table knows.
    private static ushort Day(DateOnly date) => (ushort)Math.Clamp(date.DayNumber - FirstDay, 0, Open - 1);

    private static ushort ReadDay(ReadOnlySpan<char> text, ushort missing) =>
        text.IsEmpty ? missing : Day(DateOnly.ParseExact(text, "yyyyMMdd", null));

    private readonly record struct Row(
        int Code,
        ushort Start,
        ushort End,
        int NameStart,
        int KeyStart,
        byte NameLength,
        byte KeyLength,
        byte ArticleLength)
    {
        internal bool IsValid(ushort day) => day >= Start && day < End;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.CustodyProtocol;

namespace Serment.Custodian;

/// <summary>A file of establishments: either one, or a list under <c>sites</c>.</summary>
public sealed record EstablishmentFile(IReadOnlyList<Establishment> Sites)
{
    /// <summary>Sites that one custodian keeps.</summary>
    public const int MaxSites = 32;

    /// <summary>
    /// Reads either form; throws <see cref="InvalidDataException"/> with a sentence that says what is wrong.
    /// </summary>
    public static EstablishmentFile Parse(ReadOnlySpan<byte> json)
    {
        EstablishmentFile file;
        try
        {
            Utf8JsonReader probe = new(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
            using JsonDocument document = JsonDocument.ParseValue(ref probe);
            JsonElement root = document.RootElement;
            file = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("sites", out _)
                ? root.Deserialize(EstablishmentJson.Default.EstablishmentFile)!
                : new([root.Deserialize(EstablishmentJson.Default.Establishment)!]);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the establishment file is not what it should be: {e.Message}", e);
        }

        file.Check();
        return file;
    }

    private void Check()
    {
        if (Sites is null || Sites.Count is 0 or > MaxSites)
        {
            throw new InvalidDataException("an establishment file names 1 to 32 sites");
        }

        if (Sites.DistinctBy(site => site.Code, StringComparer.Ordinal).Count() != Sites.Count)
        {
            throw new InvalidDataException("two sites bear the same code");
        }

        foreach (Establishment site in Sites)
        {
            site.Check();
        }
    }
}

/// <summary>An establishment as the first start creates it.</summary>
/// <param name="Code">Short code in capitals: CLINIQUE.</param>
/// <param name="Name">Name shown to people.</param>
/// <param name="Kind"><c>clinic</c> or <c>laboratory</c>.</param>
/// <param name="Finess">FINESS number, where it has one.</param>
/// <param name="Units">Wards, sections, consultations.</param>
/// <param name="Founders">One administrator and one security officer, two different people.</param>
public sealed record Establishment(
    string Code, string Name, string Kind, string? Finess,
    IReadOnlyList<EstablishmentUnit> Units, IReadOnlyList<Founder> Founders)
{
    /// <summary>Longest code.</summary>
    public const int MaxCodeCharacters = 16;

    /// <summary>Units in the file.</summary>
    public const int MaxUnits = 500;

    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(Code)
            || Code.Length > MaxCodeCharacters
            || !Code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)))
        {
            throw new InvalidDataException("a site's code has 1 to 16 capital letters or digits");
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200 || Kind is not ("clinic" or "laboratory"))
        {
            throw new InvalidDataException($"site {Code} wants a name, and the kind clinic or laboratory");
        }

        if (Units is null || Units.Count > MaxUnits
            || Units.Any(unit => string.IsNullOrWhiteSpace(unit.Code) || string.IsNullOrWhiteSpace(unit.Name))
            || Units.DistinctBy(unit => unit.Code, StringComparer.Ordinal).Count() != Units.Count)
        {
            throw new InvalidDataException($"the units of site {Code} want codes of their own and names");
        }

        if (Founders is not { Count: 2 }
            || Founders.Count(founder => founder.Role == Role.Administrator) != 1
            || Founders.Count(founder => founder.Role == Role.SecurityOfficer) != 1
            || Founders.Any(founder => string.IsNullOrWhiteSpace(founder.Name)))
        {
            throw new InvalidDataException($"site {Code} wants two founders: an administrator and a security officer");
        }

        if (IsSamePerson(Founders[0].Name, Founders[1].Name))
        {
            throw new InvalidDataException(
                $"site {Code} names one person twice: its founders are two people, or nobody is there to say no");
        }
    }

    // However it is written: capitals, accents, hyphens and the order of the names do not make somebody else.
    private static bool IsSamePerson(string one, string other) =>
        WordsOf(one).SequenceEqual(WordsOf(other), StringComparer.Ordinal);

    private static IEnumerable<string> WordsOf(string name)
    {
        string letters = new([
            .. name.Normalize(NormalizationForm.FormD)
                .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                .Select(c => char.IsLetterOrDigit(c) ? char.ToUpperInvariant(c) : ' '),
        ]);
        return letters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
    }
}

/// <summary>A unit to create.</summary>
public sealed record EstablishmentUnit(string Code, string Name);

/// <summary>One of the two people with whom everything begins.</summary>
public sealed record Founder(string Name, Role Role);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(EstablishmentFile))]
[JsonSerializable(typeof(Establishment))]
internal sealed partial class EstablishmentJson : JsonSerializerContext;

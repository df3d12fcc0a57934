using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Web.Texts;

/// <summary>
/// All that pages say, a folder a language (<c>fr</c>, <c>en</c>) and a file a feature, with the same keys in each.
/// </summary>
internal sealed class TextCatalog
{
    /// <summary>French, the default.</summary>
    public PageTexts French { get; } = PageTexts.Load("fr", "fr-FR");

    /// <summary>English.</summary>
    public PageTexts English { get; } = PageTexts.Load("en", "en-GB");

    /// <summary>The texts for a language code; French for anything unknown.</summary>
    public PageTexts For(string? language) => language is "en" ? English : French;
}

/// <summary>The texts of one language and its way to write dates and numbers.</summary>
internal sealed class PageTexts
{
    private readonly FrozenDictionary<string, string> texts;

    private PageTexts(string language, CultureInfo culture, FrozenDictionary<string, string> texts)
    {
        Language = language;
        Culture = culture;
        this.texts = texts;
    }

    /// <summary>The code, as in the <c>lang</c> attribute.</summary>
    public string Language { get; }

    /// <summary>How dates and numbers are written.</summary>
    public CultureInfo Culture { get; }

    /// <summary>The keys, for the test that compares languages.</summary>
    public IEnumerable<string> Keys => texts.Keys;

    /// <summary>A text; a key that does not exist is an error that a test finds.</summary>
    public string this[string key] => texts.TryGetValue(key, out string? text)
        ? text
        : throw new KeyNotFoundException($"no text named {key} in {Language}");

    /// <summary>Whether there is a text of that key.</summary>
    public bool Has(string key) => texts.ContainsKey(key);

    /// <summary>A text with its holes filled.</summary>
    public string Fill(string key, params ReadOnlySpan<object?> values) =>
        string.Format(Culture, this[key], values);

    /// <summary>A text with a number in it: <c>key.one</c> or <c>key.many</c>; French counts 0 as one.</summary>
    public string Count(string key, long number) =>
        Fill(number == 1 || (number == 0 && Language is "fr") ? $"{key}.one" : $"{key}.many", number);

    /// <summary>The text of an enumeration's value: <c>prefix.Name</c>.</summary>
    public string Of<T>(string prefix, T value)
        where T : struct, Enum => this[$"{prefix}.{value}"];

    /// <summary>A stable code of the log in words; the code itself where it is a number or new.</summary>
    public string Detail(string code) => texts.GetValueOrDefault($"detail.{code}", code);

    /// <summary>What a FHIR type of entry is called; its own name where there is no text.</summary>
    public string ResourceType(string name) => texts.GetValueOrDefault($"resourceType.{name}", name);

    /// <summary>A day.</summary>
    public string Day(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>A day in words.</summary>
    public string LongDay(DateOnly day) =>
        day.ToString(Language is "fr" ? "dddd d MMMM yyyy" : "dddd, d MMMM yyyy", Culture);

    /// <summary>A local time to the minute.</summary>
    public string Minute(DateTime time) => time.ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A local time to the second.</summary>
    public string Second(DateTime time) => time.ToString("dd/MM/yyyy HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A minute of the day as a clock shows it.</summary>
    public string Clock(int minuteOfDay) =>
        string.Create(CultureInfo.InvariantCulture, $"{minuteOfDay / 60:00}:{minuteOfDay % 60:00}");

    /// <summary>A unit of UCUM as people write it.</summary>
    public string Unit(string? unit) => UcumUnit.Text(unit, Language is "fr");

    /// <summary>What a result says: a number, bounded or not, with the language's decimal sign; words as they are.</summary>
    public string Result(string said) =>
        said.Count(c => c == '.') == 1 && said.All(c => char.IsAsciiDigit(c) || " .<>=≤≥-−".Contains(c))
            ? said.Replace(".", Culture.NumberFormat.NumberDecimalSeparator, StringComparison.Ordinal)
            : said;

    /// <summary>A number with the language's separators.</summary>
    public string Number(long number) => number.ToString("N0", Culture);

    /// <summary>Loads an embedded language.</summary>
    internal static PageTexts Load(string language, string culture)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        Assembly here = typeof(PageTexts).Assembly;
        string folder = $"texts/{language}/";
        foreach (string name in here.GetManifestResourceNames())
        {
            if (name.StartsWith(folder, StringComparison.Ordinal))
            {
                using Stream stream = here.GetManifestResourceStream(name)!;
                using JsonDocument document = JsonDocument.Parse(stream);
                Flatten(document.RootElement, "", found);
            }
        }

        return new(language, CultureInfo.GetCultureInfo(culture), found.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static void Flatten(JsonElement element, string prefix, Dictionary<string, string> found)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string key = prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten(property.Value, key, found);
            }
            else
            {
                found.Add(key, property.Value.GetString()!);
            }
        }
    }
}

using System.Reflection;
using System.Text;
using Serment.CustodyProtocol;

namespace Serment.Records.Documents.Letters;

/// <summary>A template: what a letter begins with, with fields in braces that the chart fills.</summary>
/// <param name="Key">Its name in addresses: small letters, digits, hyphens.</param>
/// <param name="Title">What the letter is called.</param>
/// <param name="Type">What it is filed as; decides who is offered it.</param>
/// <param name="Text">Its text.</param>
public sealed record LetterTemplate(string Key, string Title, DocumentType Type, string Text)
{
    /// <summary>Longest text.</summary>
    public const int MaxTextCharacters = 20_000;

    /// <summary>Where a letter of it goes.</summary>
    public Compartment Compartment => DocumentTypes.CompartmentOf(Type);

    /// <summary>
    /// Reads a template: lines <c>title:</c> and <c>type:</c> (a <see cref="DocumentType"/>), an empty line, the text.
    /// </summary>
    /// <exception cref="FormatException">Says what is wrong with which template.</exception>
    public static LetterTemplate Parse(string key, string source)
    {
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        int body = Array.IndexOf(lines, "");
        if (body < 0 || key.Length == 0 || !key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new FormatException(
                $"letter template {key}: small letters, digits and hyphens in its name; then title, type, an empty line");
        }

        string title = HeadOf(lines.AsSpan(0, body), "title:");
        string text = string.Join('\n', lines[(body + 1)..]).Trim('\n');
        if (title.Length == 0
            || !Enum.TryParse(HeadOf(lines.AsSpan(0, body), "type:"), out DocumentType type)
            || text.Length > MaxTextCharacters)
        {
            throw new FormatException(
                $"letter template {key}: a title, a type of {string.Join(", ", DocumentTypes.All)}, "
                + $"at most {MaxTextCharacters} characters");
        }

        IReadOnlyList<string> unknown = LetterFields.UnknownIn(text, DocumentTypes.CompartmentOf(type));
        return unknown.Count == 0
            ? new(key, title, type, text)
            : throw new FormatException(
                $"letter template {key}: no field {{{unknown[0]}}} for this type; "
                + $"there are {string.Join(", ", LetterFields.For(DocumentTypes.CompartmentOf(type)))}");
    }

    private static string HeadOf(ReadOnlySpan<string> lines, string name)
    {
        foreach (string line in lines)
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[name.Length..].Trim();
            }
        }

        return "";
    }
}

/// <summary>The templates of a site: those of its folder, else the examples that are shipped.</summary>
public sealed class LetterTemplates
{
    /// <summary>Templates in a folder.</summary>
    public const int MaxTemplates = 100;

    private const string Shipped = "Serment.Records.Letters.";

    /// <summary>Reads them once, when the server starts.</summary>
    /// <param name="folder">A folder with files <c>name.txt</c> in UTF-8; null for the shipped ones.</param>
    /// <exception cref="FormatException">A template is wrong; nothing starts with half of them.</exception>
    public LetterTemplates(string? folder)
    {
        IEnumerable<LetterTemplate> read = folder is null
            ? ReadShipped()
            : Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).Take(MaxTemplates)
                .Select(path => LetterTemplate.Parse(
                    Path.GetFileNameWithoutExtension(path), File.ReadAllText(path, Encoding.UTF8)));
        All = [.. read];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<LetterTemplate> All { get; }

    /// <summary>Those that somebody may write who writes these compartments.</summary>
    public IReadOnlyList<LetterTemplate> For(IReadOnlyList<Compartment> writes) =>
        [.. All.Where(one => writes.Contains(one.Compartment))];

    private static IEnumerable<LetterTemplate> ReadShipped()
    {
        Assembly here = typeof(LetterTemplates).Assembly;
        foreach (string name in here.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith(Shipped, StringComparison.Ordinal))
            {
                using StreamReader reader = new(here.GetManifestResourceStream(name)!, Encoding.UTF8);
                yield return LetterTemplate.Parse(name[Shipped.Length..], reader.ReadToEnd());
            }
        }
    }
}

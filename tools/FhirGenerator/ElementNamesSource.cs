namespace Serment.FhirGenerator;

/// <summary>Writes the names that FHIR defines, which error messages may therefore show.</summary>
internal static class ElementNamesSource
{
    private const int NamesPerLine = 8;

    public static string Of(IEnumerable<TypeModel> types)
    {
        string[] names =
        [
            .. types.SelectMany(type => type.Elements)
                .SelectMany(element => element.Choices.Append(element))
                .Select(element => element.JsonName)
                .Append("resourceType")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        var source = new Source();
        source.Line();
        source.Summary("Every element name of the types here: what an error message may show of a path.");
        source.Open("internal static class ElementNames");
        source.Summary("The names, separated by spaces.");
        source.Line("public const string All =");
        string[] lines = [.. names.Chunk(NamesPerLine).Select(chunk => string.Join(' ', chunk))];
        for (int at = 0; at < lines.Length; at++)
        {
            source.Line(at + 1 < lines.Length ? $"    \"{lines[at]} \" +" : $"    \"{lines[at]}\";");
        }

        source.Close();
        return source.ToString();
    }
}

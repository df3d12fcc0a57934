using AngleSharp.Dom;

namespace Serment.IntegrationTests.Web;

/// <summary>Forms as a browser fills and sends them.</summary>
internal static class PageForms
{
    public static IReadOnlyDictionary<string, string> Nothing { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A new person for the registration form.</summary>
    public static Dictionary<string, string> Person(string name, string givenName, string step) =>
        new(StringComparer.Ordinal)
        {
            ["step"] = step,
            ["birthName"] = name,
            ["firstGivenName"] = givenName,
            ["birthDate"] = "14/07/1980",
            ["sex"] = "F",
            ["birthPlace"] = "56260",
            ["city"] = "Vannes",
        };

    /// <summary>What the page's form would send: its fields as they stand, boxes only where they are ticked.</summary>
    public static Dictionary<string, string> FieldsOf(Answer answer)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (IElement input in answer.Page.QuerySelectorAll("main form.form input[name]"))
        {
            if (input.GetAttribute("type") is not ("radio" or "checkbox") || input.HasAttribute("checked"))
            {
                fields[input.GetAttribute("name")!] = input.GetAttribute("value") ?? "";
            }
        }

        foreach (IElement chosen in answer.Page.QuerySelectorAll("main form.form select[name] option[selected]"))
        {
            fields[chosen.Closest("select")!.GetAttribute("name")!] = chosen.GetAttribute("value") ?? "";
        }

        return fields;
    }
}

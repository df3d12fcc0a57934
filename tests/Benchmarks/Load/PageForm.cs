using System.Net;
using System.Text.RegularExpressions;

namespace Serment.Benchmarks.Load;

/// <summary>The fields of the form on a page that is sent to an address, as a browser would send them untouched.</summary>
internal static partial class PageForm
{
    /// <summary>The fields; null where the page has no such form.</summary>
    public static Dictionary<string, string>? Of(string page, string action)
    {
        Match form = Forms().Matches(page).FirstOrDefault(
            one => one.Groups["attributes"].Value.Contains($"action=\"{action}\"", StringComparison.Ordinal))!;
        if (form is null)
        {
            return null;
        }

        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (Match input in Inputs().Matches(form.Groups["inside"].Value))
        {
            string attributes = input.Groups["attributes"].Value;
            Match name = Name().Match(attributes);
            bool isChoice = attributes.Contains("type=\"radio\"", StringComparison.Ordinal)
                || attributes.Contains("type=\"checkbox\"", StringComparison.Ordinal);
            if (name.Success && (!isChoice || attributes.Contains(" checked", StringComparison.Ordinal)))
            {
                fields[name.Groups["name"].Value] = WebUtility.HtmlDecode(Value().Match(attributes).Groups["value"].Value);
            }
        }

        foreach (Match area in Areas().Matches(form.Groups["inside"].Value))
        {
            Match name = Name().Match(area.Groups["attributes"].Value);
            if (name.Success)
            {
                fields[name.Groups["name"].Value] = WebUtility.HtmlDecode(area.Groups["text"].Value);
            }
        }

        return fields;
    }

    /// <summary>The address of the first form that begins and ends so; null where there is none.</summary>
    public static string? ActionOf(string page, string begins, string ends) =>
        Actions().Matches(page).Select(one => WebUtility.HtmlDecode(one.Groups["action"].Value)).FirstOrDefault(
            one => one.StartsWith(begins, StringComparison.Ordinal) && one.EndsWith(ends, StringComparison.Ordinal));

    /// <summary>The patients whose charts a page links to.</summary>
    public static string[] PatientsOn(string page) =>
        [.. Patients().Matches(page).Select(one => one.Groups["id"].Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(
        "<form(?<attributes>[^>]*)>(?<inside>.*?)</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Forms();

    [GeneratedRegex(" action=\"(?<action>[^\"]*)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Actions();

    [GeneratedRegex("<input(?<attributes>[^>]*)>", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Inputs();

    [GeneratedRegex("<textarea(?<attributes>[^>]*)>(?<text>[^<]*)</textarea>", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Areas();

    [GeneratedRegex(" name=\"(?<name>[^\"]*)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Name();

    [GeneratedRegex(" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Value();

    [GeneratedRegex("href=\"/patients/(?<id>[0-9a-z]{13})[\"/]", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Patients();
}

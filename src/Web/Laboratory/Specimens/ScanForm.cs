using System.Globalization;
using Serment.Web.Parts;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>What the pages that take scans have in common.</summary>
internal static class ScanForm
{
    /// <summary>The field that the scanner types into.</summary>
    public const string Field = "scan";

    /// <summary>The form that the state's fields belong to.</summary>
    public const string Id = "scan-form";

    private static readonly string[] Colours = ["green", "orange", "red"];

    /// <summary>Whether our script asks, which wants the panel alone.</summary>
    public static bool IsByScript(HttpContext http) =>
        http.Request.Headers.ContainsKey(Serving.Problems.ScriptHeader);

    /// <summary>The counts so far with one more of a colour.</summary>
    public static (int Green, int Orange, int Red) Count(FormState form, string colour)
    {
        int[] counts = [.. Colours.Select(one => CountOf(form, one) + (one.Equals(colour, StringComparison.Ordinal) ? 1 : 0))];
        return (counts[0], counts[1], counts[2]);
    }

    /// <summary>The counts as fields of the form.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Keep((int Green, int Orange, int Red) counts) =>
    [
        new(Colours[0], counts.Green.ToString(CultureInfo.InvariantCulture)),
        new(Colours[1], counts.Orange.ToString(CultureInfo.InvariantCulture)),
        new(Colours[2], counts.Red.ToString(CultureInfo.InvariantCulture)),
    ];

    private static int CountOf(FormState form, string colour) =>
        int.TryParse(form[colour], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count < int.MaxValue ? count : 0;
}

namespace Serment.Interop.Legacy;

/// <summary>A sentence for the user, in both languages. Never holds a value taken from a file's rows.</summary>
public sealed record Wording(string French, string English)
{
    /// <summary>The sentence in <paramref name="language"/> ("fr" or "en"); French when it is anything else.</summary>
    public string In(string language) =>
        string.Equals(language, "en", StringComparison.OrdinalIgnoreCase) ? English : French;
}

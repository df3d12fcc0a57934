using Serment.Web.Texts;

namespace Serment.Web.Documents;

/// <summary>A size as people read it.</summary>
internal static class SizeText
{
    private const int Kilo = 1024;

    /// <summary>In kilobytes, or megabytes with one decimal.</summary>
    public static string Of(int bytes, PageTexts texts) => bytes < Kilo * Kilo
        ? texts.Fill("documents.kilobytes", Math.Max(1, bytes / Kilo))
        : texts.Fill("documents.megabytes", (bytes / (double)(Kilo * Kilo)).ToString("0.0", texts.Culture));
}

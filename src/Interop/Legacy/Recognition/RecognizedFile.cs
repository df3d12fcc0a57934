using System.Globalization;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;

namespace Serment.Interop.Legacy.Recognition;

/// <summary>A file that can be imported, and everything that was understood of it.</summary>
/// <param name="LengthBytes">Length of the file.</param>
/// <param name="Dialect">Delimiter, number of fields, encoding.</param>
/// <param name="EncodingCertain">False when no sample held a letter that would tell the encoding.</param>
/// <param name="Plan">Which column becomes what, what is missing, dropped, destroyed.</param>
/// <param name="DataOffset">Where the first row begins, in bytes.</param>
/// <param name="DataLineNumber">The number of the physical line there.</param>
/// <param name="SampledRows">Rows of the first sample.</param>
/// <param name="SampledRefusals">How many of them would be refused.</param>
/// <param name="EstimatedRows">Rows of the file, from the average length in the first sample.</param>
public sealed record RecognizedFile(
    long LengthBytes,
    LegacyDialect Dialect,
    bool EncodingCertain,
    ColumnPlan Plan,
    long DataOffset,
    long DataLineNumber,
    int SampledRows,
    int SampledRefusals,
    long EstimatedRows) : FileRecognition
{
    private const int MaxNamesShown = 20;

    /// <summary>What the user is shown before anything is written, a line each.</summary>
    public IReadOnlyList<Wording> Describe()
    {
        List<Wording> lines =
        [
            new(
                $"Taille : {Number(LengthBytes, "fr")} octets, environ {Number(EstimatedRows, "fr")} lignes",
                $"Size: {Number(LengthBytes, "en")} bytes, about {Number(EstimatedRows, "en")} rows"),
            new($"Encodage : {EncodingName()}{(EncodingCertain ? "" : " (supposé)")}",
                $"Encoding: {EncodingName()}{(EncodingCertain ? "" : " (assumed)")}"),
            new($"Séparateur : {DelimiterName().French}", $"Delimiter: {DelimiterName().English}"),
            new($"Profil : {Plan.Profile.Name} ({Plan.Profile.Label.French})",
                $"Profile: {Plan.Profile.Name} ({Plan.Profile.Label.English})"),
            new($"Colonnes : {Plan.Header.Count}, dont {Plan.TakenCount} reprises" +
                (Plan.Reordered ? ", dans un autre ordre que le profil" : ""),
                $"Columns: {Plan.Header.Count}, of which {Plan.TakenCount} are taken" +
                (Plan.Reordered ? ", in another order than the profile" : "")),
            new($"Échantillon : {SampledRows} lignes lues, {SampledRefusals} à refuser",
                $"Sample: {SampledRows} rows read, {SampledRefusals} to be refused"),
        ];
        AddNames(lines, Plan.Destroyed, "Colonnes détruites, jamais reprises", "Columns destroyed, never taken");
        AddNames(lines, Plan.Dropped, "Colonnes hors profil, non reprises", "Columns outside the profile, not taken");
        AddNames(lines, [.. Plan.Missing.Select(rule => rule.Source)], "Colonnes absentes", "Columns missing");
        return lines;
    }

    private static string Number(long value, string language) =>
        value.ToString("N0", CultureInfo.GetCultureInfo(language));

    private static void AddNames(List<Wording> lines, IReadOnlyList<string> names, string french, string english)
    {
        if (names.Count > 0)
        {
            string list = string.Join(", ", names.Take(MaxNamesShown)) + (names.Count > MaxNamesShown ? ", …" : "");
            lines.Add(new Wording($"{french} : {list}", $"{english}: {list}"));
        }
    }

    private string EncodingName() => Dialect.Encoding switch
    {
        LegacyEncoding.Utf8 => "UTF-8",
        LegacyEncoding.Windows1252 => "Windows-1252",
        LegacyEncoding.Latin1 => "ISO 8859-1",
        _ => "CP850",
    };

    private Wording DelimiterName() => DelimiterWords.For(Dialect.Delimiter);
}

/// <summary>The names of delimiters.</summary>
internal static class DelimiterWords
{
    public static Wording For(byte delimiter) => delimiter switch
    {
        (byte)';' => new("point-virgule", "semicolon"),
        (byte)',' => new("virgule", "comma"),
        (byte)'\t' => new("tabulation", "tab"),
        (byte)'|' => new("barre verticale", "vertical bar"),
        _ => new("autre", "other"),
    };
}

using System.Data.Common;
using System.Text;
using Serment.Database;

namespace Serment.Records.Patients.Lookup;

/// <summary>
/// The number ranges at a site: our own and those of every source imported there. A number that somebody types is
/// looked for in all of them, as nobody at a desk knows which old system gave it.
/// </summary>
public sealed class NumberSpaces(DatabaseLocation main)
{
    /// <summary>Sources looked at; further ones would exceed one lookup's inputs.</summary>
    public const int MaxSources = 8;

    private const string Own = "serment";

    private const string Profiles =
        "SELECT DISTINCT profile FROM import_job WHERE site = @site ORDER BY profile LIMIT @limit";

    /// <summary>The range of the record numbers that are given here.</summary>
    public static string OwnRecordNumbers(string siteCode) => $"{Part(siteCode)}:{Own}:patient";

    /// <summary>FHIR's identifier system of the record numbers that are given here.</summary>
    public static string OwnSystem(string siteCode) => $"urn:serment:{OwnRecordNumbers(siteCode)}";

    /// <summary>Every range of record numbers: ours, and each source's patient numbers and hospital numbers.</summary>
    public async Task<IReadOnlyList<string>> RecordNumbersAsync(string siteCode, short site, CancellationToken stop)
    {
        List<string> spaces = [OwnRecordNumbers(siteCode)];
        foreach (string profile in await ProfilesAsync(site, stop))
        {
            spaces.Add($"{Part(siteCode)}:{Part(profile)}:patient");
            spaces.Add($"{Part(siteCode)}:{Part(profile)}:ipp");
        }

        return spaces;
    }

    /// <summary>Every range of accession numbers.</summary>
    public async Task<IReadOnlyList<string>> AccessionsAsync(string siteCode, short site, CancellationToken stop) =>
        [.. (await ProfilesAsync(site, stop)).Select(profile => $"{Part(siteCode)}:{Part(profile)}:accession")];

    private async Task<List<string>> ProfilesAsync(short site, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Profiles;
        command.Add("@site", site);
        command.Add("@limit", MaxSources);
        List<string> profiles = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            profiles.Add(reader.GetString(0));
        }

        return profiles;
    }

    // As the import lane names its sources: letters, digits, hyphen and point; anything else becomes a hyphen.
    private static string Part(string text)
    {
        StringBuilder part = new(text.Length);
        foreach (char c in text)
        {
            part.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-');
        }

        return part.ToString();
    }
}

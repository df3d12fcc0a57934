using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Simulation.LegacyExports;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: names, addresses, numbers, free text and portal passwords of everybody who was imported.
/// Means: every file under the data folder of a running hospital, a backup of its databases, temporary files, and all
/// that the processes printed. The source has been retired.
/// </summary>
[Collection(nameof(Hospital))]
public sealed class RecordThiefTests(Hospital hospital, ITestOutputHelper output)
{
    // Short values (a town, a sex) stand in every text; only what tells a person is looked for.
    private const int ShortestTelling = 8;

    [Fact]
    public async Task Finds_no_mark_no_identifier_and_no_password_anywhere()
    {
        await BrowseAsync();
        Backup("main.db");
        Backup("custody.db");

        // A patient may bear the name of somebody who works there, whose name is no secret.
        string staff = string.Join(' ', hospital.Running.Personas.Select(one => one.Name));
        Dictionary<string, int> rows = new(StringComparer.Ordinal);
        for (int i = 0; i < Hospital.Rows; i++)
        {
            foreach (string telling in Telling(i).Where(
                text => !staff.Contains(text, StringComparison.OrdinalIgnoreCase)))
            {
                rows.TryAdd(telling, i);
            }
        }

        output.WriteLine($"{rows.Count} texts looked for");
        Assert.True(rows.Count > 5 * Hospital.Rows);
        Scan scan = new(rows.Keys);
        string printed = hospital.Running.Custodian!.Output + hospital.Running.WebServer!.Output;
        List<(string File, string Text)> found =
        [
            .. scan.OfFolder(Path.GetDirectoryName(hospital.Running.Data)!),
            .. scan.Of(Encoding.UTF8.GetBytes(printed)).Select(text => ("the processes' output", text)),
        ];

        output.WriteLine(
            $"haul: {found.Select(one => rows[one.Text]).Distinct().Count()} patients of {Hospital.Rows}");
        Assert.Empty(found.Select(one => one.File).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void The_scan_would_find_each_form()
    {
        const string Mark = "ZQABCDEFGHIJ";
        Scan scan = new([Mark]);
        foreach (byte[] form in Spelling.Of(Mark).Concat(Spelling.Of("Zqabcdefghij")))
        {
            Assert.Single(scan.Of([1, 2, 3, .. form, 4, 5]));
        }

        for (int shift = 0; shift < 3; shift++)
        {
            string coded = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x',
                shift) + "zqabcdefghij, du reste"));
            Assert.Single(scan.Of(Encoding.ASCII.GetBytes(coded)));
        }
    }

    [Fact]
    public void The_source_is_gone() =>
        Assert.DoesNotContain(
            Directory.EnumerateFiles(hospital.Running.Data, "*", SearchOption.AllDirectories),
            file => file.EndsWith(".csv", StringComparison.Ordinal));

    // Pages that show people, so that both processes have had them in hand.
    private async Task BrowseAsync()
    {
        Insider receptionist = await hospital.WhoAsync(Role.Receptionist, "LABO");
        using HttpClient browser = receptionist.BrowseWeb();
        int shown = 0;
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage found = await browser.PostAsync("/patients", new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["by"] = "traits",
                    ["birthDate"] = FrenchDate(hospital.Field(i, LegacyColumn.DATE_NAISSANCE)),
                    ["name"] = hospital.Field(i, LegacyColumn.NOM_NAISSANCE),
                }));
            string page = await found.Content.ReadAsStringAsync();
            foreach (string path in Regex.Matches(
                page, "/patients/[0-9a-z]{13}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
                .Select(match => match.Value).Distinct(StringComparer.Ordinal))
            {
                using HttpResponseMessage identity = await browser.GetAsync(path + "/identity");
                shown += identity.StatusCode == HttpStatusCode.OK ? 1 : 0;
            }
        }

        Assert.True(shown > 0, "nobody was shown");
    }

    private IEnumerable<string> Telling(int row)
    {
        foreach (string[] fields in (string[][])[hospital.Source[row]])
        {
            foreach (Match mark in Regex.Matches(
                string.Join(';', fields), "ZQ[A-Z]{10}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            {
                yield return mark.Value;
            }
        }

        foreach (LegacyColumn column in (LegacyColumn[])
            [LegacyColumn.NIR, LegacyColumn.INS_MATRICULE, LegacyColumn.EMAIL, LegacyColumn.TEL_MOBILE,
                LegacyColumn.LOGIN_RESULTATS, LegacyColumn.MDP_RESULTATS, LegacyColumn.ADRESSE1,
                    LegacyColumn.NOM_NAISSANCE,
                LegacyColumn.PRENOMS_ACTE, LegacyColumn.COMMENTAIRE])
        {
            string value = hospital.Field(row, column);
            if (value.Length >= ShortestTelling)
            {
                yield return value;
            }
        }
    }

    private void Backup(string file)
    {
        using SqliteConnection from = new($"Data Source={Path.Combine(hospital.Running.Data, file)};Pooling=False");
        using SqliteConnection to = new(
            $"Data Source={Path.Combine(hospital.Running.Data, "backup-" + file)};Pooling=False");
        from.Open();
        to.Open();
        from.BackupDatabase(to);
    }

    private static string FrenchDate(string date) =>
        date.Length == 8 && date.All(char.IsAsciiDigit) ? $"{date[6..]}/{date[4..6]}/{date[..4]}" : date;
}

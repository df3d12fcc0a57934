using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Data.Sqlite;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: that nobody finds out what a report said before it was corrected.
/// Means: the account of the biologist who corrected it; then the main database, to write.
/// </summary>
public sealed partial class HiddenReportTests(ITestOutputHelper output)
{
    private const int Tampering = 3;

    [Fact]
    public async Task The_report_that_a_correction_replaced_stays_signed_and_its_removal_is_seen()
    {
        await using Owned site = await Owned.StartAsync();
        Insider biologist = await site.Laboratory.WhoAsync(Role.Biologist);
        using HttpClient browser = biologist.BrowseWeb();
        string key = await FirstDueAsync(browser);
        SigningDesk desk = new(browser);
        Assert.Equal(1, await desk.SignAsync(biologist, key));
        string report = await ReportAsync(browser, key);
        byte[] first = await browser.GetByteArrayAsync($"{report}/1/pdf");
        byte[] signature = await browser.GetByteArrayAsync($"{report}/1/p7s");

        await CorrectAsync(browser, key);
        Assert.Equal(1, await desk.SignAsync(biologist, key));

        // The newest edition stands beside the earlier one, each under its own signature; none fits the other.
        byte[] second = await browser.GetByteArrayAsync($"{report}/2/pdf");
        Assert.Equal(first, await browser.GetByteArrayAsync($"{report}/1/pdf"));
        Assert.True(IsSigned(first, signature));
        Assert.True(IsSigned(second, await browser.GetByteArrayAsync($"{report}/2/p7s")));
        Assert.False(IsSigned(second, signature));
        Assert.Equal(["edition-2", "edition-1"], await EditionsAsync(browser, report));

        // No request of the account takes it away.
        Assert.Equal(0, await EraseByAccountAsync(browser, report));
        Assert.Equal(["edition-2", "edition-1"], await EditionsAsync(browser, report));
        Assert.Equal(0, (await site.Laboratory.Running.TryAsync("verify", "--data", site.Laboratory.Running.Data)).ExitCode);

        // Who writes to the database can remove it: the reader is told, and so is whoever verifies.
        EntryId entry = EntryId.TryParse(report.Split('/')[^1], out EntryId parsed) ? parsed : default;
        Assert.Equal(1, site.Erase(entry, 1));
        Assert.Equal(["edition-2"], await EditionsAsync(browser, report));
        string page = await browser.GetStringAsync(report);
        Assert.Contains("data-gone=\"1\"", page, StringComparison.Ordinal);
        (int exit, string said) = await site.Laboratory.Running.TryAsync("verify", "--data", site.Laboratory.Running.Data);
        output.WriteLine(said);
        Assert.Equal(Tampering, exit);
    }

    private static async Task<string> FirstDueAsync(HttpClient browser)
    {
        using IDocument page = await PageAsync(browser, "/laboratory/reports");
        return page.QuerySelectorAll("input[name=report]").Select(one => one.GetAttribute("value")!)
            .First(one => one.EndsWith(".results", StringComparison.Ordinal));
    }

    private static async Task<string> ReportAsync(HttpClient browser, string key)
    {
        string chart = "/patients/" + key.Split('.')[0];
        using IDocument page = await PageAsync(browser, chart + "/results");
        return page.QuerySelectorAll("a").Select(one => one.GetAttribute("href") ?? "")
            .First(one => one.StartsWith(chart + "/reports/", StringComparison.Ordinal));
    }

    // The first number of the order becomes another one, with a reason, as the page of validation does it.
    private static async Task CorrectAsync(HttpClient browser, string key)
    {
        string[] parts = key.Split('.');
        string address = $"/laboratory/validation/{parts[0]}/{parts[1]}";
        using IDocument page = await PageAsync(browser, address);
        IElement final = page.QuerySelectorAll("input[name^='final-']").First(one =>
            Number().IsMatch(one.Closest("tr")!.QuerySelector("td.value .number")?.TextContent ?? ""));
        string task = final.GetAttribute("name")!["final-".Length..];
        string shown = final.Closest("tr")!.QuerySelector("td.value .number")!.TextContent.Trim().Replace(',', '.');
        decimal other = decimal.Parse(shown, CultureInfo.InvariantCulture) + 1;
        using HttpResponseMessage done = await browser.PostAsync(address, new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [$"final-{task}"] = final.GetAttribute("value")!,
                [$"correct-{task}"] = other.ToString(CultureInfo.InvariantCulture),
                [$"correct-reason-{task}"] = "Erreur de tube",
                ["step"] = $"correct:{task}",
            }));
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
    }

    private static async Task<int> EraseByAccountAsync(HttpClient browser, string report)
    {
        int taken = 0;
        foreach (string path in (string[])[report, report + "/1", report + "/1/pdf", report + "/1/p7s"])
        {
            foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Delete, HttpMethod.Put, HttpMethod.Post, HttpMethod.Patch])
            {
                using HttpRequestMessage request = new(method, path);
                using HttpResponseMessage answer = await browser.SendAsync(request);
                taken += answer.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound
                    or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest ? 0 : 1;
            }
        }

        return taken;
    }

    private static async Task<string[]> EditionsAsync(HttpClient browser, string report)
    {
        using IDocument page = await PageAsync(browser, report);
        return [.. page.QuerySelectorAll("h2[id^='edition-']").Select(one => one.Id!)];
    }

    private static async Task<IDocument> PageAsync(HttpClient browser, string path) =>
        await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(path));

    private static bool IsSigned(byte[] pdf, byte[] signature)
    {
        SignedCms cms = new(new ContentInfo(pdf), detached: true);
        cms.Decode(signature);
        try
        {
            cms.CheckSignature(verifySignatureOnly: true);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    [GeneratedRegex("^\\s*\\d+([.,]\\d+)?\\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    /// <summary>A laboratory of its own, whose database is spoilt.</summary>
    private sealed class Owned(WorkingLaboratory laboratory) : IAsyncDisposable
    {
        public WorkingLaboratory Laboratory => laboratory;

        public static async Task<Owned> StartAsync()
        {
            WorkingLaboratory laboratory = new();
            await laboratory.InitializeAsync();
            return new(laboratory);
        }

        public int Erase(EntryId entry, int version)
        {
            using SqliteConnection connection = new(
                $"Data Source={Path.Combine(laboratory.Running.Data, "main.db")};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DELETE FROM entry WHERE entry_id = @entry AND version = @version";
            command.Parameters.AddWithValue("@entry", entry.Value);
            command.Parameters.AddWithValue("@version", version);
            return command.ExecuteNonQuery();
        }

        public async ValueTask DisposeAsync() => await laboratory.DisposeAsync();
    }
}

using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Harness;
using Serment.IntegrationTests.Web;
using Serment.Records.Documents;
using Serment.Web.Security;

namespace Serment.AttackSimulations.Tampering;

/// <summary>
/// Goal: lose a document that was acknowledged, leave half of one, or fill the database with pieces that nobody sees.
/// Means: a power cut in the middle of an upload, of the web server or of the custodian; a file that is refused at its end.
/// </summary>
public sealed partial class BrokenUploadTests(ITestOutputHelper output)
{
    private const int SentBeforeTheCut = 2_500_000;
    private const int MaxPolls = 1_500;

    private static readonly short Binary = ResourceType.Of("Binary").Code;

    [Fact]
    public async Task What_was_acknowledged_opens_and_what_was_not_is_gone_whoever_was_killed()
    {
        await using Hospital own = new();
        await own.InitializeAsync();
        Insider physician = await own.WhoAsync(Role.Physician);
        PatientId patient = await RegisterAsync(await own.WhoAsync(Role.Receptionist));
        await own.ExpectAsync([patient], physician.Session.Units[0].UnitId);
        byte[] file = SampleFiles.Pdf("x", [SampleFiles.Stream("", new byte[3_000_000])]);
        string list = $"/patients/{patient}/documents";
        int filed = 0;
        foreach (bool killWeb in (bool[])[true, false])
        {
            using HttpClient browser = physician.BrowseWeb();

            // Nobody files into a record that she has not opened.
            await browser.GetStringAsync(list);
            Assert.Equal(HttpStatusCode.Found, await SendAsync(browser, physician, list, new MemoryStream(file)));
            filed++;
            long kept = Count(own, $"SELECT COUNT(*) FROM entry WHERE resource_type = {Binary}");
            Assert.Equal(0, Count(own, "SELECT COUNT(*) FROM upload_piece"));

            using CutStream cut = new(file, SentBeforeTheCut);
            Task<HttpStatusCode?> sending = SendAsync(browser, physician, list, cut);
            await UntilAsync(own, "SELECT COUNT(*) FROM upload_piece", pieces => pieces > 0);
            await (killWeb ? own.Running.WebServer! : own.Running.Custodian!).KillAsync();
            cut.GoOn();
            Assert.NotEqual(HttpStatusCode.Found, await sending);

            if (killWeb)
            {
                // Killed, it cannot clean up; an upload of another process would look the same, so it must be old.
                Assert.NotEqual(kept, Count(own, $"SELECT COUNT(*) FROM entry WHERE resource_type = {Binary}"));
                Execute(own, $"UPDATE upload_piece SET stored_at = stored_at - {AgeMs}");
                await own.Running.StartWebAsync();
            }
            else
            {
                await own.Running.StartCustodianAsync();
            }

            await UntilAsync(own, "SELECT COUNT(*) FROM upload_piece", pieces => pieces == 0);
            Assert.Equal(kept, Count(own, $"SELECT COUNT(*) FROM entry WHERE resource_type = {Binary}"));

            // Sent again it is there, beside the one before.
            using HttpClient again = physician.BrowseWeb();
            Assert.Equal(HttpStatusCode.Found, await SendAsync(again, physician, list, new MemoryStream(file)));
            filed++;
            string page = await again.GetStringAsync(list);
            string[] links = [.. Document().Matches(page).Select(one => one.Value).Distinct(StringComparer.Ordinal)];
            Assert.Equal(filed, links.Length);
            foreach (string link in links)
            {
                Assert.Equal(file, await again.GetByteArrayAsync($"{list}/{link}/file"));
            }
        }

        (int code, string verified) = await own.Running.TryAsync("verify", "--data", own.Running.Data);
        output.WriteLine(verified.Split('\n')[^1]);
        Assert.True(code == 0, verified);
    }

    private static async Task<PatientId> RegisterAsync(Insider reception)
    {
        using HttpClient desk = reception.BrowseWeb();
        using HttpResponseMessage registered = await desk.PostAsync(
            "/patients/new", new FormUrlEncodedContent(PageForms.Person("ZQPIECE", "INES", "create-anyway")));
        Assert.Equal(HttpStatusCode.Found, registered.StatusCode);
        Assert.True(PatientId.TryParse(registered.Headers.Location!.OriginalString.Split('/')[2], out PatientId patient));
        return patient;
    }

    private static string AgeMs =>
        ((long)(SweepUploads.Abandoned * 2).TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static async Task<HttpStatusCode?> SendAsync(
        HttpClient browser, Insider who, string path, Stream content)
    {
        using MultipartFormDataContent form = new()
        {
            { new StringContent(Visitor.ProofOf(who.Token)), "_proof" },
            { new StringContent("Letter"), "type" },
            { new StreamContent(content), "file", "x.pdf" },
        };
        try
        {
            using HttpResponseMessage answer = await browser.PostAsync(path, form);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task UntilAsync(Hospital own, string sql, Func<long, bool> holds)
    {
        for (int i = 0; i < MaxPolls; i++)
        {
            if (holds(Count(own, sql)))
            {
                return;
            }

            await Task.Delay(20);
        }

        throw new InvalidOperationException($"it never came to that: {sql}");
    }

    private static long Count(Hospital own, string sql)
    {
        using SqliteConnection connection = Open(own);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(Hospital own, string sql)
    {
        using SqliteConnection connection = Open(own);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(Hospital own)
    {
        SqliteConnection connection = new($"Data Source={Path.Combine(own.Running.Data, "main.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    [GeneratedRegex("(?<=/documents/)[0-9a-z]{13}(?=\")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Document();

    /// <summary>A file that stops on its way until it is told to go on.</summary>
    private sealed class CutStream(byte[] content, int until) : MemoryStream(content, writable: false)
    {
        private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GoOn() => goOn.TrySetResult();

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= until)
            {
                await goOn.Task.WaitAsync(cancellationToken);
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }

        public override async Task CopyToAsync(
            Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            byte[] buffer = new byte[bufferSize];
            int read;
            while ((read = await ReadAsync(buffer, cancellationToken)) > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await destination.FlushAsync(cancellationToken);
            }
        }
    }
}

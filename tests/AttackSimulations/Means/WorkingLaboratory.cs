using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Data.Sqlite;
using Serment.CustodyProtocol;
using Serment.Harness;
using Serment.UnitTests.Records.Printing;

namespace Serment.AttackSimulations.Means;

/// <summary>A tube that was received, with what the main database's rows tell of it.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Specimen">Its own number in the rows.</param>
/// <param name="Request">Its order.</param>
/// <param name="Task">One of its analyses.</param>
/// <param name="Number">What its label says.</param>
/// <param name="OrderNumber">What the order's papers say.</param>
/// <param name="Laboratory">Where it is.</param>
/// <param name="Analysis">The code of the analysis.</param>
/// <param name="Status">How far the analysis has come, as rows have it.</param>
internal sealed record KnownTube(
    PatientId Patient, EntryId Specimen, EntryId Request, EntryId Task, string Number, string OrderNumber, int Laboratory,
    string Analysis, int Status);

/// <summary>
/// A clinic whose laboratory has worked for a week, both processes running; its tubes as a thief of the main database
/// knows them, and what tells apart the people whose they are, as reception reads it.
/// </summary>
public sealed partial class WorkingLaboratory : Occupied
{
    private const int MaxPeopleOfStep = 2;
    private const int ShortestName = 5;

    /// <summary>Received tubes of the people known, an analysis a line.</summary>
    internal IReadOnlyList<KnownTube> Tubes { get; private set; } = [];

    /// <summary>Names, birth dates and record numbers.</summary>
    internal IReadOnlyList<string> Marks { get; private set; } = [];

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Running.StartWebAsync();
        KnownTube[] all = [.. Read()];

        // Of each step some, whoever they are: numbers of patients are drawn anew with each clinic.
        PatientId[] people =
        [
            .. all.GroupBy(one => one.Status)
                .SelectMany(step => step.Select(one => one.Patient).Distinct().Take(MaxPeopleOfStep)).Distinct(),
        ];
        Tubes = [.. all.Where(one => people.Contains(one.Patient))];
        await ReadMarksAsync(people);
    }

    /// <summary>How many rows a query counts in the main database.</summary>
    internal long Count(string query)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>What somebody reads of an answer: a page's text and fields, a paper's lines.</summary>
    internal static async Task<string> TextOfAsync(HttpResponseMessage answer)
    {
        byte[] content = await answer.Content.ReadAsByteArrayAsync();
        return answer.Content.Headers.ContentType?.MediaType == "application/pdf"
            ? string.Join('\n', PdfReading.PagesOf(content))
            : WebUtility.HtmlDecode(System.Text.Encoding.UTF8.GetString(content));
    }

    /// <summary>The marks that a text holds.</summary>
    internal IEnumerable<string> MarksIn(string text) =>
        Marks.Where(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));

    /// <summary>Everything that the processes printed.</summary>
    internal string Printed => Running.Custodian!.Output + Running.WebServer!.Output;

    /// <summary>The events of the log that refused something to somebody, as her site's office sees them.</summary>
    internal async Task<IReadOnlyList<LogEvent>> RefusalsOfAsync(Insider who)
    {
        Insider officer = await WhoAsync(Role.SecurityOfficer, who.Session.SiteCode);
        LogPage page = await Custodian.AskAsync(
            MessageKind.ReadLog, officer.Token, new LogQuery(Actor: who.Session.StaffId, RefusalsOnly: true, Limit: 200),
            CustodyJson.Default.LogQuery, CustodyJson.Default.LogPage, CancellationToken.None);
        return page.Events;
    }

    private protected override Task<RunningSerment> FoundAsync() => RunningSerment.PrepareAsync(week: true);

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(
            $"Data Source={Path.Combine(Running.Data, "main.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    private List<KnownTube> Read()
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT s.patient_id, s.specimen_id, s.request_id, t.task_id, s.number, r.number, s.laboratory_id, t.analysis,
                   t.status
            FROM specimen s
            JOIN laboratory_request r ON r.patient_id = s.patient_id AND r.request_id = s.request_id
            JOIN observation_task t ON t.patient_id = s.patient_id AND t.specimen_id = s.specimen_id
            WHERE s.state = 3 AND t.analysis IS NOT NULL AND t.status BETWEEN 2 AND 4
            ORDER BY t.status DESC, s.patient_id, t.task_id
            """;
        using SqliteDataReader reader = command.ExecuteReader();
        List<KnownTube> tubes = [];
        while (reader.Read())
        {
            tubes.Add(new(
                new(reader.GetInt64(0)), new(reader.GetInt64(1)), new(reader.GetInt64(2)), new(reader.GetInt64(3)),
                reader.GetString(4), reader.GetString(5), reader.GetInt32(6), reader.GetString(7), reader.GetInt32(8)));
        }

        return tubes;
    }

    private async Task ReadMarksAsync(PatientId[] people)
    {
        Insider desk = await WhoAsync(Role.Receptionist);
        using HttpClient browser = desk.BrowseWeb();

        // Somebody may bear the name of one of the staff, whose name is no secret.
        string staff = string.Join(' ', Running.Personas.Select(one => one.Name));
        List<string> marks = [];
        foreach (PatientId patient in people)
        {
            using HttpResponseMessage answer = await browser.GetAsync($"/patients/{patient}/identity");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            using IDocument page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
            IElement banner = page.QuerySelector(".patient-banner")!;
            string born = Birth().Match(banner.TextContent).Value;
            marks.AddRange(banner.QuerySelector(".who")!.TextContent.Split(' ').Append(born)
                .Append(string.Join('-', born.Split('/').Reverse()))
                .Append(banner.QuerySelector("dd.code")!.TextContent.Trim()));
        }

        Marks =
        [
            .. marks.Where(one => one.Length >= ShortestName && !staff.Contains(one, StringComparison.OrdinalIgnoreCase))
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        Assert.True(Marks.Count >= 3 * people.Length, "too little to look for");
    }

    [GeneratedRegex("\\d\\d/\\d\\d/\\d{4}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Birth();
}

/// <summary>One laboratory for every attack on its pages: it takes seconds to build.</summary>
[CollectionDefinition(nameof(WorkingLaboratory))]
public sealed class WorkingLaboratoryDefinition : ICollectionFixture<WorkingLaboratory>;

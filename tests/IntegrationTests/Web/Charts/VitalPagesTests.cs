using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web.Charts;

public sealed class VitalPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_round_is_entered_scored_drawn_and_one_measure_of_it_withdrawn(DatabaseEngine engine)
    {
        await using ChartBed chart = await ChartBed.StartAsync(engine);
        string page = $"{chart.Root}/vitals";
        Dictionary<string, string> first = await RoundAsync(chart.Nurse, page, "08:00");
        Assert.Equal(302, (await chart.Nurse.PostAsync($"{page}/new", first)).Status);
        Dictionary<string, string> second = await RoundAsync(chart.Nurse, page, "08:30");
        second["vital-temperature"] = "39,2";
        Assert.Equal((302, page), await SentAsync(chart.Nurse, $"{page}/new", second));

        Answer shown = await chart.Nurse.GetAsync(page);
        Assert.Equal(2, shown.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("39,2", shown.Page.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("2", shown.Page.QuerySelector("#news .news")!.TextContent);
        Assert.NotEmpty(shown.Page.QuerySelectorAll("svg.curve"));
        Assert.NotNull(shown.Page.QuerySelector("svg.curve .outside"));
        Assert.Contains("71,5 kg", shown.Page.QuerySelector(".patient-banner")!.TextContent, StringComparison.Ordinal);

        string round = shown.Page.QuerySelector("tbody a")!.GetAttribute("href")!;
        Answer readings = await chart.Nurse.GetAsync(round);
        IElement form = readings.Page.QuerySelectorAll(".item-row")
            .First(row => row.TextContent.Contains("Température", StringComparison.Ordinal)).QuerySelector("form")!;
        string seen = form.QuerySelector("[name='seen']")!.GetAttribute("value")!;
        Assert.Equal(302, (await chart.Nurse.PostAsync(round, ChartPatient.Form(("seen", seen)))).Status);
        Assert.Equal(409, (await chart.Nurse.PostAsync(round, ChartPatient.Form(("seen", seen)))).Status);
        Answer withdrawn = await chart.Nurse.GetAsync(round);
        Assert.Contains("39,2", withdrawn.Page.QuerySelector(".struck")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "39,2", (await chart.Nurse.GetAsync(page)).Page.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_everything_typed()
    {
        await using ChartBed chart = await ChartBed.StartAsync();
        string page = $"{chart.Root}/vitals";
        Dictionary<string, string> round = await RoundAsync(chart.Nurse, page, "08:00");
        (round["vital-temperature"], round["vital-systolic"], round["vital-diastolic"]) = ("384", "80", "120");
        (round["vital-pulse"], round["vital-oxygen"], round["vital-day"]) = ("<b>70", "", "02/03/2027");

        Answer refused = await chart.Nurse.PostAsync($"{page}/new", round);

        Assert.Equal(422, refused.Status);
        foreach (string field in (string[])["temperature", "diastolic", "pulse", "oxygen", "time"])
        {
            Assert.False(refused.Page.QuerySelector($"#vital-{field}-why")!.HasAttribute("hidden"), field);
        }

        Assert.Equal("384", refused.ValueOf("vital-temperature"));
        Assert.Equal("<b>70", refused.ValueOf("vital-pulse"));
        Answer empty = await chart.Nurse.PostAsync(
            $"{page}/new", ChartPatient.Form(("vital-day", "02/03/2026"), ("vital-time", "08:00")));
        Assert.Equal(422, empty.Status);
    }

    [Fact]
    public async Task What_is_written_hours_later_is_marked_as_late()
    {
        await using ChartBed chart = await ChartBed.StartAsync();
        string page = $"{chart.Root}/vitals";
        Dictionary<string, string> round = await RoundAsync(chart.Nurse, page, "23:00");
        round["vital-day"] = "01/03/2026";
        Assert.Equal(302, (await chart.Nurse.PostAsync($"{page}/new", round)).Status);

        Answer shown = await chart.Nurse.GetAsync(page);
        Assert.Contains("après coup", shown.Page.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reception_reaches_none_of_it()
    {
        await using ChartBed chart = await ChartBed.StartAsync();
        using Browser reception = await chart.Web.OpenAsync(Role.Receptionist);
        foreach (string path in (string[])["", "/new", "/at/29540000"])
        {
            Assert.Equal(403, (await reception.GetAsync($"{chart.Root}/vitals{path}")).Status);
        }

        Assert.Equal(
            403, (await reception.PostAsync($"{chart.Root}/vitals/new", PageForms.Nothing)).Status);
    }

    private static async Task<(int Status, string? Location)> SentAsync(
        Browser nurse, string path, Dictionary<string, string> fields)
    {
        Answer answer = await nurse.PostAsync(path, fields);
        return (answer.Status, answer.Location);
    }

    private static async Task<Dictionary<string, string>> RoundAsync(Browser nurse, string page, string time)
    {
        Dictionary<string, string> fields = PageForms.FieldsOf(await nurse.GetAsync($"{page}/new"));
        foreach ((string name, string value) in ((string, string)[])
            [
                ("temperature", "37,0"), ("pulse", "72"), ("systolic", "120"), ("diastolic", "70"),
                ("respiratory", "14"), ("saturation", "98"), ("oxygen", "air"), ("consciousness", "Alert"),
                ("weight", "71.5"), ("time", time),
            ])
        {
            fields["vital-" + name] = value;
        }

        fields["step"] = "save";
        return fields;
    }
}

using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class PatientPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Somebody_registered_is_found_and_the_unit_opens_the_chart(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception, "LE GOFF", "ANAÏS");

        Answer found = await reception.PostAsync("/patients", Search("14/07/1980", "le g"));
        Assert.Equal("LE G", found.Page.QuerySelector("mark")!.TextContent);

        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        Answer stranger = await nurse.GetAsync($"/patients/{patient}");
        Assert.NotNull(stranger.Page.QuerySelector("[data-step-up='OffPattern']"));

        Answer expected = await reception.PostAsync(
            $"/patients/{patient}/expect",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["unit"] = "1",
                ["day"] = "2026-03-02",
                ["time"] = "09:30",
            });
        Assert.Equal("/expected?unit=1&day=2026-03-02", expected.Location);

        Answer day = await nurse.GetAsync("/");
        Assert.Contains("LE GOFF", day.Page.QuerySelector(".rows")!.TextContent, StringComparison.Ordinal);
        Answer chart = await nurse.GetAsync($"/patients/{patient}");
        string banner = chart.Page.QuerySelector(".patient-banner")!.TextContent;
        Assert.Contains("14/07/1980", banner, StringComparison.Ordinal);
        Assert.DoesNotContain("NIR", chart.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicates_are_shown_before_a_second_record_is_made()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        await RegisterAsync(reception, "MARTIN", "JULIE");

        Answer again = await reception.PostAsync("/patients/new", PageForms.Person("Martin", "Julie", "create"));
        Assert.Equal(200, again.Status);
        Assert.NotNull(again.Page.QuerySelector("button[value='create-anyway']"));
        Assert.Equal("Martin", again.ValueOf("birthName"));

        Answer anyway = await reception.PostAsync("/patients/new", PageForms.Person("Martin", "Julie", "create-anyway"));
        Assert.Equal(302, anyway.Status);
    }

    [Fact]
    public async Task The_second_of_two_savers_is_told_and_loses_nothing()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser first = await bed.OpenAsync(Role.Receptionist);
        using Browser second = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(first, "MOREL", "LÉA");
        Dictionary<string, string> ours = PageForms.FieldsOf(await first.GetAsync($"/patients/{patient}/correct"));
        Dictionary<string, string> theirs = PageForms.FieldsOf(await second.GetAsync($"/patients/{patient}/correct"));

        theirs["city"] = "Auray";
        Assert.Equal(302, (await second.PostAsync($"/patients/{patient}/correct", theirs)).Status);
        ours["city"] = "Lorient";
        Answer told = await first.PostAsync($"/patients/{patient}/correct", ours);
        Assert.Equal(409, told.Status);
        Assert.Equal("Lorient", told.ValueOf("city"));
        Assert.Contains("Auray", told.Page.QuerySelector(".differs")!.TextContent, StringComparison.Ordinal);
        string summary = told.Page.QuerySelector(".error-summary")!.TextContent;
        Assert.Contains("Une Personne", summary, StringComparison.Ordinal);

        Assert.Equal(302, (await first.PostAsync($"/patients/{patient}/correct", PageForms.FieldsOf(told))).Status);
        Answer saved = await first.GetAsync($"/patients/{patient}/identity");
        Assert.Contains("Lorient", saved.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_records_of_one_person_are_joined_and_separated_again()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string kept = await RegisterAsync(reception, "PETIT", "ROSE");
        string other = await RegisterAsync(reception, "PETTIT", "ROSE");
        Answer compared = await reception.GetAsync($"/patients/compare?id={kept}&id={other}");
        Assert.Equal(2, compared.Page.QuerySelectorAll(".differs").Length);

        Dictionary<string, string> both = new(StringComparer.Ordinal) { ["survivor"] = kept, ["replaced"] = other };
        Assert.Equal(302, (await reception.PostAsync("/patients/merge", both)).Status);
        Answer joined = await reception.GetAsync($"/patients/{other}/identity");
        Assert.NotNull(joined.Page.QuerySelector("form[action='/patients/separate']"));

        Assert.Equal(302, (await reception.PostAsync("/patients/separate", both)).Status);
        Answer apart = await reception.GetAsync($"/patients/{kept}/identity");
        Assert.Null(apart.Page.QuerySelector("form[action='/patients/separate']"));
    }

    [Fact]
    public async Task Wrong_fields_are_marked_and_everything_typed_comes_back()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Dictionary<string, string> person = PageForms.Person("Roux", "Zoé", "create");
        person["birthDate"] = "31/02/1980";
        person["nir"] = "280075626000112";
        person["city"] = "<script>alert(1)</script>";

        Answer refused = await reception.PostAsync("/patients/new", person);
        Assert.Equal(422, refused.Status);
        Assert.Equal("true", refused.Page.QuerySelector("#birthDate")!.GetAttribute("aria-invalid"));
        Assert.Equal("true", refused.Page.QuerySelector("#nir")!.GetAttribute("aria-invalid"));
        Assert.Equal("280075626000112", refused.ValueOf("nir"));
        Assert.Equal("<script>alert(1)</script>", refused.ValueOf("city"));
        Assert.Single(refused.Page.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task A_name_that_is_markup_stays_text()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception, "<img src=x onerror=alert(1)>", "EVE");
        Answer page = await reception.GetAsync($"/patients/{patient}/identity");
        Assert.Empty(page.Page.QuerySelectorAll("img"));
    }

    [Fact]
    public async Task A_role_without_the_identity_sees_whose_record_it_is_from_the_card()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        using Browser clerk = await bed.OpenAsync(Role.BillingClerk, 1);
        string patient = await RegisterAsync(reception, "CARON", "INÈS");
        Dictionary<string, string> expectation = new(StringComparer.Ordinal)
        {
            ["unit"] = "1",
            ["day"] = "2026-03-02",
            ["time"] = "11:00",
        };
        Assert.Equal(302, (await reception.PostAsync($"/patients/{patient}/expect", expectation)).Status);

        Answer chart = await clerk.GetAsync($"/patients/{patient}");
        Assert.Contains("CARON", chart.Page.QuerySelector(".patient-banner")!.TextContent, StringComparison.Ordinal);
        Assert.Null(chart.Page.QuerySelector("#contact"));
        Assert.NotNull(chart.Page.QuerySelector("#coverage"));
    }

    private static async Task<string> RegisterAsync(Browser browser, string name, string givenName)
    {
        Answer registered = await browser.PostAsync("/patients/new", PageForms.Person(name, givenName, "create-anyway"));
        Assert.Equal(302, registered.Status);
        return registered.Location!.Split('/')[2];
    }

    private static Dictionary<string, string> Search(string birthDate, string name) =>
        new(StringComparer.Ordinal) { ["by"] = "traits", ["birthDate"] = birthDate, ["name"] = name };
}

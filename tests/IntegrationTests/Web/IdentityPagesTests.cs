using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class IdentityPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_document_validates_and_a_corrected_trait_takes_it_back(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception);

        Answer checkedOff = await reception.PostAsync(
            $"/patients/{patient}/identity/check", await CheckAsync(reception, patient));
        Assert.Equal($"/patients/{patient}/identity", checkedOff.Location);
        Answer card = await reception.GetAsync($"/patients/{patient}/identity");
        Assert.Contains("Validée · Passeport · 02/03/2026", card.Page.Body!.TextContent, StringComparison.Ordinal);
        Answer again = await reception.GetAsync($"/patients/{patient}/identity/check");
        Assert.Null(again.Page.QuerySelector("#document"));

        Dictionary<string, string> fields = PageForms.FieldsOf(
            await reception.GetAsync($"/patients/{patient}/correct"));
        fields["birthName"] = "GUILLOUX";
        Assert.Equal(302, (await reception.PostAsync($"/patients/{patient}/correct", fields)).Status);

        Answer history = await reception.GetAsync($"/patients/{patient}/identity/history");
        string[] lines = [.. history.Page.QuerySelectorAll("tbody tr").Select(row => row.TextContent)];
        Assert.Equal(3, lines.Length);
        Assert.Contains("GUILLOU → GUILLOUX", lines[0], StringComparison.Ordinal);
        Assert.Contains("Redevenue provisoire", lines[0], StringComparison.Ordinal);
        Assert.Contains("Contrôlée : Passeport", lines[1], StringComparison.Ordinal);
        Assert.Contains("Une Personne", lines[1], StringComparison.Ordinal);
        Assert.Contains("Enregistrée", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_named_and_nothing_ticked_is_lost()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception);
        Dictionary<string, string> fields = await CheckAsync(reception, patient);
        fields.Remove("trait-sex");
        fields.Remove("person");

        Answer refused = await reception.PostAsync($"/patients/{patient}/identity/check", fields);

        Assert.Equal(422, refused.Status);
        string[] named =
            [.. refused.Page.QuerySelectorAll(".error-summary a").Select(link => link.GetAttribute("href")!)];
        Assert.Equal(["#traits", "#person"], named);
        Assert.All(named, name => Assert.NotNull(refused.Page.QuerySelector("input" + name)));
        Assert.NotNull(refused.Page.QuerySelector("[name='trait-birth-name'][checked]"));
        Assert.Equal("PA", refused.Page.QuerySelector("option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_driving_licence_validates_nobody()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception);
        Dictionary<string, string> fields = await CheckAsync(reception, patient);
        fields["document"] = "PC";

        Answer refused = await reception.PostAsync($"/patients/{patient}/identity/check", fields);

        Assert.Equal(422, refused.Status);
        Assert.Equal("true", refused.Page.QuerySelector("#document")!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task Nobody_validates_traits_that_somebody_changed_meanwhile()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser first = await bed.OpenAsync(Role.Receptionist);
        using Browser second = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(first);
        Dictionary<string, string> fields = await CheckAsync(first, patient);
        Dictionary<string, string> correction = PageForms.FieldsOf(
            await second.GetAsync($"/patients/{patient}/correct"));
        correction["birthName"] = "GUILLOUX";
        Assert.Equal(302, (await second.PostAsync($"/patients/{patient}/correct", correction)).Status);

        Answer told = await first.PostAsync($"/patients/{patient}/identity/check", fields);

        Assert.Equal(409, told.Status);
        Assert.Contains("GUILLOUX", told.Page.QuerySelector(".compared")!.TextContent, StringComparison.Ordinal);
        Assert.Null(told.Page.QuerySelector(".compared [checked]"));
        Assert.Equal("PA", told.Page.QuerySelector("option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_doubt_keeps_the_identity_provisional_until_it_is_taken_off()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception);
        string check = $"/patients/{patient}/identity/check";
        Assert.Equal(302, (await reception.PostAsync(check, await CheckAsync(reception, patient))).Status);

        await MarkAsync(reception, patient, "doubtful");
        Answer doubtful = await reception.GetAsync(check);
        string banner = doubtful.Page.QuerySelector(".patient-banner")!.TextContent;
        Assert.Contains("Douteuse", banner, StringComparison.Ordinal);
        Assert.Contains("Provisoire", banner, StringComparison.Ordinal);
        Assert.Null(doubtful.Page.QuerySelector("#document"));
        Dictionary<string, string> forced = await CheckAsync(reception, patient);
        Assert.Equal(422, (await reception.PostAsync(check, forced)).Status);

        await MarkAsync(reception, patient);
        Answer free = await reception.GetAsync(check);
        Assert.NotNull(free.Page.QuerySelector("#document"));
        Assert.Equal(302, (await reception.PostAsync(check, await CheckAsync(reception, patient))).Status);
        string withdraw = $"/patients/{patient}/identity/withdraw-check";
        Assert.Equal(302, (await reception.PostAsync(withdraw, await CheckAsync(reception, patient))).Status);
        Answer history = await reception.GetAsync($"/patients/{patient}/identity/history");
        Assert.Contains("Contrôle retiré", history.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_writes_no_identity_checks_none()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        using Browser biologist = await bed.OpenAsync(Role.Biologist);
        string patient = await RegisterAsync(reception);

        Assert.Equal(403, (await biologist.GetAsync($"/patients/{patient}/identity/check")).Status);
        Assert.Equal(
            403, (await biologist.PostAsync($"/patients/{patient}/identity/marks", PageForms.Nothing)).Status);
    }

    private static async Task MarkAsync(Browser browser, string patient, params IReadOnlyList<string> marks)
    {
        Dictionary<string, string> fields = await CheckAsync(browser, patient);
        foreach (string mark in marks)
        {
            fields[mark] = "on";
        }

        Assert.Equal(302, (await browser.PostAsync($"/patients/{patient}/identity/marks", fields)).Status);
    }

    // Everything ticked as somebody would, upon the version that the page shows.
    private static async Task<Dictionary<string, string>> CheckAsync(Browser browser, string patient)
    {
        Answer page = await browser.GetAsync($"/patients/{patient}/identity/check");
        return new(StringComparer.Ordinal)
        {
            ["seenIdentity"] = page.ValueOf("seenIdentity")!,
            ["document"] = "PA",
            ["trait-birth-name"] = "on",
            ["trait-first-given-name"] = "on",
            ["trait-birth-date"] = "on",
            ["trait-sex"] = "on",
            ["trait-birth-place"] = "on",
            ["person"] = "on",
        };
    }

    private static async Task<string> RegisterAsync(Browser browser)
    {
        Answer registered = await browser.PostAsync(
            "/patients/new", PageForms.Person("GUILLOU", "ENORA", "create-anyway"));
        Assert.Equal(302, registered.Status);
        return registered.Location!.Split('/')[2];
    }
}

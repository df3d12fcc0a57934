using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class RelativePagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Relatives_and_rights_are_registered_read_corrected_and_taken_off(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(reception, WithRelative());
        Answer card = await reception.GetAsync($"/patients/{patient}/identity");
        string shown = card.Page.QuerySelector("[aria-labelledby='relatives']")!.TextContent;
        foreach (string part in (string[])
            ["LE GALL Yann", "Père", "06 39 98 11 22", "Personne à prévenir", "Personne de confiance"])
        {
            Assert.Contains(part, shown, StringComparison.Ordinal);
        }

        Assert.Contains("du 01/01/2026 au 31/12/2026", card.Page.Body!.TextContent, StringComparison.Ordinal);

        Dictionary<string, string> fields = PageForms.FieldsOf(
            await reception.GetAsync($"/patients/{patient}/correct"));
        Assert.Equal("31/12/2026", fields["rightsUntil"]);
        fields["relative-0-phone"] = "06 39 98 33 44";
        fields["rightsUntil"] = "";
        Assert.Equal(302, (await reception.PostAsync($"/patients/{patient}/correct", fields)).Status);
        card = await reception.GetAsync($"/patients/{patient}/identity");
        Assert.Contains("06 39 98 33 44", card.Page.Body!.TextContent, StringComparison.Ordinal);

        fields = PageForms.FieldsOf(await reception.GetAsync($"/patients/{patient}/correct"));
        fields["relative-0-remove"] = "on";
        Assert.Equal(302, (await reception.PostAsync($"/patients/{patient}/correct", fields)).Status);
        card = await reception.GetAsync($"/patients/{patient}/identity");
        Assert.DoesNotContain("Yann", card.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_more_relative_is_asked_for_and_everything_typed_stays()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Dictionary<string, string> fields = WithRelative();
        fields["step"] = "add-relative";

        Answer more = await reception.PostAsync("/patients/new", fields);

        Assert.Equal(200, more.Status);
        Assert.Equal("LE GALL", more.ValueOf("relative-0-name"));
        Assert.Equal("31/12/2026", more.ValueOf("rightsUntil"));
        IElement fresh = more.Page.QuerySelector("#relative-1-name")!;
        Assert.True(fresh.HasAttribute("data-focus"));
        Assert.Equal("2", more.ValueOf("relatives"));
    }

    [Fact]
    public async Task The_second_of_two_savers_of_a_relative_is_told_and_loses_nothing()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser first = await bed.OpenAsync(Role.Receptionist);
        using Browser second = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(first, WithRelative());
        string correct = $"/patients/{patient}/correct";
        Dictionary<string, string> ours = PageForms.FieldsOf(await first.GetAsync(correct));
        Dictionary<string, string> theirs = PageForms.FieldsOf(await second.GetAsync(correct));
        theirs["relative-0-phone"] = "06 39 98 55 66";
        Assert.Equal(302, (await second.PostAsync(correct, theirs)).Status);

        ours["relative-0-phone"] = "06 39 98 77 88";
        ours["relatives"] = "2";
        ours["relative-1-name"] = "MADEC";
        Answer told = await first.PostAsync(correct, ours);

        Assert.Equal(409, told.Status);
        Assert.Equal("06 39 98 77 88", told.ValueOf("relative-0-phone"));
        Assert.Equal("MADEC", told.ValueOf("relative-1-name"));
        Assert.Contains("06 39 98 55 66", told.Page.QuerySelector(".differs")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(302, (await first.PostAsync(correct, PageForms.FieldsOf(told))).Status);
        Answer card = await first.GetAsync($"/patients/{patient}/identity");
        Assert.Contains("06 39 98 77 88", card.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("MADEC", card.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_entries_are_named_with_their_fields()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Dictionary<string, string> fields = WithRelative();
        fields["relative-0-name"] = "";
        fields["relative-0-phone"] = "12";
        fields["rightsFrom"] = "2026";
        fields["birthDate"] = "31/02/1980";

        Answer refused = await reception.PostAsync("/patients/new", fields);

        Assert.Equal(422, refused.Status);
        IElement[] entries = [.. refused.Page.QuerySelectorAll(".error-summary li")];
        string[] names = [.. entries.Select(entry => entry.QuerySelector("a")!.TextContent)];
        Assert.Equal(
            [
                "Date de naissance", "Droits ouverts du", "Proche n° 1, Téléphone du proche",
                "Proche n° 1, Nom du proche",
            ],
            names);
        Assert.All(
            entries.Select(entry => entry.QuerySelector("a")!.GetAttribute("href")),
            target => Assert.NotNull(refused.Page.QuerySelector("input" + target)));
        Assert.Equal("12", refused.ValueOf("relative-0-phone"));
    }

    [Fact]
    public async Task A_form_is_drawn_again_in_another_language_and_nothing_is_done()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Dictionary<string, string> fields = WithRelative();
        fields["step"] = "redraw";

        Answer drawn = await reception.PostAsync("/patients/new", fields);

        Assert.Equal(200, drawn.Status);
        Assert.Equal("LE GALL", drawn.ValueOf("relative-0-name"));
        Assert.Empty(drawn.Page.QuerySelectorAll(".error-summary"));
        Assert.Equal("/patients/new", drawn.ValueOf("to"));
        Answer query = await reception.GetAsync("/expected?unit=1&day=2026-03-04");
        Assert.Equal("/expected?unit=1&day=2026-03-04", query.ValueOf("to"));
    }

    private static Dictionary<string, string> WithRelative() =>
        new(PageForms.Person("LE GALL", "ENORA", "create-anyway"), StringComparer.Ordinal)
        {
            ["relatives"] = "1",
            ["relative-0-name"] = "LE GALL",
            ["relative-0-given"] = "Yann",
            ["relative-0-kin"] = "Father",
            ["relative-0-phone"] = "06 39 98 11 22",
            ["relative-0-emergency"] = "on",
            ["relative-0-trusted"] = "on",
            ["rightsFrom"] = "01/01/2026",
            ["rightsUntil"] = "31/12/2026",
        };

    private static async Task<string> RegisterAsync(Browser browser, Dictionary<string, string> person)
    {
        Answer registered = await browser.PostAsync("/patients/new", person);
        Assert.Equal(302, registered.Status);
        return registered.Location!.Split('/')[2];
    }
}

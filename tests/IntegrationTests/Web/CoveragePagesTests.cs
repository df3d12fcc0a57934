using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class CoveragePagesTests
{
    private const string Card =
        """
        {"insuredNir":"255081416802538","organisation":"015601234","beneficiaries":[
          {"birthName":"LE GOF","givenName":"ANAÏS","birthDate":"1980-07-14","rank":1,"isInsured":false,
           "rightsFrom":"2026-01-01","rightsUntil":"2026-12-31","exemption":"LongTermListed"}]}
        """;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_card_is_compared_and_what_is_ticked_becomes_a_coverage_and_no_identity(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string cover = await RegisterAsync(reception);
        Answer compared = await reception.PostAsync(cover + "/card", Fields(("card", Card)));
        Assert.Contains("nom de naissance", compared.Page.Body!.TextContent, StringComparison.Ordinal);
        Dictionary<string, string> taken = Fields(
            ("card", Card), ("person", "0"), ("take-Insurer", "on"), ("take-Until", "on"), ("take-Exemption", "on"));
        Assert.Equal(302, (await reception.PostAsync(cover + "/card/take", taken)).Status);

        Answer list = await reception.GetAsync(cover);
        string said = list.Page.QuerySelector("main")!.TextContent;
        Assert.Contains("015601234", said, StringComparison.Ordinal);
        Assert.Contains("ALD 30", said, StringComparison.Ordinal);
        Assert.Contains("Droits ouverts", said, StringComparison.Ordinal);
        Assert.DoesNotContain("2 55 08", said, StringComparison.Ordinal);
        Assert.DoesNotContain("255081416802538", said, StringComparison.Ordinal);
        string banner = list.Page.QuerySelector(".patient-banner")!.TextContent;
        Assert.Contains("LE GOFF", banner, StringComparison.Ordinal);

        // What was compared before somebody saved is compared again first.
        Assert.Equal(409, (await reception.PostAsync(cover + "/card/take", taken)).Status);
    }

    [Fact]
    public async Task A_second_coverage_stands_beside_the_main_one_and_of_two_savers_one_is_told()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser one = await bed.OpenAsync(Role.Receptionist);
        using Browser other = await bed.OpenAsync(Role.Receptionist);
        string cover = await RegisterAsync(one);
        Dictionary<string, string> line = Fields(
            ("coverageKind", "Complementary"), ("insurer", "Mutuelle du Large"), ("order", "2"), ("rightsUntil", "31/12/2026"));
        Assert.Equal(302, (await one.PostAsync(cover, line)).Status);
        string entry = (await one.GetAsync(cover)).Page.QuerySelector("a.title")!.GetAttribute("href")!;
        string seen = (await one.GetAsync(entry)).ValueOf("seen")!;
        line["seen"] = seen;
        line["insurer"] = "Mutuelle des Îles";
        await other.GetAsync(cover);
        Assert.Equal(302, (await other.PostAsync(cover, line)).Status);
        line["insurer"] = "<b>Autre</b>";
        Answer told = await one.PostAsync(cover, line);
        Assert.Equal(409, told.Status);
        Assert.Equal("<b>Autre</b>", told.ValueOf("insurer"));
        Assert.Contains("Mutuelle des Îles", told.Page.QuerySelector(".differs")!.TextContent, StringComparison.Ordinal);

        line["rank"] = "12";
        line["insuredNir"] = "123";
        Answer wrong = await one.PostAsync(cover, line);
        Assert.Equal(422, wrong.Status);
        Assert.Equal("true", wrong.Page.QuerySelector("#insuredNir")!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task A_file_that_is_no_card_is_refused_and_carers_have_no_page()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        string cover = await RegisterAsync(reception);
        Answer refused = await reception.PostAsync(cover + "/card", Fields(("card", "{\"x\":\"<script>\"}")));
        Assert.Equal(422, refused.Status);
        Assert.Equal(422, (await reception.PostAsync(cover + "/card", Fields(("from", "reader")))).Status);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        Assert.Equal(403, (await nurse.GetAsync(cover)).Status);
        Assert.Equal(403, (await nurse.PostAsync(cover + "/card", Fields(("card", Card)))).Status);
    }

    private static async Task<string> RegisterAsync(Browser reception)
    {
        Answer registered = await reception.PostAsync(
            "/patients/new", PageForms.Person("LE GOFF", "ANAÏS", "create-anyway"));
        return $"/patients/{registered.Location!.Split('/')[2]}/coverage";
    }

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
}

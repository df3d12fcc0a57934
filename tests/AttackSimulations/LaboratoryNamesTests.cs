using System.Net;
using System.Text.RegularExpressions;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: whose the tubes are; or, from the other side, what people are examined for.
/// Means: the accounts that work with tubes, that order at the desk, that work in another laboratory or run the system,
/// signed in to the running web server, with every number that the main database's rows tell.
/// </summary>
[Collection(nameof(WorkingLaboratory))]
public sealed class LaboratoryNamesTests(WorkingLaboratory site, ITestOutputHelper output)
{
    [Fact]
    public async Task A_technician_who_asks_everywhere_is_told_no_name()
    {
        Insider technician = await site.WhoAsync(Role.LaboratoryTechnician);
        await technician.SignInAsync(site.Custodian);
        using HttpClient browser = technician.BrowseWeb();
        KnownTube[] tubes = [.. site.Tubes.DistinctBy(one => one.Patient).Take(2)];

        List<Swept> swept = await LaboratorySweep.RunAsync(browser, tubes);

        Swept[] telling = [.. swept.Where(one => site.MarksIn(one.Text).Any())];
        output.WriteLine($"haul: {telling.Length} of {swept.Count} answers name somebody");
        Assert.Empty(telling.Select(one => $"{one.Method} {one.Route}"));

        // She was at work all the while: lists, papers and labels came, with the tubes' numbers.
        Assert.All(
            (string[])["/laboratory/bench", "/laboratory/bench/paper", "/laboratory/bench/tubes/{patient}/{specimen}"],
            route => Assert.True(
                swept.Exists(one => one.Route == route && one.Status == HttpStatusCode.OK
                    && site.Tubes.Any(tube => one.Text.Contains(tube.Number, StringComparison.Ordinal))),
                $"{route} showed no tube"));
        Assert.NotEmpty(await site.RefusalsOfAsync(technician));
        Assert.Empty(site.MarksIn(site.Printed));
    }

    [Fact]
    public async Task The_desk_reads_no_order_back_and_counts_up_to_nobody()
    {
        Insider desk = await site.WhoAsync(Role.Receptionist);
        await desk.SignInAsync(site.Custodian);
        using HttpClient browser = desk.BrowseWeb();
        KnownTube[] tubes = [.. site.Tubes.DistinctBy(one => one.Patient)];
        LaboratoryCatalogue catalogue = ShippedCatalogue.Catalogue;
        int readBack = 0;
        int found = 0;
        foreach (KnownTube tube in tubes)
        {
            string[] asked =
            [
                .. site.Tubes.Where(one => one.Request == tube.Request).Select(one => catalogue.Find(one.Analysis)!)
                    .SelectMany(one => (string[])[one.Fr, one.En]),
            ];
            foreach (string path in (string[])["orders", $"orders/{tube.Request}", "results", "timeline"])
            {
                (_, string text) = await GetAsync(browser, $"/patients/{tube.Patient}/{path}");

                // Which tubes there are stands on the desk's own papers, culture bottles among them.
                foreach (Container container in catalogue.Containers)
                {
                    text = text.Replace(container.Fr, "", StringComparison.Ordinal);
                }

                readBack += asked.Count(one => HasWords(text, one));
            }

            for (long step = 1; step <= 20; step++)
            {
                EntryId next = new(tube.Request.Value + step);
                found += (await GetAsync(browser, $"/patients/{tube.Patient}/orders/{next}")).Status == HttpStatusCode.OK ? 1 : 0;
                PatientId other = new(tube.Patient.Value + step);
                found += (await GetAsync(browser, $"/patients/{other}/orders")).Status == HttpStatusCode.OK ? 1 : 0;
            }
        }

        output.WriteLine($"haul: {readBack} analyses read back, {found} orders or people found by counting");
        Assert.Equal((0, 0), (readBack, found));

        // Who validates reads on the page what the desk could not.
        KnownTube validated = site.Tubes[0];
        Insider biologist = await site.WhoAsync(Role.Biologist);
        await biologist.SignInAsync(site.Custodian);
        using HttpClient validating = biologist.BrowseWeb();
        (_, string shown) = await GetAsync(
            validating, $"/laboratory/validation/{validated.Patient}/{validated.Request}");
        Assert.True(HasWords(shown, catalogue.Find(validated.Analysis)!.Fr));
    }

    [Fact]
    public async Task A_technician_of_another_laboratory_learns_and_changes_nothing()
    {
        Insider stranger = await site.WhoAsync(Role.LaboratoryTechnician, "LABO");
        await stranger.SignInAsync(site.Custodian);
        using HttpClient browser = stranger.BrowseWeb();
        KnownTube[] tubes = [.. site.Tubes.DistinctBy(one => one.Patient).Take(2)];
        long before = Steps();

        List<Swept> swept = await LaboratorySweep.RunAsync(browser, tubes);

        // What was scanned stands on the page again; every other number, and every age, would be a find.
        string[] numbers =
        [
            .. site.Tubes.Select(one => one.Number).Except(tubes.Select(one => one.Number), StringComparer.Ordinal),
        ];
        Swept[] telling =
        [
            .. swept.Where(one => site.MarksIn(one.Text).Any()
                || numbers.Any(number => one.Text.Contains(number, StringComparison.Ordinal))
                || one.Text.Contains("scan-result green", StringComparison.Ordinal)
                || one.Text.Contains("scan-result orange", StringComparison.Ordinal)
                || one.Text.StartsWith("^XA", StringComparison.Ordinal)),
        ];
        output.WriteLine($"haul: {telling.Length} of {swept.Count} answers tell of a tube");
        Assert.Empty(telling.Select(one => $"{one.Method} {one.Route}"));
        Assert.Empty(
            swept.Where(one => one.Route.Contains("{patient}", StringComparison.Ordinal) && one.Status == HttpStatusCode.OK)
                .Select(one => $"{one.Method} {one.Route}"));
        Assert.Equal(before, Steps());
        Assert.NotEmpty(await site.RefusalsOfAsync(stranger));
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.SecurityOfficer)]
    public async Task Who_runs_the_system_sees_no_tube_and_nobody(Role role)
    {
        Insider ruler = await site.WhoAsync(role);
        await ruler.SignInAsync(site.Custodian);
        using HttpClient browser = ruler.BrowseWeb();
        KnownTube asked = site.Tubes[0];
        long before = Steps();

        List<Swept> swept = await LaboratorySweep.RunAsync(browser, [asked], "/laborator");

        string[] telling =
        [
            .. site.Marks,
            .. site.Tubes.SelectMany(one => (string[])[one.Number, one.OrderNumber]).Distinct(StringComparer.Ordinal)
                .Except([asked.Number], StringComparer.Ordinal),
        ];
        string[] found =
        [
            .. swept.Where(one => telling.Any(mark => one.Text.Contains(mark, StringComparison.OrdinalIgnoreCase)))
                .Select(one => $"{one.Method} {one.Route}"),
        ];
        output.WriteLine($"haul: {found.Length} of {swept.Count} answers tell of a tube or of somebody");
        Assert.True(swept.Count > 100);
        Assert.Empty(found);
        Assert.Equal(before, Steps());
    }

    // In words of their own: iron, « fer », stands in « fermer ».
    private static bool HasWords(string text, string words) => Regex.IsMatch(
        text, $@"(?<!\w){Regex.Escape(words)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(5));

    // Every change of a tube, an analysis or an order raises its row's version.
    private long Steps() => site.Count(
        """
        SELECT (SELECT SUM(version) FROM specimen) + (SELECT SUM(version) FROM observation_task)
             + (SELECT SUM(version) FROM laboratory_request) + (SELECT COUNT(*) FROM observation_run)
        """);

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient browser, string path)
    {
        using HttpResponseMessage answer = await browser.GetAsync(path);
        return (answer.StatusCode, await WorkingLaboratory.TextOfAsync(answer));
    }
}

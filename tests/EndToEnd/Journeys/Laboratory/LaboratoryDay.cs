using System.Globalization;
using Microsoft.Playwright;
using Serment.EndToEnd.Bed;
using Serment.Harness;

namespace Serment.EndToEnd.Journeys.Laboratory;

/// <summary>
/// One order through a whole day of the laboratory: the desk enters it, a phlebotomist takes the tube, reception scans
/// it, an analyser measures it, a control goes out and comes back in, two people validate, a critical value is told, the
/// report is signed, and corrected. Every page of it keeps what every page promises.
/// </summary>
internal sealed partial class LaboratoryDay(Clinic clinic, string language)
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    private string chart = "";
    private string wristband = "";
    private string tube = "";
    private string orderNumber = "";
    private string validation = "";

    private string Patient => chart["/patients/".Length..];

    public async Task WalkAsync()
    {
        await ChooseAsync();
        await OrderAtTheDeskAsync();
        await CollectAsync();
        await ReceiveAsync();
        await MeasureAsync();
        await using (Desk technician = await SignInAsync("LaboratoryTechnician"))
        {
            await LookAsync(
                technician, "/laboratory/storage", "/laboratory/quality-control/chart?instrument=1&analysis=K",
                "/laboratory/catalogue", "/laboratory/catalogue/analyses/K", "/laboratory/statistics");
            await TellAsync(technician);
        }

        await using (Desk biologist = await SignInAsync("Biologist"))
        {
            await LookAsync(biologist, "/laboratory/rules");
            await ValidateAsync(biologist);
            await SignAsync(biologist);
        }

        await ReadAndCorrectAsync();
    }

    // An adult of the ward: ranges, limits and who reads the report are hers.
    private async Task ChooseAsync()
    {
        await using Desk physician = await SignInAsync("Physician");
        await physician.VisitAsync("/beds");
        await physician.Page.Locator("main table a").First.ClickAsync();
        ILocator names = physician.Page.Locator(".bed.occupied a.name");
        await names.First.WaitForAsync();
        string[] charts = await names.EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('href'))");
        ILocator banner = physician.Page.Locator(".patient-banner");
        foreach (string one in charts)
        {
            await physician.VisitAsync(one);
            if (await banner.EvaluateAsync<bool>(
                "one => Number(/(\\d+) (?:ans|years)/.exec(one.innerText)?.[1] ?? 0) >= 18"))
            {
                chart = one;
                wristband = (await banner.Locator("dd.code").TextContentAsync())!.Trim();
                return;
            }
        }

        Assert.Fail("no adult is in the ward");
    }

    private Task<Desk> SignInAsync(string role) => clinic.SignInAsync(
        clinic.Serment.Personas.First(one => one.Role == role && one.Site == "CLINIQUE"), language);

    private Task CheckAsync(Desk desk, string page) => desk.CheckAsync($"laboratory-{language}-{page}");

    // Each page is there, in the language asked for, and keeps what every page promises.
    private async Task LookAsync(Desk desk, params string[] paths)
    {
        foreach (string path in paths)
        {
            int status = await desk.VisitAsync(path);
            Assert.True(status == 200, $"{path} was answered {status}");
            Assert.Equal(language, await desk.Page.Locator("html").GetAttributeAsync("lang"));
            await CheckAsync(desk, path.Split('?')[0]["/laboratory/".Length..].Replace('/', '-'));
        }
    }

    private string Number(string invariant) => language == "fr" ? invariant.Replace('.', ',') : invariant;

    private static string Yesterday =>
        TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

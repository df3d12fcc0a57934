using System.Data.Common;
using System.Globalization;
using Microsoft.Playwright;
using Serment.Cli.Demo.Laboratory;
using Serment.Database;
using Serment.EndToEnd.Bed;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Simulation.Analysers;

namespace Serment.EndToEnd.Journeys;

/// <summary>The demo's analysers connect, measure a control and tubes, and send what fits nobody; people look at it.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class InstrumentTests(ClinicWithWeek clinic)
{
    private const string Home = "/laboratory/instruments";
    private const string Chart = "/laboratory/quality-control/chart?instrument=1&analysis=K";

    [Fact]
    public async Task An_analyser_sends_controls_results_and_what_fits_nobody()
    {
        await using Desk technician = await clinic.SignInAsync("LaboratoryTechnician");
        await technician.VisitAsync(Chart);
        int points = await PointsAsync(technician);
        await technician.VisitAsync(Home);
        await technician.ArriveAsync("Automates", "instruments-waiting");
        await Assertions.Expect(Row(technician)).ToContainTextAsync("En attente");

        await using (AnalyserWire wire = await AnalyserWire.ConnectAsync(
            "127.0.0.1", await PortAsync(), CancellationToken.None))
        {
            SimulatedAnalyser analyser = new(
                wire, AnalyserSpeech.Astm, SimulatedAnalysis.Chemistry, "journey", TimeProvider.System);
            (string material, IReadOnlyList<SimulatedAnalysis> values) =
                DemoBench.ControlsOf(Section.Biochemistry).First();
            await analyser.RunControlAsync(material, values, CancellationToken.None);
            string tube = await WaitingTubeAsync();
            Assert.True(await analyser.RunTubeAsync(tube, Misbehaviour.None, CancellationToken.None) > 0);
            await analyser.SendAsync(
                tube, [new("K", "4.1", "mmol/L"), new("NA", "140", "mmol/L")], Misbehaviour.UnknownTube,
                CancellationToken.None);

            await technician.VisitAsync(Home);
            await Assertions.Expect(Row(technician)).ToContainTextAsync("Connectée");
            await technician.CheckAsync("instruments-connected");
            await technician.VisitAsync("/laboratory/bench/" + tube);
            await technician.CheckAsync("instruments-tube");
        }

        await technician.VisitAsync(Chart);
        Assert.Equal(points + 1, await PointsAsync(technician));
        await technician.CheckAsync("instruments-control");
        await AsideAsync(technician);
        await SetUpAsync("Biologist", "fr", "Essayer", "Essayer un message");
        await using Desk english = await clinic.SignInAsync("LaboratoryTechnician", "en");
        await english.VisitAsync(Home + "/aside");
        await english.ArriveAsync("Put aside", "instruments-aside-en");
        await english.VisitAsync(Home);
        await english.ArriveAsync("Analysers", "instruments-en");
        await SetUpAsync("Biologist", "en", "Try", "Try a message");
    }

    private static async Task AsideAsync(Desk technician)
    {
        await technician.VisitAsync(Home + "/aside");
        await technician.ArriveAsync("Mis de côté", "instruments-aside");
        ILocator lines = technician.Page.Locator("ul.rows > li");
        int before = await lines.CountAsync();
        Assert.True(before >= 2);
        await lines.First.GetByRole(AriaRole.Button, new() { Name = "Écarter" }).ClickAsync();
        await technician.Page.Locator(".error-summary").WaitForAsync();
        await technician.CheckAsync("instruments-aside-wrong");
        await lines.First.GetByLabel("Motif").FillAsync("Étiquette d’un essai");
        await lines.First.GetByRole(AriaRole.Button, new() { Name = "Écarter" }).ClickAsync();
        await Assertions.Expect(lines).ToHaveCountAsync(before - 1);
        await technician.Page.SetViewportSizeAsync(400, 800);
        await technician.CheckAsync("instruments-aside-400");
        await technician.Page.SetViewportSizeAsync(1280, 800);
    }

    // The settings, and a message tried with them that stores nothing.
    private async Task SetUpAsync(string role, string language, string button, string heading)
    {
        await using Desk biologist = await clinic.SignInAsync(role, language);
        await biologist.VisitAsync(Home);
        await biologist.FollowAsync("Chimie 1");
        await biologist.Title("Chimie 1").WaitForAsync();
        await biologist.Page.Locator("#message").FillAsync(
            "H|\\^&|||Simulated\rP|1\rO|1|260000000017\rR|1|^^^K|4.1|mmol/L\rR|2|^^^XYZ|1|\rL|1|N\r".Replace('\r', '\n'));
        await biologist.ClickAsync(button);
        await biologist.Page.GetByRole(AriaRole.Heading, new() { Name = heading }).WaitForAsync();
        await Assertions.Expect(biologist.Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await biologist.CheckAsync("instruments-one-" + language);
    }

    private static ILocator Row(Desk desk) => desk.Page.Locator("tbody tr").Filter(new() { HasText = "Chimie 1" });

    // The number of values stands first below the curve of the first level.
    private static async Task<int> PointsAsync(Desk desk) => int.Parse(
        await desk.Page.Locator("dl.qc-figures dd").First.InnerTextAsync(), CultureInfo.InvariantCulture);

    // Another journey may have moved the link.
    private async Task<int> PortAsync()
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(Path.Combine(clinic.Serment.Data, "main.db"), readOnly: true);
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT port FROM instrument_link WHERE instrument_id = 1";
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private async Task<string> WaitingTubeAsync()
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(Path.Combine(clinic.Serment.Data, "main.db"), readOnly: true);
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT specimen.number FROM observation_task
            JOIN specimen ON specimen.patient_id = observation_task.patient_id
                AND specimen.specimen_id = observation_task.specimen_id
            WHERE observation_task.analysis = 'CREA' AND observation_task.status = @status LIMIT 1
            """;
        command.Add("@status", (short)AnalysisStatus.Ready);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

using System.Globalization;
using Microsoft.Playwright;
using Serment.CustodyProtocol;
using Serment.EndToEnd.Bed;
using Serment.Harness;
using Serment.Simulation.Analysers;

namespace Serment.EndToEnd.Journeys.Laboratory;

/// <summary>The analyser on its link, a control that goes out and comes back in, and the bench between.</summary>
internal sealed partial class LaboratoryDay
{
    private const string QualityControl = "/laboratory/quality-control";

    // The demo's target of the normal level is 4.1 ± 0.06.
    private static readonly SimulatedResult[] ControlOut = [new("K", "4.35", "mmol/L")];
    private static readonly SimulatedResult[] ControlIn = [new("K", "4.11", "mmol/L")];

    private async Task MeasureAsync()
    {
        int port = FreePorts.Pair();
        await LinkAsync(port);
        await using AnalyserWire wire = await AnalyserWire.ConnectAsync("127.0.0.1", port, Stop);
        SimulatedAnalyser analyser = new(
            wire, language == "fr" ? AnalyserSpeech.Astm : AnalyserSpeech.Hl7, SimulatedAnalysis.Chemistry, "day",
            new WallClock());

        // It asks what to measure and sends it; then its control goes out.
        Assert.Equal("CRP K NA", string.Join(' ', (await analyser.AskAsync(tube, Stop)).Order(StringComparer.Ordinal)));
        await analyser.SendAsync(
            tube, [new("NA", "139", "mmol/L"), new("K", "6.9", "mmol/L"), new("CRP", "12.4", "mg/L")],
            Misbehaviour.BadChecksum, Stop);
        await analyser.SendControlAsync("QC1", ControlOut, Stop);
        Assert.Equal(new AnalyserTally(2, 0, 4), analyser.Tally);

        await using Desk technician = await SignInAsync("LaboratoryTechnician");
        await LookAsync(technician, "/laboratory/instruments", "/laboratory/instruments/aside");
        await ValidateTheRestAsync(technician);
        await ActAsync(technician);
        await analyser.SendControlAsync("QC1", ControlIn, Stop);
        await LookAgainAsync(technician);
        await ValidateTechnicallyAsync(technician);
    }

    private async Task LinkAsync(int port)
    {
        await using Desk biologist = await SignInAsync("Biologist");
        await biologist.VisitAsync("/laboratory/instruments");
        await biologist.Page.Locator("tbody a").Filter(new() { HasText = "Chimie 1" }).ClickAsync();
        await biologist.Page.Locator("#protocol").SelectOptionAsync(language == "fr" ? "Astm" : "Hl7");
        await biologist.Page.Locator("#mode").SelectOptionAsync("Listens");
        await biologist.Page.Locator("#address").FillAsync("127.0.0.1");
        await biologist.Page.Locator("#port").FillAsync(port.ToString(CultureInfo.InvariantCulture));
        await biologist.Page.Locator("#allowed").FillAsync("127.0.0.1");
        await biologist.Page.Locator("[name=enabled]").CheckAsync();
        await biologist.Page.Locator("[name=queries]").CheckAsync();
        await CheckAsync(biologist, "instrument");
        await biologist.Page.Locator("button[name=step][value=save]").ClickAsync();
        await biologist.Page.WaitForURLAsync(url => url.EndsWith("/laboratory/instruments", StringComparison.Ordinal));

        // The page follows the link by itself until it listens.
        await Assertions.Expect(biologist.Page.Locator("tbody tr").Filter(new() { HasText = "Chimie 1" }).Locator(".badge"))
            .ToHaveClassAsync("badge warn");
        await biologist.CheckAsync();
    }

    // What no control speaks against goes on; potassium stays, whatever the technician would like.
    private async Task ValidateTheRestAsync(Desk technician)
    {
        await OpenTubeAsync(technician);
        ILocator blocked = technician.Page.Locator(".bench-tasks > li.blocked");
        await Assertions.Expect(blocked).ToHaveCountAsync(1);
        await Assertions.Expect(blocked).ToContainTextAsync("Potassium");
        await Assertions.Expect(blocked.Locator("input[value=keep]")).ToHaveCountAsync(0);
        await CheckAsync(technician, "tube-blocked");
        await technician.Page.Keyboard.PressAsync("v");
        await technician.Page.WaitForURLAsync(url => url.EndsWith("/laboratory/bench", StringComparison.Ordinal));
        await technician.CheckAsync();
        await OpenTubeAsync(technician);
        await Assertions.Expect(technician.Page.Locator(".bench-tasks .badge.good")).ToHaveCountAsync(2);
    }

    private async Task ActAsync(Desk technician)
    {
        await LookAsync(technician, QualityControl);
        ILocator row = technician.Page.Locator("tr.refused");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await row.Locator("a[href*='/act?']").ClickAsync();
        await technician.Page.Locator("[name=qc-cause][value=Material]").CheckAsync();
        await technician.Page.Locator("[name=qc-measure][value=NewVial]").CheckAsync();
        await technician.Page.Locator("#qc-comment").FillAsync("Flacon ouvert depuis plus de 14 jours.");
        await CheckAsync(technician, "control-act");
        await technician.Page.Locator("main form button.primary").ClickAsync();
        await technician.Page.WaitForURLAsync(url => !url.Contains("/act", StringComparison.Ordinal));
        await CheckAsync(technician, "control-acted");

        // An action alone frees nothing.
        await OpenTubeAsync(technician);
        await Assertions.Expect(technician.Page.Locator(".bench-tasks > li.blocked")).ToHaveCountAsync(1);
    }

    // The good control frees the analysis; what was measured since the last good one is named, to be looked at again.
    private async Task LookAgainAsync(Desk technician)
    {
        await technician.VisitAsync(QualityControl);
        await Assertions.Expect(technician.Page.Locator("tr.refused")).ToHaveCountAsync(0);
        await CheckAsync(technician, "controls-in");
        await technician.Page.Locator("section[aria-labelledby=past] a[href*='/review']").First.ClickAsync();
        ILocator run = technician.Page.Locator("tbody tr").Filter(new() { HasText = tube });
        await run.WaitForAsync();
        await CheckAsync(technician, "control-review");
        await run.Locator("button[value=Stands]").ClickAsync();
        await Assertions.Expect(run.Locator(".badge.good")).ToHaveCountAsync(1);
        await technician.CheckAsync();
    }

    private async Task ValidateTechnicallyAsync(Desk technician)
    {
        await OpenTubeAsync(technician);
        await Assertions.Expect(technician.Page.Locator(".bench-tasks > li.blocked")).ToHaveCountAsync(0);
        await Assertions.Expect(technician.Page.Locator(".bench-tasks > li.critical")).ToHaveCountAsync(1);
        await CheckAsync(technician, "tube");
        await technician.Page.Keyboard.PressAsync("v");
        await technician.Page.WaitForURLAsync(url => url.EndsWith("/laboratory/bench", StringComparison.Ordinal));
        await OpenTubeAsync(technician);
        await Assertions.Expect(technician.Page.Locator(".bench-tasks .badge.good")).ToHaveCountAsync(3);
        await CheckAsync(technician, "tube-done");
    }

    private async Task OpenTubeAsync(Desk technician)
    {
        await technician.VisitAsync("/laboratory/bench");
        await technician.Page.Locator("#number").FillAsync(tube);
        await technician.Page.Keyboard.PressAsync("Enter");
        await technician.Page.Locator(".bench-tasks").WaitForAsync();
    }

    /// <summary>An analyser's clock shows the time of the house that it stands in.</summary>
    private sealed class WallClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => EstablishmentTime.Zone;
    }
}

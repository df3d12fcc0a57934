using System.Data.Common;
using System.Globalization;
using Microsoft.Playwright;
using Serment.Database;
using Serment.EndToEnd.Bed;
using Serment.Records.Laboratory.QualityControl;

namespace Serment.EndToEnd.Journeys;

/// <summary>A biologist sets targets; a control goes out, blocks, is acted upon, and frees the analysis again.</summary>
[Collection(nameof(Clinic))]
public sealed class QualityControlTests(Clinic clinic)
{
    private const string Home = "/laboratory/quality-control";
    private const int Instrument = 901;

    [Fact]
    public async Task A_control_out_blocks_until_somebody_acted_and_a_good_one_came()
    {
        await AddInstrumentAsync();
        await using Desk biologist = await clinic.SignInAsync("Biologist");
        await SetUpAsync(biologist);
        await SeedAsync();

        await using Desk bench = await clinic.SignInAsync("LaboratoryTechnician");
        await bench.VisitAsync($"{Home}/enter?instrument={Instrument}");
        await bench.ArriveAsync("Saisir des contrôles", "qc-enter");
        await bench.Page.Keyboard.TypeAsync("4,52");
        await Assertions.Expect(bench.Page.Locator(".qc-z.out")).ToHaveCountAsync(1);
        await bench.Page.Keyboard.PressAsync("Enter");
        await bench.Page.Keyboard.TypeAsync("6,05");
        await bench.Page.Keyboard.PressAsync("Control+Enter");
        await bench.Page.GetByText("au moins un est rejeté").WaitForAsync();
        await bench.CheckAsync("qc-entered");

        await bench.VisitAsync(Home);
        await bench.ArriveAsync("Contrôle de qualité", "qc-overview-blocked");
        await Assertions.Expect(bench.Page.GetByText("libération bloquée")).ToHaveCountAsync(1);
        await bench.FollowAsync("Résultats à réexaminer");
        await bench.ArriveAsync("Résultats à réexaminer", "qc-review");
        await bench.VisitAsync(Home);
        await bench.FollowAsync("Agir");
        await bench.ArriveAsync("Agir sur un contrôle", "qc-act");
        await bench.ClickAsync("Noter l’action");
        await bench.Page.GetByText("Choisissez la cause.").First.WaitForAsync();
        await bench.CheckAsync("qc-act-wrong");
        await bench.Page.GetByLabel("Matériau de contrôle").CheckAsync();
        await bench.Page.GetByLabel("Nouveau flacon").CheckAsync();
        await bench.Page.GetByLabel("Commentaire").FillAsync("Flacon ouvert depuis plus de 14 jours.");
        await bench.ClickAsync("Noter l’action");
        await bench.Page.GetByText("Action notée.").WaitForAsync();
        await bench.CheckAsync("qc-chart");
        await Assertions.Expect(bench.Page.GetByText("libération bloquée")).ToHaveCountAsync(1);

        await bench.VisitAsync($"{Home}/enter?instrument={Instrument}");
        await bench.Page.Keyboard.TypeAsync("4,01");
        await bench.Page.Keyboard.PressAsync("Control+Enter");
        await bench.Page.GetByText("Contrôles enregistrés.").WaitForAsync();
        await bench.VisitAsync(Home);
        await bench.ArriveAsync("Contrôle de qualité", "qc-overview-free");
        await Assertions.Expect(bench.Page.GetByText("libération bloquée")).ToHaveCountAsync(0);
        await bench.Page.SetViewportSizeAsync(400, 800);
        await bench.CheckAsync("qc-overview-400");
        await bench.VisitAsync($"{Home}/chart?instrument={Instrument}&analysis=K");
        await bench.CheckAsync("qc-chart-400");
        Assert.Equal(403, await bench.Page.EvaluateAsync<int>(
            """
            () => fetch("/laboratory/quality-control/setup/plan", {
              method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" },
              body: `_proof=${document.body.dataset.proof}` }).then((answer) => answer.status)
            """));
    }

    private static async Task SetUpAsync(Desk biologist)
    {
        await biologist.Page.SetViewportSizeAsync(1366, 768);
        await biologist.VisitAsync($"{Home}/setup?instrument={Instrument}");
        await biologist.ArriveAsync("Lots, cibles et règles");
        await biologist.Page.GetByText("Ajouter un matériau").First.ClickAsync();
        await biologist.Page.Locator("#qc-material-name").FillAsync("Sérum de contrôle");
        await biologist.ClickAsync("Ajouter un matériau");
        await biologist.Page.GetByText("Ajouter un lot").First.ClickAsync();
        ILocator lot = biologist.Page.Locator("form:has(#qc-codes)");
        await lot.Locator("[name=qc-lot]").FillAsync("C2601");
        await lot.Locator("[name=qc-expires]").FillAsync(
            TimeProvider.System.GetUtcNow().AddDays(200).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await lot.Locator("[name=qc-codes]").FillAsync("QC1 QC2");
        await biologist.ClickAsync("Ajouter un lot");
        await biologist.Page.GetByText("C2601").First.WaitForAsync();
        await biologist.CheckAsync("qc-setup");

        await biologist.VisitAsync($"{Home}/setup/analysis?instrument={Instrument}&analysis=K");
        foreach ((int level, string mean, string sd) in new[] { (0, "4,00", "0,10"), (1, "6,00", "0,15") })
        {
            ILocator row = biologist.Page.Locator(".qc-targets tbody tr").Nth(level);
            await row.Locator("input[name^='qc-mean']").FillAsync(mean);
            await row.Locator("input[name^='qc-sd']").FillAsync(sd);
            await row.GetByRole(AriaRole.Button).ClickAsync();
            await biologist.Page.Locator(".qc-targets tbody tr").Nth(level).GetByText(mean + " ± " + sd).WaitForAsync();
        }

        await biologist.Page.GetByLabel("Toutes les (heures)").FillAsync("24");
        await biologist.ClickAsync("Poser les règles");
        await biologist.Page.GetByText("En vigueur depuis").WaitForAsync();
        await biologist.CheckAsync("qc-analysis");
        await biologist.VisitAsync($"{Home}/lots");
        await biologist.ArriveAsync("Changements de lot", "qc-lots");
        await biologist.VisitAsync($"{Home}/external");
        await biologist.ArriveAsync("Évaluation externe", "qc-external");
    }

    private async Task AddInstrumentAsync()
    {
        await using DatabaseLocation main = Main();
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO instrument (site, instrument_id, laboratory_id, name, model, section, is_active, version)
            SELECT site, @id, laboratory_id, 'Automate Z', 'Modèle 7', 3, 1, 1 FROM laboratory
            """;
        command.Add("@id", Instrument);
        await command.ExecuteNonQueryAsync();
    }

    // Twenty days of both levels, as an instrument would have sent them.
    private async Task SeedAsync()
    {
        await using DatabaseLocation main = Main();
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        short site = 0;
        await using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT site FROM laboratory";
            site = Convert.ToInt16(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        long low = (await AddControlResult.FindLevelAsync(
            connection, transaction, site, "qc1", CancellationToken.None))!.Value;
        long high = (await AddControlResult.FindLevelAsync(
            connection, transaction, site, "qc2", CancellationToken.None))!.Value;
        decimal[] z = [0.4m, -0.8m, 1.2m, -0.3m, 0.9m, -1.4m, 0.1m, 0.7m, -0.6m, 2.2m, -0.2m, 0.5m, -1.1m, 0.3m, -0.5m, 1.6m];
        for (int day = 0; day < 20; day++)
        {
            DateTimeOffset at = now.AddDays(day - 20).AddMinutes(-30);
            decimal one = z[day % z.Length];
            decimal other = z[((day * 5) + 3) % z.Length] * 0.8m;
            await AddControlResult.InsertAsync(
                connection, transaction, site, new(Instrument, "K", low, Math.Round(4.0m + (one * 0.1m), 2), at, null), now,
                CancellationToken.None);
            await AddControlResult.InsertAsync(
                connection, transaction, site,
                new(Instrument, "K", high, Math.Round(6.0m - (other * 0.15m), 2), at.AddMinutes(1), null), now,
                CancellationToken.None);
        }

        await transaction.CommitAsync();
    }

    private DatabaseLocation Main() => DatabaseLocation.Parse(Path.Combine(clinic.Serment.Data, "main.db"));
}

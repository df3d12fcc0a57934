using System.Globalization;
using Microsoft.Data.Sqlite;
using Serment.Harness;
using Xunit.Abstractions;

namespace Serment.AttackSimulations.Tampering;

/// <summary>
/// Goal: make the proof cry wolf, so that nobody believes it any more, or lose what was acknowledged.
/// Means: a power cut between any two steps of an import, twice: of the importer, and of the custodian.
/// </summary>
public sealed class PowerCutTests(ITestOutputHelper log)
{
    private const int Rows = 30_000;
    private const int CutAfterRows = 1_500;
    private const int MaxPolls = 3_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_power_cut_leaves_no_false_alarm_and_the_import_goes_on_without_a_duplicate(bool cutCustodian)
    {
        await using RunningSerment serment = await RunningSerment.FoundAsync();
        string file = Path.Combine(serment.Configuration, "export.csv");
        await serment.RunAsync(
            "simulate", "legacy-export", "--rows", Rows.ToString(CultureInfo.InvariantCulture), "--out", file);
        string report = Path.Combine(serment.Configuration, "report.json");
        string[] import = ["import", file, "--site", "LABO", "--data", serment.Data, "--report", report];
        if (serment.Custodian is null)
        {
            await serment.StartCustodianAsync();
        }

        await using (SermentProgram importing = SermentProgram.Start(serment.Configuration, import))
        {
            await UntilAsync(serment, importing, CutAfterRows);
            if (cutCustodian)
            {
                await serment.Custodian!.KillAsync();
                Assert.NotEqual(0, await importing.ExitAsync());
                await serment.StartCustodianAsync();
            }
            else
            {
                await importing.KillAsync();
            }
        }

        (int cut, string afterCut) = await serment.TryAsync("verify", "--data", serment.Data);
        log.WriteLine(afterCut.Split('\n')[^1]);
        Assert.Equal(0, cut);

        string resumed = await serment.RunAsync([.. import, "--resume"]);
        Assert.Equal(Rows, Count("SELECT COUNT(*) FROM entry WHERE compartment = 5 AND version = 1", serment));
        Assert.DoesNotContain("duplicate-accession", resumed, StringComparison.Ordinal);
        (int end, string afterEnd) = await serment.TryAsync("verify", "--data", serment.Data);
        log.WriteLine(afterEnd.Split('\n')[^1]);
        Assert.Equal(0, end);
    }

    private static async Task UntilAsync(RunningSerment serment, SermentProgram importing, int rows)
    {
        for (int i = 0; i < MaxPolls; i++)
        {
            if (Count("SELECT COALESCE(MAX(next_line), 0) FROM import_job", serment) > rows)
            {
                return;
            }

            await Task.Delay(10);
        }

        throw new InvalidOperationException($"the import never came to row {rows}: {importing.Output}");
    }

    private static long Count(string sql, RunningSerment serment)
    {
        using SqliteConnection connection = new(
            $"Data Source={Path.Combine(serment.Data, "main.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}

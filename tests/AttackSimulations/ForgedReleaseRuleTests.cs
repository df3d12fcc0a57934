using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Encounters;
using Serment.IntegrationTests.Records.Laboratory.Bench;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Validation;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: have results go out with nobody's eyes on them.
/// Means: writes what she likes into the main database: rules of her own, wider ones in the place of approved ones, rules
/// of another laboratory, and rows that say that a result is final.
/// </summary>
public sealed class ForgedReleaseRuleTests(ITestOutputHelper output)
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task A_rule_that_stands_in_the_main_database_alone_releases_nothing()
    {
        await using BenchBed bed = await BenchBed.StartAsync(DatabaseEngine.Sqlite);
        Worker technician = await bed.TechnicianAsync();
        ReleaseRule approved = bed.PotassiumRule;
        ReleaseRule wide = approved with
        {
            Analyses = [new("K", "Potassium", null, null, "mmol/L"), new("NA", "Sodium", null, null, "mmol/L")],
            IsWithinRange = false, FromYears = 0,
        };
        List<(string Name, int Released)> haul = [];

        // Written, and nobody approved anything.
        await bed.ReleaseRules.AddAsync(wide with { Number = 8 }, new(1), bed.Now, Stop);
        haul.Add(("a rule of her own", await ReleasedAsync(bed, technician, "5,4")));

        // The approved one is there, and others beside it.
        await bed.SwitchOnAsync(approved);
        await bed.ReleaseRules.AddAsync(wide with { Version = 2 }, new(1), bed.Now, Stop);
        haul.Add(("a later version of an approved one", await ReleasedAsync(bed, technician, "5,4")));

        // Her content under the number and version that were approved.
        await WriteAsync(bed, wide.ToContent());
        haul.Add(("a wider one in its place", await ReleasedAsync(bed, technician, "5,4")));
        await WriteAsync(bed, (approved with { Analyses = wide.Analyses }).ToContent());
        haul.Add(("another analysis in its place", await ReleasedAsync(bed, technician, "4,1")));
        await WriteAsync(bed, (approved with { LaboratoryId = bed.Laboratory + 1 }).ToContent());
        haul.Add(("one of another laboratory", await ReleasedAsync(bed, technician, "4,1")));
        foreach ((string name, int released) in haul)
        {
            output.WriteLine($"{name}: {released} results");
        }

        Assert.All(haul, one => Assert.Equal(0, one.Released));

        // The door is not merely shut: the approved content releases.
        await WriteAsync(bed, approved.ToContent());
        Assert.Equal(1, await ReleasedAsync(bed, technician, "4,1"));
    }

    private static async Task<int> ReleasedAsync(BenchBed bed, Worker technician, string potassium)
    {
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K", "NA"]);
        await bed.TypeAsync(technician, tube, ("K", potassium), ("NA", "140"));
        TechnicalResult done = await bed.ValidateAsync(technician, tube, ("K", one => one), ("NA", one => one));
        Assert.Equal(SealOutcome.Saved, done.Outcome);
        int final = (await bed.OpenAsync(technician, tube)).Tasks.Count(
            task => task.Row.Status == AnalysisStatus.Final || task.Current!.Made.Biological is not null);
        Assert.Equal(done.Released, final);
        return final;
    }

    private static async Task WriteAsync(BenchBed bed, string content)
    {
        await using DbConnection connection = await bed.Stays.Records.Main.OpenAsync(Stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "UPDATE laboratory_rule SET content = @content WHERE rule_number = 1 AND rule_version = 1";
        command.Add("@content", content);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Stop));
    }
}

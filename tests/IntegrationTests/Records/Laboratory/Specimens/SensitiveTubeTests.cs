using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Specimens;

/// <summary>A tube with an analysis that rows know by its token alone, and that does not conform.</summary>
public sealed class SensitiveTubeTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Taken_again_its_token_is_made_for_the_new_number(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes tubes = new(bed);
        (SpecimenRow tube, string code) = await AddAsync(bed, tubes);
        long before = (await tubes.TasksAsync(tube)).Single(one => one.IsSensitive).AnalysisToken;

        NonConformityNoted noted = await NoteAsync(bed, tubes, tube, SpecimenRemedy.Recollect);

        Assert.Equal(NonConformityOutcome.Noted, noted.Outcome);
        List<TaskRow> moved = await tubes.TasksAsync(noted.Instead!);
        Assert.Empty(await tubes.TasksAsync(tube));
        TaskRow hidden = Assert.Single(moved, one => one.IsSensitive);
        Assert.Null(hidden.Analysis);
        Assert.NotEqual(before, hidden.AnalysisToken);
        Assert.Equal(
            (await bed.Laboratory.MakeTokensAsync(
                tube.Site, [AnalysisTokens.Input(noted.Instead!.Number, code)], Stop))[0],
            hidden.AnalysisToken);
        Assert.Equal(2, moved.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refused_its_analyses_are_cancelled_and_none_is_named(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await using LaboratoryTubes tubes = new(bed);
        (SpecimenRow tube, string code) = await AddAsync(bed, tubes);

        Assert.Equal(
            NonConformityOutcome.Noted, (await NoteAsync(bed, tubes, tube, SpecimenRemedy.Refuse)).Outcome);

        Assert.All(await tubes.TasksAsync(tube), one => Assert.Equal(AnalysisStatus.Cancelled, one.Status));
        Assert.Equal(
            0, await bed.CountAsync($"SELECT COUNT(*) FROM observation_task WHERE analysis = '{code}'"));
    }

    private static async Task<(SpecimenRow Tube, string Code)> AddAsync(RecordBed bed, LaboratoryTubes tubes)
    {
        string code = (await tubes.Catalogues.CurrentAsync(bed.Custody.Site.Site, Stop)).Analyses
            .First(one => one is { IsSensitive: true, IsRetired: false }).Code;
        PatientId patient = (await tubes.AddPatientsAsync(1))[0];
        return (
            await tubes.AddTubeAsync(patient, AccessionNumber.Draw(2026), AnalysisStatus.Ready, "NA", code + "*"), code);
    }

    private static Task<NonConformityNoted> NoteAsync(
        RecordBed bed, LaboratoryTubes tubes, SpecimenRow tube, SpecimenRemedy remedy) =>
        new NoteNonConformity(bed.Laboratory, bed.Main, tubes.Catalogues).RunAsync(
            tube.Site, [LaboratoryTubes.LaboratoryId],
            new(tube.Number, SpecimenCause.Haemolysed, remedy, "", "", null), ActorId.New(),
            bed.Custody.Clock.GetUtcNow(), 2026, Stop);
}

using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Specimens;

public sealed class ReceiveSpecimenTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_scan_receives_the_tube_makes_its_analyses_ready_and_seals_the_step(DatabaseEngine engine)
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(engine);
        SeededTube seeded = await bed.OrderAsync();

        Reception received = await bed.ScanAsync($" {AccessionNumber.Format(seeded.Tube.Number)} ");

        Assert.Equal(ReceptionAnswer.Received, received.Answer);
        Assert.Equal(SpecimenState.Received, (await bed.TubeAsync(seeded)).State);
        TaskRow task = await bed.TaskAsync(seeded);
        Assert.Equal(AnalysisStatus.Ready, task.Status);
        Assert.Equal(bed.Now.ToUnixTimeMilliseconds(), task.ReadyAt!.Value.ToUnixTimeMilliseconds());
        Assert.True(task.DueAt < bed.Now.AddDays(1));
        Assert.Equal(1, await bed.StepsAsync());
        Assert.True(await bed.Records.CountAsync("SELECT COUNT(*) FROM laboratory_count") > 0);

        Assert.Equal(ReceptionAnswer.Twice, (await bed.ScanAsync(seeded.Tube.Number)).Answer);
        Assert.Equal(1, await bed.StepsAsync());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_many_scanners_at_once_one_receives(DatabaseEngine engine)
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(engine);
        SeededTube seeded = await bed.OrderAsync();

        Reception[] answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => bed.ScanAsync(seeded.Tube.Number, ActorId.New())));

        Assert.Single(answers, one => one.Answer == ReceptionAnswer.Received);
        Assert.Equal(5, answers.Count(one => one.Answer == ReceptionAnswer.Twice));
        Assert.Equal(1, await bed.StepsAsync());
    }

    [Fact]
    public async Task Says_clearly_what_is_not_to_be_received()
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(DatabaseEngine.Sqlite);
        SeededTube elsewhere = await bed.OrderAsync(laboratory: 2);
        SeededTube cancelled = await bed.OrderAsync(order: RequestStatus.Revoked);
        SeededTube late = await bed.OrderAsync(takenBefore: TimeSpan.FromDays(40));
        SeededTube unnoted = await bed.OrderAsync(SpecimenState.Planned);

        Reception answer = await bed.ScanAsync(elsewhere.Tube.Number);
        Assert.Equal(ReceptionAnswer.Elsewhere, answer.Answer);
        Assert.Null(answer.Specimen);
        Assert.Equal(ReceptionAnswer.Cancelled, (await bed.ScanAsync(cancelled.Tube.Number)).Answer);
        Assert.Equal(ReceptionAnswer.TooLate, (await bed.ScanAsync(late.Tube.Number)).Answer);
        Assert.Equal(ReceptionAnswer.Unknown, (await bed.ScanAsync(AccessionNumber.From(26, 1))).Answer);
        Assert.Equal(ReceptionAnswer.Unknown, (await bed.ScanAsync("'; DROP TABLE specimen; --")).Answer);
        Assert.Equal(ReceptionAnswer.NotCollected, (await bed.ScanAsync(unnoted.Tube.Number)).Answer);
        Assert.Equal(1, await bed.StepsAsync());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_non_conformity_plans_another_tube_and_moves_the_analyses_to_it(DatabaseEngine engine)
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(engine);
        SeededTube seeded = await bed.OrderAsync();
        await bed.ScanAsync(seeded.Tube.Number);

        NonConformityNoted noted = await bed.NoteAsync(seeded.Tube.Number, SpecimenRemedy.Recollect);

        Assert.Equal(NonConformityOutcome.Noted, noted.Outcome);
        Assert.Equal(SpecimenState.Unsatisfactory, (await bed.TubeAsync(seeded)).State);
        TaskRow task = await bed.TaskAsync(seeded);
        Assert.Equal(noted.Instead!.Specimen, task.Specimen);
        Assert.Equal(AnalysisStatus.Registered, task.Status);
        Assert.False(seeded.Tube.Number.Equals(noted.Instead.Number, StringComparison.Ordinal));
        Assert.Equal(ReceptionAnswer.NotCollected, (await bed.ScanAsync(noted.Instead.Number)).Answer);
        Assert.Equal(ReceptionAnswer.RefusedBefore, (await bed.ScanAsync(seeded.Tube.Number)).Answer);
        NonConformityRow row = Assert.Single(await new NonConformities(bed.Records.Main).ListAsync(
            bed.Site, SpecimenBed.Laboratory, bed.Now.AddDays(-1), bed.Now.AddDays(1), CancellationToken.None));
        Assert.Equal(SpecimenCause.Haemolysed, row.Cause);
        Assert.Equal(noted.Instead.Number, row.ReplacedBy);
        Assert.Equal(
            NonConformityOutcome.Closed, (await bed.NoteAsync(seeded.Tube.Number, SpecimenRemedy.Refuse)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_order_is_complete_when_its_last_open_analyses_go_with_a_refused_tube(DatabaseEngine engine)
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(engine);
        SeededTube seeded = await bed.OrderAsync();

        Assert.Equal(
            NonConformityOutcome.Noted, (await bed.NoteAsync(seeded.Tube.Number, SpecimenRemedy.Refuse)).Outcome);

        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        RequestRow? order = await RequestRows.FindAsync(
            connection, null, seeded.Patient, seeded.Tube.Request, CancellationToken.None);
        Assert.Equal(RequestStatus.Completed, order!.Status);
    }

    [Fact]
    public async Task A_refused_tube_takes_its_analyses_with_it_and_a_reserve_marks_them()
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(DatabaseEngine.Sqlite);
        SeededTube refused = await bed.OrderAsync();
        SeededTube reserved = await bed.OrderAsync();
        await bed.ScanAsync(reserved.Tube.Number);

        await bed.NoteAsync(refused.Tube.Number, SpecimenRemedy.Refuse, SpecimenCause.Unlabelled);
        await bed.NoteAsync(reserved.Tube.Number, SpecimenRemedy.Reserve, SpecimenCause.LowVolume);

        Assert.Equal(AnalysisStatus.Cancelled, (await bed.TaskAsync(refused)).Status);
        Assert.Equal(Serment.Records.Laboratory.Attention.Look, (await bed.TaskAsync(reserved)).Attention);
        Assert.Equal(SpecimenState.Received, (await bed.TubeAsync(reserved)).State);
        Assert.Equal(
            NonConformityOutcome.Unknown,
            (await bed.NoteAsync(AccessionNumber.From(26, 2), SpecimenRemedy.Refuse)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_tube_is_stored_found_divided_sent_and_destroyed_after_its_time(DatabaseEngine engine)
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(engine);
        CancellationToken stop = CancellationToken.None;
        int[] mine = [SpecimenBed.Laboratory];
        SeededTube one = await bed.OrderAsync();
        SeededTube two = await bed.OrderAsync();
        Assert.Equal(StorageAnswer.NotHere, (await PlaceAsync(one, 1)).Answer);
        await bed.ScanAsync(one.Tube.Number);
        await bed.ScanAsync(two.Tube.Number);
        Storing placed = await PlaceAsync(one, 1);
        Assert.Equal((StorageAnswer.Done, (short)2), (placed.Answer, placed.NextPosition));
        Assert.Equal((StorageAnswer.Taken, (short)2), await TakenAsync(two));

        // The same tube scanned once more stays where it is, and takes no second place.
        Storing again = await PlaceAsync(one, 2);
        Assert.Equal(
            (StorageAnswer.Already, (short)1, (short)2), (again.Answer, again.Specimen!.Position, again.NextPosition));
        await PlaceAsync(two, 2);
        Assert.Equal(2, (await bed.Store.OfRackAsync(bed.Site, mine, "r-01", stop)).Count);
        Storing found = await bed.Store.FindAsync(bed.Site, mine, one.Tube.Number, stop);
        Assert.Equal("R-01", found.Specimen!.Rack);
        Assert.Equal(1, found.Specimen.Position);

        IReadOnlyList<SpecimenRow> parts = (await bed.Aliquot.RunAsync(
            bed.Site, mine, one.Tube.Number, 2, bed.Technician, bed.Now, 2026, stop))!;
        Assert.All(parts, part => Assert.Equal(one.Tube.Specimen, part.Parent));
        OutsideLaboratory to = (await new OutsideLaboratories(bed.Records.Main)
            .AddAsync(bed.Site, "Laboratoire de référence", "", "", stop))!;
        ParcelSent sent = await bed.Send.RunAsync(
            bed.Site, mine, to, [parts[0].Number], bed.Now.AddDays(5), bed.Technician, bed.Now, stop);
        Assert.Single(sent.Sent);
        Assert.Single(await bed.Send.OutstandingAsync(bed.Site, SpecimenBed.Laboratory, stop));
        Assert.True(await bed.Send.ReturnAsync(bed.Site, mine, parts[0].Number, bed.Technician, bed.Now, stop));
        Assert.False(await bed.Send.ReturnAsync(bed.Site, mine, parts[0].Number, bed.Technician, bed.Now, stop));
        Assert.Empty(await bed.Send.OutstandingAsync(bed.Site, SpecimenBed.Laboratory, stop));

        Assert.Equal(StorageAnswer.TooEarly, await DestroyAsync(two));
        bed.Records.Custody.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Contains(
            await bed.Store.DueAsync(bed.Site, SpecimenBed.Laboratory, bed.Now, stop),
            row => row.Specimen == two.Tube.Specimen);
        Assert.Equal(StorageAnswer.Done, await DestroyAsync(two));
        Assert.Equal(SpecimenState.Destroyed, (await bed.TubeAsync(two)).State);
        Assert.Equal(ReceptionAnswer.Gone, (await bed.ScanAsync(two.Tube.Number)).Answer);

        Task<Storing> PlaceAsync(SeededTube tube, short position) => bed.Store.PlaceAsync(
            bed.Site, mine, "r-01", position, tube.Tube.Number, bed.Technician, bed.Now, stop);
        async Task<(StorageAnswer, short)> TakenAsync(SeededTube tube)
        {
            Storing taken = await PlaceAsync(tube, 1);
            return (taken.Answer, taken.NextPosition);
        }

        async Task<StorageAnswer> DestroyAsync(SeededTube tube) => (await bed.Store.DestroyAsync(
            bed.Site, mine, tube.Tube.Number, bed.Technician, bed.Now, stop)).Answer;
    }
}

using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Laboratory.Specimens;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Security;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: whose tubes a laboratory holds, and what came out of them.
/// Means: an account that scans at reception, one that takes specimens, and the address of somebody's finished round.
/// </summary>
public sealed class TubeNumberTests(ITestOutputHelper output)
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task Scanning_numbers_at_speed_finds_nobody_and_is_stopped()
    {
        const int Tries = 400;
        await using SpecimenBed bed = await SpecimenBed.StartAsync(DatabaseEngine.Sqlite);
        SeededTube hidden = await bed.OrderAsync(laboratory: 2);
        SeededTube own = await bed.OrderAsync();
        ActorId thief = ActorId.New();
        List<Reception> answers = [];
        for (int i = 0; i < Tries; i++)
        {
            answers.Add(await bed.ScanAsync(AccessionNumber.From(26, i), thief));
        }

        // Even a number that she has from elsewhere tells nothing of another laboratory's tube, nor of her own now.
        answers.Add(await bed.ScanAsync(hidden.Tube.Number, thief));
        answers.Add(await bed.ScanAsync(own.Tube.Number, thief));

        output.WriteLine($"{answers.Count(one => one.Specimen is not null)} tubes of {Tries} tries");
        Assert.All(answers, one => Assert.Null(one.Specimen));
        Assert.Equal(UnknownScans.MaxMisses, answers.Count(one => one.Answer == ReceptionAnswer.Unknown));
        Assert.All(answers.TakeLast(2), one => Assert.Equal(ReceptionAnswer.Stopped, one.Answer));

        // The laboratory works on meanwhile.
        Assert.Equal(ReceptionAnswer.Received, (await bed.ScanAsync(own.Tube.Number)).Answer);
    }

    [Fact]
    public async Task Whoever_takes_specimens_opens_tubes_and_no_result()
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(DatabaseEngine.Sqlite);
        SeededTube tube = await bed.OrderAsync();
        using (SealBatch batch = new(bed.Site))
        {
            batch.BeginPatient(tube.Patient, isNew: false);
            batch.Add(
                EntryId.New(), 1, Compartment.Laboratory, ResourceType.Of("Observation"),
                Encoding.UTF8.GetBytes("""{"resourceType":"Observation"}"""));
            Assert.Equal(SealOutcome.Saved, (await bed.Records.Laboratory.SealAsync(batch, Stop)).Outcome);
        }

        await CareCalls.DeclareAsync(bed.Records.Custody, tube.Patient, null, SpecimenBed.Laboratory);
        (SessionToken session, _) =
            await bed.Records.Custody.SignInAsync(Role.Phlebotomist, null, SpecimenBed.Laboratory);
        using OpenResult opened = await bed.Records.Door.OpenAsync(
            tube.Patient,
            EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), "Specimen", "Observation", "DiagnosticReport"),
            new(session, AccessPurpose.Care), Stop);

        ResourceType tubes = ResourceType.Of("Specimen");
        Assert.NotNull(opened.Record);
        Assert.NotEmpty(opened.Record.Entries);
        Assert.All(opened.Record.Entries, entry => Assert.Equal(tubes, entry.ResourceType));
        output.WriteLine($"{opened.Record.Entries.Count} entries opened, none of them a result");
    }

    [Fact]
    public async Task A_finished_round_names_nobody_any_more()
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(DatabaseEngine.Sqlite);
        SeededTube tube = await bed.OrderAsync(SpecimenState.Planned);
        (SessionToken session, var who) = await bed.Records.Custody.SignInAsync(Role.Nurse, null, SpecimenBed.Laboratory);
        RoundRow round = (await bed.Rounds.MakeAsync(
            bed.Site, SpecimenBed.Laboratory, who.Id, [tube.Tube], bed.Now.AddHours(2), bed.Technician, bed.Now, Stop))!;
        SessionDescription nurse = await bed.Records.Custody.Connect().DescribeSessionAsync(session, Stop);

        Assert.Null(await bed.Rounds.OpenAsync(
            bed.Site, round.Round, nurse, session, new(2026, 3, 2), bed.Now.AddHours(2), Stop));
        Assert.Null((await bed.Rounds.FindAsync(bed.Site, round.Round, Stop))!.OpenedAt);
    }
}

using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Specimens;

public sealed class CollectSpecimensTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;
    private static readonly DateOnly Today = new(2026, 3, 2);

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Notes_the_collection_only_where_wristband_person_and_tube_belong_together(DatabaseEngine engine)
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(engine);
        (SessionToken token, SessionDescription who) = await SignInAsync(bed, Role.Phlebotomist);
        SeededTube hers = await bed.OrderAsync(SpecimenState.Planned);
        SeededTube another = await bed.OrderAsync(SpecimenState.Planned);
        await CareAsync(bed, hers.Patient);

        Assert.Equal(CollectOutcome.WrongWristband, await CollectAsync(another.RecordNumber, hers.Tube.Number));
        Assert.Equal(CollectOutcome.WrongTube, await CollectAsync(hers.RecordNumber, another.Tube.Number));
        Assert.Equal(
            CollectOutcome.WrongTube, await CollectAsync(hers.RecordNumber, hers.Tube.Number, another.Tube.Number));
        Assert.Equal(CollectOutcome.WrongWristband, await CollectAsync("7", hers.Tube.Number));

        // A number that nobody knows is a bad scan: it is said, and nothing is noted.
        Assert.Equal(
            CollectOutcome.UnknownTube, await CollectAsync(hers.RecordNumber, AccessionNumber.From(26, 7)));
        Assert.Null((await bed.TubeAsync(hers)).CollectedAt);

        // Who stood at which bed, and why it was stopped: each once, and nothing of the other person.
        IReadOnlyList<NonConformityRow> noted = await new NonConformities(bed.Records.Main).ListAsync(
            bed.Site, SpecimenBed.Laboratory, bed.Now.AddMinutes(-1), bed.Now.AddMinutes(1), Stop);
        Assert.Equal(
            [SpecimenCause.OtherWristband, SpecimenCause.OtherTube], noted.Select(one => one.Cause).Order());
        Assert.All(noted, one => Assert.Equal(
            (hers.Tube.Number, SpecimenRemedy.Stopped, who.StaffId), (one.Number, one.Remedy, one.RecordedBy)));
        Assert.Equal(2, await bed.StepsAsync());
        Assert.Equal(
            0, await bed.Records.CountAsync(
                $"SELECT COUNT(*) FROM specimen_nonconformity WHERE patient_id = {another.Patient.Value}"));

        Assert.Equal(CollectOutcome.Noted, await CollectAsync(hers.RecordNumber, hers.Tube.Number));
        SpecimenRow row = await bed.TubeAsync(hers);
        Assert.Equal((SpecimenState.Collected, who.StaffId), (row.State, row.CollectedBy!.Value));
        Assert.Equal(3, await bed.StepsAsync());
        Assert.Equal(2, await bed.Records.CountAsync(
            "SELECT MAX(version) FROM entry WHERE resource_type = " + ResourceType.Of("Specimen").Code));
        Assert.Equal(CollectOutcome.TubeDone, await CollectAsync(hers.RecordNumber, hers.Tube.Number));
        Assert.Equal(ReceptionAnswer.Received, (await bed.ScanAsync(hers.Tube.Number)).Answer);

        async Task<CollectOutcome> CollectAsync(string wristband, params string[] tubes) =>
            (await bed.Collect.RunAsync(
                bed.Site, hers.Patient,
                new(wristband, tubes, bed.Now.AddMinutes(-2), "Pli du coude gauche", "Ponction difficile"), who.StaffId,
                token, Today, bed.Now, Stop)).Outcome;
    }

    [Fact]
    public async Task A_patient_of_nobody_here_stays_closed()
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken token, SessionDescription who) = await SignInAsync(bed, Role.LaboratoryTechnician);
        SeededTube tube = await bed.OrderAsync(SpecimenState.Planned);
        Collected collected = await bed.Collect.RunAsync(
            bed.Site, tube.Patient, new(tube.RecordNumber, [tube.Tube.Number], bed.Now, "", ""), who.StaffId, token,
            Today, bed.Now, Stop);
        Assert.Equal(CollectOutcome.Closed, collected.Outcome);
        Assert.Equal(0, await bed.StepsAsync());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_round_opens_for_its_nurse_alone_until_it_ends_or_is_withdrawn(DatabaseEngine engine)
    {
        await using SpecimenBed bed = await SpecimenBed.StartAsync(engine);
        (SessionToken token, SessionDescription nurse) = await SignInAsync(bed, Role.Nurse);
        (SessionToken other, SessionDescription stranger) = await SignInAsync(bed, Role.Nurse);
        SeededTube one = await bed.OrderAsync(SpecimenState.Planned);
        SeededTube two = await bed.OrderAsync(SpecimenState.Planned);
        await CareAsync(bed, one.Patient);
        await CareAsync(bed, two.Patient);

        RoundRow round = (await MakeAsync(one.Tube, two.Tube))!;
        Assert.Null(await MakeAsync(await bed.TubeAsync(one)));
        Assert.Equal((round.Round, 2), await ListedAsync(nurse.StaffId));
        Assert.Null(await ListedAsync(stranger.StaffId));
        Assert.Null(await bed.Rounds.OpenAsync(bed.Site, round.Round, stranger, other, Today, bed.Now, Stop));

        IReadOnlyList<RoundStop> stops =
            (await bed.Rounds.OpenAsync(bed.Site, round.Round, nurse, token, Today, bed.Now, Stop))!;
        Assert.Equal(2, stops.Count);
        Assert.All(stops, stop => Assert.Equal("Vannes", stop.Contact!.City));
        Assert.NotNull((await bed.Rounds.FindAsync(bed.Site, round.Round, Stop))!.OpenedAt);

        Assert.Null(await bed.Rounds.OpenAsync(bed.Site, round.Round, nurse, token, Today, bed.Now.AddHours(5), Stop));
        Assert.True(await bed.Rounds.WithdrawAsync(bed.Site, round.Round, bed.Now, Stop));
        Assert.False(await bed.Rounds.WithdrawAsync(bed.Site, round.Round, bed.Now, Stop));
        Assert.Null(await bed.Rounds.OpenAsync(bed.Site, round.Round, nurse, token, Today, bed.Now, Stop));
        Assert.Null((await bed.TubeAsync(one)).Round);

        async Task<(long Round, int Patients)?> ListedAsync(ActorId who) =>
            await bed.Rounds.OfNurseAsync(bed.Site, who, bed.Now, Stop) is [var (listed, patients)]
                ? (listed.Round, patients)
                : null;

        Task<RoundRow?> MakeAsync(params SpecimenRow[] tubes) => bed.Rounds.MakeAsync(
            bed.Site, SpecimenBed.Laboratory, nurse.StaffId, tubes, bed.Now.AddHours(4), bed.Technician, bed.Now, Stop);
    }

    private static Task CareAsync(SpecimenBed bed, PatientId patient) =>
        CareCalls.DeclareAsync(bed.Records.Custody, patient, null, SpecimenBed.Laboratory);

    private static async Task<(SessionToken, SessionDescription)> SignInAsync(SpecimenBed bed, Role role)
    {
        (SessionToken token, _) = await bed.Records.Custody.SignInAsync(role, null, SpecimenBed.Laboratory);
        return (token, await bed.Records.Custody.Connect().AskAsync(
            MessageKind.DescribeSession, token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.SessionDescription, Stop));
    }
}

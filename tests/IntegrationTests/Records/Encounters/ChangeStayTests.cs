using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess.Sealing;
using Serment.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Locations;

namespace Serment.IntegrationTests.Records.Encounters;

public sealed class ChangeStayTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_stay_goes_its_way_with_its_bed_and_its_carers(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Worker nurse = await bed.NurseAsync();
        PatientId patient = await bed.RegisterAsync();
        Assert.NotEqual(Outcome.Allowed, (await bed.AskAsync(nurse, patient)).Outcome);

        EntryVersion admitted = await bed.AdmittedAsync(bed.Desk, patient, await bed.BedAsync(0));
        Assert.Equal(Outcome.Allowed, (await bed.AskAsync(nurse, patient)).Outcome);

        // At night the nurse moves the patient herself.
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(8));
        StayChanged moved = await bed.RunAsync(
            nurse, new(patient, admitted, new(MovementKind.Transfer, null, bed.Ward, (await bed.BedAsync(1)).BedId)));
        Assert.Equal(SealOutcome.Saved, moved.Outcome);
        Assert.Equal(BedState.ToClean, (await bed.BedAsync(0)).State);
        BoardRow row = Assert.Single((await bed.RoutingAsync(bed.Ward)).Rows);
        Assert.Equal((await bed.BedAsync(1)).BedId, row.BedId);
        Assert.Equal(2, row.Entry.Version);

        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(8));
        StayChanged left = await bed.RunAsync(
            bed.Desk, new(patient, moved.Version, new(MovementKind.Discharge, Disposition: Disposition.Home)));
        Assert.Equal(SealOutcome.Saved, left.Outcome);
        Assert.Empty((await bed.RoutingAsync(bed.Ward)).Rows);
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM open_stay"));
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM stay_care"));
        Assert.Equal(2, await bed.Records.CountAsync("SELECT COUNT(*) FROM bed_stay"));

        // And the discharge was a mistake.
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(5));
        Stay stay = await ReadAsync(bed, bed.Desk, patient);
        StayChanged back = await bed.RunAsync(
            bed.Desk, new(patient, left.Version, Cancels: stay.Movements[^1].Id));
        Assert.Equal(SealOutcome.Saved, back.Outcome);
        Assert.Equal((await bed.BedAsync(1)).BedId, Assert.Single((await bed.RoutingAsync(bed.Ward)).Rows).BedId);
        Assert.Equal(BedState.Free, (await bed.BedAsync(1)).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_who_take_one_bed_at_once_one_wins_and_the_other_is_told(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Bed wanted = await bed.BedAsync(0);
        (Worker Desk, PatientId Patient)[] pairs = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
                return (bed.Desk, await bed.RegisterAsync());
        }));

        StayChanged[] answers =
            await Task.WhenAll(pairs.Select(pair => bed.AdmitAsync(pair.Desk, pair.Patient, wanted)));

        Assert.Single(answers, one => one.Outcome == SealOutcome.Saved);
        Assert.Equal(5, answers.Count(one => one is { Outcome: SealOutcome.Refused, Bed: BedRefusal.Occupied }));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM bed_stay"));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM encounter"));
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM entry"));

        // Who was not admitted is nobody's patient there.
        Worker nurse = await bed.NurseAsync();
        int opened = 0;
        foreach ((_, PatientId patient) in pairs)
        {
            opened += (await bed.AskAsync(nurse, patient)).Outcome == Outcome.Allowed ? 1 : 0;
        }

        Assert.Equal(1, opened);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_who_admit_one_patient_at_once_one_wins(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        PatientId patient = await bed.RegisterAsync();

        StayChanged[] answers = await Task.WhenAll(
            bed.AdmitAsync(bed.Desk, patient, await bed.BedAsync(0)), bed.AdmitAsync(bed.Desk, patient, await bed.BedAsync(1)));

        Assert.Single(answers, one => one.Outcome == SealOutcome.Saved);
        Assert.Single(answers, one => one.Movement == MovementRefusal.OtherStay);
        Assert.Equal(1, await bed.Records.CountAsync("SELECT COUNT(*) FROM bed_stay"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Who_builds_on_an_old_version_is_told_who_was_first(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Worker nurse = await bed.NurseAsync();
        PatientId patient = await bed.RegisterAsync();
        EntryVersion seen = await bed.AdmittedAsync(bed.Desk, patient, await bed.BedAsync(0));
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        StayDraft leave = new(patient, seen, new(MovementKind.Leave));
        Assert.Equal(SealOutcome.Saved, (await bed.RunAsync(nurse, leave)).Outcome);
        StayChanged late = await bed.RunAsync(bed.Desk, leave);
        Assert.Equal(SealOutcome.VersionConflict, late.Outcome);
        Assert.Equal(nurse.Session.StaffId, late.SavedBy);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_bed_of_the_past_is_nobody_elses(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        PatientId first = await bed.RegisterAsync();
        PatientId second = await bed.RegisterAsync();
        DateTimeOffset now = bed.Now;
        EntryVersion stay = await bed.AdmittedAsync(bed.Desk, first, await bed.BedAsync(0), now.AddHours(-6));
        Assert.Equal(
            SealOutcome.Saved,
            (await bed.RunAsync(bed.Desk, new(first, stay, new(MovementKind.Discharge, now.AddHours(-2))))).Outcome);
        Assert.Equal(
            BedRefusal.ToClean, (await bed.AdmitAsync(bed.Desk, second, await bed.BedAsync(0), now.AddHours(-1))).Bed);
        Bed dirty = await bed.BedAsync(0);
        Assert.Equal(
            BedsChanged.Done,
            await bed.Beds.SetStateAsync(
                bed.Site, dirty.BedId, dirty.Version, BedState.Free, CancellationToken.None));
        Assert.Equal(
            BedRefusal.Occupied, (await bed.AdmitAsync(bed.Desk, second, await bed.BedAsync(0), now.AddHours(-3))).Bed);
        Assert.Equal(
            SealOutcome.Saved, (await bed.AdmitAsync(bed.Desk, second, await bed.BedAsync(0), now.AddHours(-1))).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_planned_stay_keeps_its_bed_until_it_is_taken_up_or_cancelled(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        PatientId first = await bed.RegisterAsync();
        PatientId second = await bed.RegisterAsync();
        Bed wanted = await bed.BedAsync(0);
        StayChanged planned = await bed.RunAsync(bed.Desk, new(
            first, null, new(MovementKind.PreAdmission, bed.Now.AddHours(5), bed.Ward, wanted.BedId)));
        Assert.Equal(SealOutcome.Saved, planned.Outcome);
        Assert.Equal(BedState.Reserved, (await bed.BedAsync(0)).State);
        Assert.Equal(BedRefusal.Reserved, (await bed.AdmitAsync(bed.Desk, second, wanted)).Bed);

        StayChanged came = await bed.RunAsync(
            bed.Desk, new(first, planned.Version, new(MovementKind.Admission, null, bed.Ward, wanted.BedId)));
        Assert.Equal(SealOutcome.Saved, came.Outcome);
        Assert.Equal(BedState.Free, (await bed.BedAsync(0)).State);

        StayChanged other = await bed.RunAsync(bed.Desk, new(
            second, null, new(MovementKind.PreAdmission, bed.Now.AddHours(5), bed.Ward, (await bed.BedAsync(1)).BedId)));
        Stay stay = await ReadAsync(bed, bed.Desk, second);
        await bed.RunAsync(bed.Desk, new(second, other.Version, Cancels: stay.Movements[0].Id));
        Assert.Equal(BedState.Free, (await bed.BedAsync(1)).State);
        Assert.Null((await bed.BedAsync(1)).ReservedFor);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Cancelling_an_admission_leaves_no_care_and_a_free_bed(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Worker nurse = await bed.NurseAsync();
        PatientId patient = await bed.RegisterAsync();
        EntryVersion stay = await bed.AdmittedAsync(bed.Desk, patient, await bed.BedAsync(0));
        long movement = (await ReadAsync(bed, bed.Desk, patient)).Movements[0].Id;
        Assert.Equal(
            SealOutcome.Saved, (await bed.RunAsync(bed.Desk, new(patient, stay, Cancels: movement))).Outcome);
        Assert.NotEqual(Outcome.Allowed, (await bed.AskAsync(nurse, patient)).Outcome);
        Assert.Equal(BedState.Free, (await bed.BedAsync(0)).State);
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM bed_stay"));
        Assert.Equal(5, await bed.Records.CountAsync("SELECT status FROM encounter"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_who_sort_one_patient_at_once_are_told_of_each_other(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        Worker nurse = await bed.SignInAsync(Role.Nurse, bed.Emergency.UnitId);
        PatientId patient = await bed.RegisterAsync();
        StayChanged arrived = await bed.RunAsync(bed.Desk, new(
            patient, null, new(MovementKind.Arrival, null, bed.Emergency, Class: StayClass.Emergency)));
        await bed.OpenAsync(nurse, bed.Emergency);
        TriageDraft draft = new(arrived.Version!, TriageLevel.Tri3A, "Douleur thoracique", null);
        Assert.Equal(
            SealOutcome.Saved,
            await bed.Triage.RunAsync(draft, nurse.Session, nurse.Token, CancellationToken.None));
        Assert.Equal(
            SealOutcome.VersionConflict,
            await bed.Triage.RunAsync(draft, nurse.Session, nurse.Token, CancellationToken.None));
        Assert.Equal(
            SealOutcome.Refused,
            await bed.Triage.RunAsync(
                draft with { Seen = TriageLevel.Tri3A }, bed.Desk.Session, bed.Desk.Token, CancellationToken.None));
        BoardRow row = Assert.Single((await bed.RoutingAsync(bed.Emergency)).Rows);
        Assert.Equal(TriageLevel.Tri3A, row.Triage);

        IReadOnlyList<BoardStay> seen = await bed.Board.RunWithReasonsAsync(
            [row], nurse.Session, nurse.Token, new(2026, 3, 2), CancellationToken.None);
        Assert.Equal("Douleur thoracique", seen[0].Reason);
        IReadOnlyList<BoardStay> desks = await bed.Board.RunWithReasonsAsync(
            [row], bed.Desk.Session, bed.Desk.Token, new(2026, 3, 2), CancellationToken.None);
        Assert.Null(desks[0].Reason);
    }

    internal static async Task<Stay> ReadAsync(StayBed bed, Worker by, PatientId patient)
    {
        using Serment.RecordAccess.Opening.OpenResult opened = await bed.Records.Door.OpenAsync(
            patient, Serment.RecordAccess.CompartmentSet.Of(Compartment.Identity),
            new(by.Token, AccessPurpose.Card), CancellationToken.None);
        return Assert.Single(OpenStays.Of(opened.Record!)).Stay;
    }
}

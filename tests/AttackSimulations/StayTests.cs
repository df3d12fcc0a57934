using System.Data.Common;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Encounters;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: clinical content, or a hospital's patients, by way of the stays and the bed boards.
/// Means: a receptionist's account; a nurse's, who admits strangers to her own ward; a look at every unit's board.
/// </summary>
public sealed class StayTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_receptionist_reads_no_reason_of_a_triage_by_any_request()
    {
        await using StayBed bed = await StayBed.StartAsync(DatabaseEngine.Sqlite);
        Worker desk = await bed.SignInAsync(Role.Receptionist, bed.Emergency.UnitId);
        Worker nurse = await bed.SignInAsync(Role.Nurse, bed.Emergency.UnitId);
        PatientId patient = await bed.RegisterAsync(desk);
        StayChanged arrived = await bed.RunAsync(desk, new(
            patient, null, new(MovementKind.Arrival, null, bed.Emergency, Class: StayClass.Emergency)));
        await bed.OpenAsync(nurse, bed.Emergency);
        Assert.Equal(
            SealOutcome.Saved,
            await bed.Triage.RunAsync(
                new(arrived.Version!, TriageLevel.Tri2, "Secret", null), nurse.Session, nurse.Token,
                CancellationToken.None));

        foreach (AccessPurpose purpose in Enum.GetValues<AccessPurpose>())
        {
            foreach (EntrySelection selection in (EntrySelection[])
                [EntrySelection.Of(CompartmentSet.All), EntrySelection.Of(CompartmentSet.All, "Encounter")])
            {
                using OpenResult opened = await bed.Records.Door.OpenAsync(
                    patient, selection, new(desk.Token, purpose), CancellationToken.None);
                Assert.DoesNotContain(
                    opened.Record?.Entries ?? [], entry => entry.Compartment == Compartment.Clinical);
                using OpenedCards list = await bed.Records.Door.OpenListAsync(
                    [patient], selection, new(desk.Token, purpose), CancellationToken.None);
                Assert.DoesNotContain(list.Cards[0].Entries, entry => entry.Compartment == Compartment.Clinical);
            }
        }

        // And writes none.
        Assert.Equal(
            SealOutcome.Refused,
            await bed.Triage.RunAsync(
                new(arrived.Version!, TriageLevel.Tri5, null, TriageLevel.Tri2), desk.Session, desk.Token,
                CancellationToken.None));
    }

    [Fact]
    public async Task Admitting_strangers_to_look_gives_nothing_whoever_opens_the_board_then()
    {
        const int Strangers = 12;
        await using StayBed bed = await StayBed.StartAsync(DatabaseEngine.Sqlite);
        Worker desk = await bed.SignInAsync(Role.Receptionist);
        Worker thief = await bed.SignInAsync(Role.Nurse, bed.Ward.UnitId);
        Worker colleague = await bed.SignInAsync(Role.Nurse, bed.Ward.UnitId);
        int admitted = 0;
        int opened = 0;
        for (int i = 0; i < Strangers; i++)
        {
            PatientId stranger = await bed.RegisterAsync(desk);
            StayChanged changed = await bed.AdmitAsync(thief, stranger, null);
            admitted += changed.Outcome == SealOutcome.Saved ? 1 : 0;
            await bed.OpenAsync(colleague, bed.Ward);
            opened += (await bed.AskAsync(thief, stranger)).Outcome == Outcome.Allowed ? 1 : 0;
        }

        output.WriteLine($"{admitted} strangers admitted, {opened} records opened");
        Assert.Equal(0, opened);

        // Each cost what a stranger's card costs: the small budget ends it.
        Assert.InRange(admitted, 1, 6);
    }

    [Fact]
    public async Task Rows_forged_in_the_main_database_make_no_honest_colleague_declare_care()
    {
        const int Strangers = 4;
        await using StayBed bed = await StayBed.StartAsync(DatabaseEngine.Sqlite);
        Worker desk = await bed.SignInAsync(Role.Receptionist);
        Worker thief = await bed.SignInAsync(Role.Nurse, bed.Ward.UnitId);
        List<PatientId> strangers = [];
        for (int i = 0; i < Strangers; i++)
        {
            strangers.Add(await bed.RegisterAsync(desk));
            await ForgeStayAsync(bed, strangers[i], 900 + i, desk.Session.StaffId);
        }

        int shown = 0;
        foreach (int look in Enumerable.Range(0, 2))
        {
            Worker colleague = await bed.SignInAsync(Role.Nurse, bed.Ward.UnitId);
            shown += (await bed.OpenAsync(colleague, bed.Ward)).Count(one => one.Card!.Outcome == Outcome.Allowed);
        }

        int opened = 0;
        foreach (PatientId stranger in strangers)
        {
            opened += (await bed.AskAsync(thief, stranger)).Outcome == Outcome.Allowed ? 1 : 0;
        }

        output.WriteLine($"{shown} forged stays shown to colleagues, {opened} records opened");
        Assert.Equal(2 * Strangers, shown);
        Assert.Equal(0, opened);
        Assert.Equal(Strangers, await bed.Records.CountAsync("SELECT COUNT(*) FROM stay_care"));
    }

    /// <summary>What somebody who writes the main database adds: a stay in the ward, as if reception had declared it.</summary>
    private static async Task ForgeStayAsync(StayBed bed, PatientId patient, long encounter, ActorId desk)
    {
        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO encounter (patient_id, encounter_id, site, class, status, unit_id, isolation, started_at, version,
                changed_at) VALUES (@patient, @encounter, 1, 1, 2, @unit, 0, @from, 1, @from);
            INSERT INTO stay_care (patient_id, encounter_id, relationship_id, unit_id, declared_by, by_desk, from_ms,
                until_ms) VALUES (@patient, @encounter, @encounter, @unit, @desk, 1, @from, @until);
            """;
        command.Add("@patient", patient.Value);
        command.Add("@encounter", encounter);
        command.Add("@unit", bed.Ward.UnitId);
        command.Add("@desk", desk.Value);
        command.Add("@from", bed.Now.AddDays(-9).ToUnixTimeMilliseconds());
        command.Add("@until", bed.Now.AddDays(-1).ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Reading_every_board_gives_strangers_cards_within_the_small_budget()
    {
        const int Patients = 40;
        await using StayBed bed = await StayBed.StartAsync(DatabaseEngine.Sqlite);
        Worker desk = await bed.SignInAsync(Role.Receptionist);
        for (int i = 0; i < Patients; i++)
        {
            await bed.AdmittedAsync(desk, await bed.RegisterAsync(desk), null);
        }

        Worker thief = await bed.SignInAsync(Role.Nurse, bed.Emergency.UnitId);
        IReadOnlyList<BoardStay> seen = await bed.OpenAsync(thief, bed.Ward);
        int cards = seen.Count(one => one.Card!.Outcome == Outcome.Allowed);
        output.WriteLine($"{Patients} on the board, {cards} cards opened");
        Assert.Equal(6, cards);
        Assert.Equal(0, (await bed.OpenAsync(thief, bed.Ward)).Count(one => one.Card!.Outcome == Outcome.Allowed) - cards);
    }
}

using Serment.AttackSimulations.Means;
using Serment.Custodian.Budgets;
using Serment.Custodian.Decisions;
using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using static Serment.IntegrationTests.Custodian.CareCalls;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the hospital, by what colleagues may give each other: replacements, a night's team, requests to be let in.
/// Means: one, two or ten stolen accounts that give each other whatever they can.
/// </summary>
public sealed class GivenAccessTests(ITestOutputHelper output)
{
    private const int PhysicianInCareAnHour = 60;
    private const int StrangersAnHour = 6;

    [Fact]
    public async Task One_account_gives_itself_nothing()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        int other = bed.Host.Core.People.UnitsOf(1)[1].Id;
        (SessionToken thief, StaffMember who) = await bed.SignInAsync(Role.Physician, null, unit);
        (_, StaffMember colleague) = await bed.SignInAsync(Role.Physician, null, unit);
        (_, StaffMember elsewhere) = await bed.SignInAsync(Role.Physician, null, other);
        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();

        foreach (CoverGift gift in (CoverGift[])
        [
            new(CoverKind.Replacement, who.Id, colleague.Id, null, now, now.AddDays(7)),
            new(CoverKind.Replacement, who.Id, elsewhere.Id, null, now, now.AddDays(7)),
            new(CoverKind.Replacement, colleague.Id, elsewhere.Id, null, now, now.AddDays(7)),
            new(CoverKind.OnCall, who.Id, null, other, now, now.AddHours(16)),
            new(CoverKind.OnCall, colleague.Id, null, other, now, now.AddHours(16)),
        ])
        {
            await RefusedAsync(() => GiveAsync(bed, web, thief, gift));
        }

        Assert.Empty(bed.Host.Core.Covers.StandInsOf(who.Id));
    }

    [Fact]
    public async Task Two_accounts_that_replace_each_other_open_what_both_had_and_no_more_than_both_might()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int small = bed.Host.Core.People.UnitsOf(1)[0].Id;
        int large = bed.Host.Core.People.UnitsOf(1)[1].Id;
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 300, Compartment.Clinical);
        foreach (SealedEntry one in prey.Take(200))
        {
            await DeclareAsync(bed, one.Patient, null, large);
        }

        (SessionToken first, StaffMember one1) = await bed.SignInAsync(Role.Physician, null, small);
        (SessionToken second, StaffMember two2) = await bed.SignInAsync(Role.Physician, null, large);
        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();
        await GiveAsync(bed, web, first, new(CoverKind.Replacement, two2.Id, one1.Id, null, now, now.AddDays(30)));
        await GiveAsync(bed, web, second, new(CoverKind.Replacement, one1.Id, two2.Id, null, now, now.AddDays(30)));

        Haul haul = new(output, prey.Count);
        await TakeAllAsync(web, first, prey, haul);
        Assert.InRange(haul.Count, 1, PhysicianInCareAnHour + StrangersAnHour);
        prey.Reverse();
        await TakeAllAsync(web, second, prey, haul);
        haul.AssertAtMost(2 * (PhysicianInCareAnHour + StrangersAnHour));
        Assert.DoesNotContain(prey.Take(100), stranger => haul.Taken.ContainsKey(stranger.Patient));
    }

    [Fact]
    public async Task Strangers_that_two_declare_for_themselves_do_not_become_care_by_swapping()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 20, Compartment.Clinical);
        (SessionToken first, StaffMember one1) = await bed.SignInAsync(Role.Physician);
        (SessionToken second, StaffMember two2) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        foreach (SealedEntry one in prey)
        {
            await DeclareAsync(bed, one.Patient, one1.Id, null, by: one1.Id);
            await DeclareAsync(bed, one.Patient, two2.Id, null, by: two2.Id);
        }

        DateTimeOffset now = bed.Clock.GetUtcNow();
        await GiveAsync(bed, web, first, new(CoverKind.Replacement, two2.Id, one1.Id, null, now, now.AddDays(30)));
        await GiveAsync(bed, web, second, new(CoverKind.Replacement, one1.Id, two2.Id, null, now, now.AddDays(30)));

        Haul haul = new(output, prey.Count);
        await TakeAllAsync(web, first, prey, haul);
        await TakeAllAsync(web, second, prey, haul);
        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task Ten_accounts_in_a_ring_reach_only_their_own_patients_and_the_sites_limit_of_an_hour()
    {
        const int Accounts = 10;
        const int SiteAnHour = 150;
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        CustodyBed hospital = bed;
        int[] units = [.. hospital.Host.Core.People.UnitsOf(1).Select(unit => unit.Id)];
        await bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                bed.Host.Core.Limits.Change(turn, 1, Limits.BreakerRole, Meter.InCare, 1, SiteAnHour);
                return true;
            },
            CancellationToken.None);
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 300, Compartment.Clinical);
        foreach (SealedEntry one in prey.Take(250))
        {
            await DeclareAsync(bed, one.Patient, null, units[0]);
        }

        List<(SessionToken Token, StaffMember Who)> thieves = [];
        for (int i = 0; i < Accounts; i++)
        {
            thieves.Add(await bed.SignInAsync(Role.Nurse, null, units[i % 2]));
        }

        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();
        int given = 0;
        foreach ((SessionToken token, StaffMember who) in thieves)
        {
            foreach ((_, StaffMember taker) in thieves)
            {
                try
                {
                    await GiveAsync(
                        bed, web, token, new(CoverKind.OnCall, taker.Id, null, who.UnitIds.First(), now, now.AddHours(16)));
                    given++;
                }
                catch (CustodyException refused) when (refused.Status == ResponseStatus.BadRequest)
                {
                    continue;
                }
            }
        }

        output.WriteLine($"nights given: {given}");
        Assert.InRange(given, 1, Accounts);
        Haul haul = new(output, prey.Count);
        foreach ((SessionToken token, _) in thieves)
        {
            await TakeAllAsync(web, token, prey, haul);
        }

        haul.AssertAtMost(SiteAnHour + (Accounts * StrangersAnHour));
        Assert.DoesNotContain(prey.Skip(250), stranger => haul.Taken.ContainsKey(stranger.Patient));
    }

    [Fact]
    public async Task An_accomplice_in_charge_lets_in_forty_an_hour_at_most()
    {
        const int Askers = 10;
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, Askers * AskColleague.MaxAnHour, Compartment.Clinical);
        foreach (SealedEntry one in prey)
        {
            await DeclareAsync(bed, one.Patient, null, unit);
        }

        (SessionToken charge, _) = await bed.SignInAsync(Role.Physician, null, unit);
        CustodianClient web = bed.Connect();
        Haul haul = new(output, prey.Count);
        foreach (SealedEntry[] share in prey.Chunk(AskColleague.MaxAnHour))
        {
            (SessionToken asker, _) = await bed.SignInAsync(Role.Physician);
            foreach (SealedEntry one in share)
            {
                CareRequestStanding asked = await AskAsync(web, asker, one.Patient);
                try
                {
                    await AnswerAsync(web, charge, asked.RequestId, CareRequestAnswer.MaxHours);
                }
                catch (CustodyException refused) when (refused.Problem.Code is "giving-limit")
                {
                    continue;
                }
            }

            await TakeAllAsync(web, asker, [.. share], haul);
        }

        haul.AssertAtMost(Giving.MaxAnHour);
    }

    [Fact]
    public async Task Asking_through_numbers_meets_a_canary_and_ends()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken thief, _) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        PatientId canary = await CustodyQueries.AnyCanaryAsync(bed, 1);

        Assert.Equal("session-ended", await RefusedAsync(() => AskAsync(web, thief, canary)));
        Assert.Equal("session-ended", await RefusedAsync(() => AskAsync(web, thief, PatientId.New())));
    }

    private static async Task TakeAllAsync(
        CustodianClient web, SessionToken session, List<SealedEntry> prey, Haul haul)
    {
        foreach (SealedEntry one in prey)
        {
            using OpenResponse opened = await SealedPatients.OpenAsync(web, session, AccessPurpose.Care, one);
            haul.Take(opened, one);
        }
    }
}

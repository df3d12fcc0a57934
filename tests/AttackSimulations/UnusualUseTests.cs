using Serment.Custodian.Decisions;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using static Serment.IntegrationTests.Custodian.CareCalls;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: what one account may carry away, slowly enough that no limit ever refuses: packs of its ward, copies of records,
/// prints, requests to colleagues, replacements given.
/// Means: a physician's account with her passkey, on a day when a hundred patients are in her unit; patience.
/// </summary>
public sealed class UnusualUseTests(ITestOutputHelper output)
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task Each_is_told_to_the_office_before_it_is_a_haul()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken thief, StaffMember who) = await bed.SignInAsync(Role.Physician, null, unit);
        (SessionToken office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        List<SealedEntry> ward = await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, UnusualUse.PrintsADay, Compartment.Clinical);
        foreach (SealedEntry one in ward)
        {
            await DeclareAsync(bed, one.Patient, null, unit, hours: 48);
        }

        CustodianClient web = bed.Connect();
        int copies = 0;
        int prints = 0;
        int packs = 0;
        for (int hour = 0; prints < ward.Count; hour++)
        {
            Assert.InRange(hour, 0, 20);
            (thief, _) = await bed.SignInAsync(Role.Physician, who);

            // Below every limit: twenty prints an hour, now and then a copy, a pack.
            foreach (SealedEntry one in ward.Skip(prints).Take(20))
            {
                Assert.Equal(Outcome.Allowed, await AskAsync(web, thief, AccessPurpose.Print, one.Patient));
                prints++;
            }

            // Printed again is no other patient.
            Assert.Equal(Outcome.Allowed, await AskAsync(web, thief, AccessPurpose.Print, ward[0].Patient));
            if (copies < UnusualUse.CopiesADay)
            {
                await bed.TouchAsync(thief, StepUpKind.RecordCopy, ward[copies].Patient);
                Assert.Equal(Outcome.Allowed, await AskAsync(web, thief, AccessPurpose.RecordCopy, ward[copies].Patient));
                copies++;
            }

            for (int i = 0; i < 2 && packs < UnusualUse.PacksADay; i++, packs++)
            {
                await PackAsync(web, thief, unit, bed.Clock.GetUtcNow());
            }

            HashSet<string> told = await ToldAsync(web, office);
            Assert.Equal(prints >= UnusualUse.PrintsADay, told.Contains(nameof(AlertCode.ManyPrints)));
            Assert.Equal(copies >= UnusualUse.CopiesADay, told.Contains(nameof(AlertCode.ManyCopies)));
            Assert.Equal(packs >= UnusualUse.PacksADay, told.Contains(nameof(AlertCode.ManyPacks)));

            // What was counted is in the log, not in a process.
            await bed.RestartAsync();
            web = bed.Connect();
            bed.Clock.Advance(TimeSpan.FromHours(1));
            (office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        }

        output.WriteLine($"printed {prints}, copied {copies}, packs {packs}: each told");
    }

    [Fact]
    public async Task A_look_at_the_same_patients_is_told_of_none()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse, null, unit);
        (SessionToken office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        CustodianClient web = bed.Connect();
        foreach (SealedEntry one in await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, UnusualUse.CopiesADay * 5, Compartment.Clinical))
        {
            await DeclareAsync(bed, one.Patient, null, unit);
            Assert.Equal(Outcome.Allowed, await AskAsync(web, nurse, AccessPurpose.Care, one.Patient));
        }

        Assert.Empty(await ToldAsync(web, office));
    }

    [Fact]
    public async Task Ten_requests_to_colleagues_and_five_replacements_given_are_told()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken thief, StaffMember who) = await bed.SignInAsync(Role.Physician, null, unit);
        (SessionToken office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        CustodianClient web = bed.Connect();
        for (int asked = 0; asked < UnusualUse.CareRequestsADay; asked++)
        {
            Assert.Empty(await ToldAsync(web, office));
            await CareCalls.AskAsync(web, thief, PatientId.New());
            bed.Clock.Advance(TimeSpan.FromMinutes(15));
        }

        Assert.Contains(nameof(AlertCode.ManyCareRequests), await ToldAsync(web, office));
        (thief, _) = await bed.SignInAsync(Role.Physician, who);
        for (int given = 1; given <= UnusualUse.CoversADay; given++)
        {
            Assert.DoesNotContain(nameof(AlertCode.ManyCovers), await ToldAsync(web, office));
            (_, StaffMember taker) = await bed.SignInAsync(Role.Nurse);
            DateTimeOffset now = bed.Clock.GetUtcNow();
            await GiveAsync(bed, web, thief, new(CoverKind.OnCall, taker.Id, null, unit, now, now.AddHours(8)));
        }

        Assert.Contains(nameof(AlertCode.ManyCovers), await ToldAsync(web, office));
    }

    [Fact]
    public async Task A_biologist_who_collects_names_is_told_after_forty_also_across_a_restart()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken thief, StaffMember who) = await bed.SignInAsync(Role.Biologist, null, unit);
        (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse, null, unit);
        (SessionToken office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        CustodianClient web = bed.Connect();
        List<SealedEntry> all = await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, UnusualUse.LaboratoryIdentitiesADay, Compartment.Identity);
        foreach (SealedEntry one in all)
        {
            await DeclareAsync(bed, one.Patient, null, unit);
        }

        int half = UnusualUse.LaboratoryIdentitiesADay / 2;
        foreach (SealedEntry one in all.Take(half))
        {
            await OpenNameAsync(web, thief, one);
        }

        foreach (SealedEntry one in all)
        {
            await OpenNameAsync(web, nurse, one);
        }

        await bed.RestartAsync();
        web = bed.Connect();
        (thief, _) = await bed.SignInAsync(Role.Biologist, who);
        (office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        foreach (SealedEntry one in all.Skip(half))
        {
            Assert.Empty(await ToldAsync(web, office));
            await OpenNameAsync(web, thief, one);
        }

        Assert.Equal([nameof(AlertCode.ManyLaboratoryIdentities)], await ToldAsync(web, office));
    }

    private static async Task OpenNameAsync(CustodianClient web, SessionToken session, SealedEntry one)
    {
        using OpenResponse opened = await SealedPatients.OpenAsync(web, session, AccessPurpose.Card, one);
        Assert.Equal(Outcome.Allowed, opened.OutcomeOf(0));
    }

    private static async Task<Outcome> AskAsync(
        CustodianClient web, SessionToken session, AccessPurpose purpose, PatientId patient) =>
        (await SealedPatients.AskAsync(web, session, purpose, patient)).Outcome;

    private static Task<PackCertificate> PackAsync(
        CustodianClient web, SessionToken session, int unit, DateTimeOffset now) =>
        web.AskAsync(
            MessageKind.CertifyPack, session, new(unit, 10, new string('a', 64), now.AddHours(8)), Json.PackClaim,
            Json.PackCertificate, CancellationToken.None);

    private static async Task<HashSet<string>> ToldAsync(CustodianClient web, SessionToken office)
    {
        LogPage page = await web.AskAsync(
            MessageKind.ReadLog, office, new(AlertsOnly: true), Json.LogQuery, Json.LogPage, CancellationToken.None);
        return page.Events.Select(one => one.Detail ?? "").ToHashSet(StringComparer.Ordinal);
    }
}

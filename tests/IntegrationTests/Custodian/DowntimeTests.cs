using Serment.Custodian.Budgets;
using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;
using Serment.Database;
using static Serment.IntegrationTests.Custodian.CareCalls;

namespace Serment.IntegrationTests.Custodian;

public sealed class DowntimeTests
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_pack_is_certified_for_ones_own_unit_and_one_day(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        int other = bed.Host.Core.People.UnitsOf(1)[1].Id;
        (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse, null, unit);
        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();
        PackClaim claim = new(unit, 3, new string('a', 64), now.AddHours(12));

        PackCertificate certificate = await CertifyAsync(web, nurse, claim);
        Assert.Contains("serment-downtime/1", certificate.SignedNote, StringComparison.Ordinal);
        Assert.Contains(new string('a', 64), certificate.SignedNote, StringComparison.Ordinal);
        Assert.Equal(
            "not-your-unit", await RefusedAsync(() => CertifyAsync(web, nurse, claim with { UnitId = other })));
        foreach (PackClaim wrong in (PackClaim[])
        [
            claim with { Expires = now.AddHours(25) }, claim with { Expires = now }, claim with { Patients = 0 },
            claim with { Patients = PackClaim.MaxPatients + 1 }, claim with { Sha256 = "zz" },
        ])
        {
            Assert.Equal("pack", await RefusedAsync(() => CertifyAsync(web, nurse, wrong)));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_wards_certificate_stays_and_gives_way_to_the_next(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        foreach (byte one in (byte[])[1, 2])
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(1));
            await bed.Host.Core.Writer.RunAsync(
                turn =>
                {
                    bed.Host.Core.WardKeys.Register(turn, 1, unit, [one], new(7));
                    return true;
                },
                CancellationToken.None);
        }

        await bed.RestartAsync();
        Assert.Equal([2], Assert.Single(bed.Host.Core.WardKeys.Of(1)).Certificate);
        Assert.Empty(bed.Host.Core.WardKeys.Of(2));
    }

    [Fact]
    public async Task A_pack_opens_the_units_present_patients_until_the_meter_is_spent()
    {
        const int InCareAnHour = 5;
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        await bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                bed.Host.Core.Limits.Change(turn, 1, (short)Role.Nurse, Meter.InCare, 1, InCareAnHour);
                return true;
            },
            CancellationToken.None);
        List<SealedEntry> all = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 12, Compartment.Clinical);
        foreach (SealedEntry one in all.Take(8))
        {
            await DeclareAsync(bed, one.Patient, null, unit);
        }

        (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse, null, unit);
        CustodianClient web = bed.Connect();
        using OpenResponse opened = await SealedPatients.OpenAsync(web, nurse, AccessPurpose.Downtime, all);

        Assert.Equal(InCareAnHour, Enumerable.Range(0, 12).Count(opened.HasKey));
        Assert.Equal(DecisionReason.InCareBudgetSpent, opened.ReasonOf(7));
        Assert.Equal(DecisionReason.NoRelationship, opened.ReasonOf(8));
    }

    private static Task<PackCertificate> CertifyAsync(CustodianClient web, SessionToken session, PackClaim claim) =>
        web.AskAsync(
            MessageKind.CertifyPack, session, claim, Json.PackClaim, Json.PackCertificate, CancellationToken.None);
}

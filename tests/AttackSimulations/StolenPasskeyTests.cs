using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: a nurse's patients, for as long as possible.
/// Means: the nurse's passkey itself, with live sessions of it; the nurse and the security office have noticed.
/// </summary>
public sealed class StolenPasskeyTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task Taking_the_passkey_away_ends_its_sessions_and_begins_no_other()
    {
        List<SealedEntry> prey = await site.SealAsync(10, Compartment.Identity);
        Insider thief = await site.WhoAsync(Role.Nurse);
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        await site.ExpectAsync(prey.Select(entry => entry.Patient), thief.Session.Units[0].UnitId);
        SessionToken first = thief.Token;
        SessionToken second = await thief.SignInAsync(site.Custodian);
        PasskeyList held = await site.Custodian.AskAsync(
            MessageKind.ListPasskeys, officer.Token, new PasskeyQuery(thief.Session.StaffId), Json.PasskeyQuery,
            Json.PasskeyList, CancellationToken.None);

        await site.Custodian.AskAsync(
            MessageKind.RevokePasskey, officer.Token,
            new PasskeyRevocation(thief.Session.StaffId, held.Passkeys[0].Passkey), Json.PasskeyRevocation,
            Json.Nothing, CancellationToken.None);

        Haul haul = new(output, prey.Count);
        foreach (SessionToken token in (SessionToken[])[first, second])
        {
            CustodyException ended = await Assert.ThrowsAsync<CustodyException>(async () =>
            {
                using OpenResponse opened = await SealedPatients.OpenAsync(
                    site.Custodian, token, AccessPurpose.Care, prey);
                haul.Take(opened, prey);
            });
            Assert.Equal(ResponseStatus.NotSignedIn, ended.Status);
        }

        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(() => thief.SignInAsync(site.Custodian));
        Assert.Equal("evidence-refused", refused.Problem.Code);
        haul.AssertAtMost(0);
    }
}

using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Simulation.Authenticators;

namespace Serment.IntegrationTests.Custodian.Evidence;

public sealed class EnrolPasskeyTests
{
    public static TheoryData<string> Engines => TestDatabase.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Makes_an_invited_person_active(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Nina");

        StaffMember nina = bench.People.Find(bench.Invitations["Nina"].Staff)!;
        Assert.Equal(StaffState.Active, nina.State);
        Assert.Single(nina.Passkeys);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_the_second_use_of_an_address(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Nina");

        CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(() => bench.EnrolAsync("Nina"));
        Assert.Equal("enrolment-used", refusal.Problem.Code);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Lets_one_of_two_simultaneous_enrolments_through(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        string secret = bench.Invitations["Nina"].Secret;
        CeremonyBegun[] begun =
        [
            await bench.EnrolPasskey.BeginAsync(secret, null, one => one.Name, CancellationToken.None),
            await bench.EnrolPasskey.BeginAsync(secret, null, one => one.Name, CancellationToken.None),
        ];
        Task<StaffMember>[] both =
        [
            .. begun.Select(one => bench.EnrolPasskey.CompleteAsync(
                new(one.CeremonyId, bench.Authenticator.Create(one.OptionsJson)), CancellationToken.None)),
        ];

        foreach (Task<StaffMember> task in both)
        {
            await Record.ExceptionAsync(() => task);
        }

        Assert.Equal(1, both.Count(task => task.IsCompletedSuccessfully));
        Assert.Single(bench.People.Find(bench.Invitations["Nina"].Staff)!.Passkeys);
        Assert.Equal(1, await bench.CountAsync(LogEventKind.PasskeyEnrolled));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_an_address_after_seven_days(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        bench.Clock.Advance(TimeSpan.FromDays(Enrolments.LifeDays));

        CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(() => bench.EnrolAsync("Nina"));
        Assert.Equal("enrolment-expired", refusal.Problem.Code);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_an_address_that_nobody_made(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        foreach (string? secret in new[] { null, "", "x", new string('A', 43), new string('é', 43) })
        {
            (Enrolment enrolment, StaffMember? member) = await bench.EnrolPasskey.DescribeAsync(
                secret, CancellationToken.None);
            Assert.Equal(EnrolmentState.Unknown, enrolment.State);
            Assert.Null(member);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_passkey_made_on_the_web_servers_page(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await Refuses(bench, new() { Origin = EvidenceBench.WebOrigin });
        await Refuses(bench, new() { Challenge = new byte[32] });
        await Refuses(bench, new() { RelyingPartyId = "evil.example" });
        await Refuses(bench, new() { OmitUserVerification = true });
        await Refuses(bench, new() { OmitUserPresence = true });
        await Refuses(bench, new() { CrossOrigin = true });
        await Refuses(bench, new() { Type = "webauthn.get" });
        await Refuses(bench, new() { CutShort = true });

        // None of it has used the address up.
        await bench.EnrolAsync("Nina");
    }

    private static async Task Refuses(EvidenceBench bench, Forgery forgery)
    {
        CeremonyBegun begun = await bench.EnrolPasskey.BeginAsync(
            bench.Invitations["Nina"].Secret, null, one => one.Name, CancellationToken.None);
        string answer = new SoftwareAuthenticator(EvidenceBench.CustodianOrigin).Create(begun.OptionsJson, forgery);
        CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.EnrolPasskey.CompleteAsync(new(begun.CeremonyId, answer), CancellationToken.None));
        Assert.Equal("evidence-refused", refusal.Problem.Code);
    }
}

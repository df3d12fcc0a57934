using Serment.Custodian.Evidence;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Simulation.Authenticators;

namespace Serment.IntegrationTests.Custodian.Evidence;

public sealed class SignInTests
{
    public static TheoryData<string> Engines => TestDatabase.Engines;

    /// <summary>Every way in which an assertion can be wrong, on every engine.</summary>
    public static TheoryData<string, string> Forgeries
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string engine in Engines)
            {
                foreach (string name in Forged.Keys)
                {
                    data.Add(engine, name);
                }
            }

            return data;
        }
    }

    private static Dictionary<string, Forgery> Forged { get; } = new(StringComparer.Ordinal)
    {
        ["wrong origin"] = new() { Origin = "http://localhost:6666" },
        ["the custodian's origin for the web's sign-in"] = new() { Origin = EvidenceBench.CustodianOrigin },
        ["an origin that only begins alike"] = new() { Origin = EvidenceBench.WebOrigin + ".evil.example" },
        ["cross-origin frame"] = new() { CrossOrigin = true },
        ["wrong challenge"] = new() { Challenge = new byte[32] },
        ["a registration's type"] = new() { Type = "webauthn.create" },
        ["wrong RP ID hash"] = new() { RelyingPartyId = "evil.example" },
        ["user not verified"] = new() { OmitUserVerification = true },
        ["user not present"] = new() { OmitUserPresence = true },
        ["spoilt signature"] = new() { SpoilSignature = true },
        ["counter that stands still"] = new() { RepeatSignCount = true },
        ["somebody else's user handle"] = new() { UserHandle = "0000000000001" },
        ["authenticator data cut short"] = new() { CutShort = true },
    };

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Begins_a_session_on_a_verified_touch(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");

        (_, SessionFacts facts) = await bench.SignInAsync("Paul");

        Assert.Equal(Role.Physician, facts.Role);
        Assert.Equal(bench.Invitations["Paul"].Staff, facts.Staff);
        Assert.Single(facts.Units);
        Assert.Equal(1, await bench.CountAsync(LogEventKind.SignedIn));
        Assert.Equal(1, await bench.CountAsync(LogEventKind.PasskeyEnrolled));
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Refuses_a_forged_answer(string engine, string forgery)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        await bench.SignInAsync("Paul");

        CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.SignInAsync("Paul", forgery: Forged[forgery]));

        Assert.Equal("evidence-refused", refusal.Problem.Code);
        Assert.Equal(1, await bench.CountAsync(LogEventKind.SignedIn));
        Assert.Equal(1, await bench.CountAsync(LogEventKind.EvidenceRefused));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_replayed_answer(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        bench.Authenticator.Origin = EvidenceBench.WebOrigin;
        CeremonyBegun begun = await bench.SignIn.BeginAsync(SessionAudience.Web);
        CeremonyAnswer answer = new(begun.CeremonyId, bench.Authenticator.Get(begun.OptionsJson));
        await bench.SignIn.CompleteAsync(answer, SessionAudience.Web, CancellationToken.None);

        await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.SignIn.CompleteAsync(answer, SessionAudience.Web, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_an_old_answer_under_a_new_ceremony(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        bench.Authenticator.Origin = EvidenceBench.WebOrigin;
        CeremonyBegun first = await bench.SignIn.BeginAsync(SessionAudience.Web);
        string answer = bench.Authenticator.Get(first.OptionsJson);
        CeremonyBegun second = await bench.SignIn.BeginAsync(SessionAudience.Web);

        await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.SignIn.CompleteAsync(
                new(second.CeremonyId, answer), SessionAudience.Web, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_an_answer_that_comes_too_late(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        bench.Authenticator.Origin = EvidenceBench.WebOrigin;
        CeremonyBegun begun = await bench.SignIn.BeginAsync(SessionAudience.Web);
        CeremonyAnswer answer = new(begun.CeremonyId, bench.Authenticator.Get(begun.OptionsJson));
        bench.Clock.Advance(TimeSpan.FromSeconds(CeremonyShelf.LifeSeconds + 1));

        await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.SignIn.CompleteAsync(answer, SessionAudience.Web, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_rubbish_without_failing(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        foreach (string rubbish in new[] { "", "null", "[]", "{}", "{\"id\":1}", "\0", new string('[', 5000) })
        {
            CeremonyBegun begun = await bench.SignIn.BeginAsync(SessionAudience.Web);
            CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(() => bench.SignIn.CompleteAsync(
                new(begun.CeremonyId, rubbish), SessionAudience.Web, CancellationToken.None));
            Assert.Equal("evidence-refused", refusal.Problem.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Keeps_carers_off_the_custodians_pages(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        await bench.EnrolAsync("Ada");

        await Assert.ThrowsAsync<CustodyRefusal>(() => bench.SignInAsync("Paul", SessionAudience.Pages));
        (SessionToken token, SessionFacts facts) = await bench.SignInAsync("Ada", SessionAudience.Pages);
        Assert.Equal(Role.Administrator, facts.Role);
        Assert.Null(bench.Sessions.Find(token, bench.Writer.Now));
    }
}

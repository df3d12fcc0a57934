using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Custodian.Evidence;

public sealed class SessionsTests
{
    public static TheoryData<string> Engines => TestDatabase.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Ends_when_idle_for_twenty_minutes(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        (SessionToken token, _) = await bench.SignInAsync("Paul");
        bench.Clock.Advance(TimeSpan.FromMinutes(19));
        Assert.NotNull(bench.Sessions.Find(token, bench.Writer.Now));
        bench.Clock.Advance(TimeSpan.FromMinutes(20));

        Assert.Null(bench.Sessions.Find(token, bench.Writer.Now));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Is_not_prolonged_by_what_a_page_asks_by_itself(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        (SessionToken token, _) = await bench.SignInAsync("Paul");
        for (int i = 0; i < 3; i++)
        {
            bench.Clock.Advance(TimeSpan.FromMinutes(6));
            Assert.NotNull(bench.Sessions.Find(token.InBackground(), bench.Writer.Now));
        }

        bench.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(bench.Sessions.Find(token, bench.Writer.Now));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Ends_after_twelve_hours_however_busy(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        (SessionToken token, _) = await bench.SignInAsync("Paul");
        for (int i = 0; i < 12 * 4 - 1; i++)
        {
            bench.Clock.Advance(TimeSpan.FromMinutes(15));
            Assert.NotNull(bench.Sessions.Find(token, bench.Writer.Now));
        }

        bench.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(bench.Sessions.Find(token, bench.Writer.Now));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Lives_no_longer_when_the_clock_is_set_back(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        (SessionToken token, _) = await bench.SignInAsync("Paul");
        bench.Clock.SetBack(TimeSpan.FromDays(1));
        bench.Clock.Advance(TimeSpan.FromMinutes(20));

        Assert.Null(bench.Sessions.Find(token, bench.Writer.Now));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Is_over_for_good_after_sign_out(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        (SessionToken token, SessionFacts facts) = await bench.SignInAsync("Paul");
        await bench.SignIn.SignOutAsync(facts, CancellationToken.None);

        Assert.Null(bench.Sessions.Find(token, bench.Writer.Now));
        Assert.Equal(1, await bench.CountAsync(LogEventKind.SessionEnded));
        EvidenceBench next = await bench.RestartAsync();
        Assert.Null(next.Sessions.Find(token, next.Writer.Now));
        await next.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Survives_a_restart_with_its_step_ups(string engine)
    {
        EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        (SessionToken token, SessionFacts facts) = await bench.SignInAsync("Paul");
        PatientId patient = PatientId.New();
        CeremonyBegun begun = await bench.StepUps.BeginAsync(facts, new(StepUpKind.OffPattern, patient));
        await bench.StepUps.CompleteAsync(
            facts, new(begun.CeremonyId, bench.Authenticator.Get(begun.OptionsJson)), CancellationToken.None);

        await using EvidenceBench next = await bench.RestartAsync();

        SessionFacts? found = next.Sessions.Find(token, next.Writer.Now);
        Assert.NotNull(found);
        Assert.True(found.HasStepUp(StepUpKind.OffPattern, patient, next.Writer.Now));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Is_written_down_as_ended_by_the_upkeep(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        await bench.SignInAsync("Paul");
        bench.Clock.Advance(TimeSpan.FromMinutes(21));

        Assert.True(await new SessionUpkeep(bench.Sessions, bench.Writer, bench.Clock).RunOnceAsync(
            CancellationToken.None));

        Assert.Equal(1, await bench.CountAsync(LogEventKind.SessionEnded));
        Assert.Empty(bench.Sessions.Of(EvidenceBench.Site, bench.Writer.Now));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Ends_the_oldest_when_one_person_has_too_many(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        (SessionToken oldest, _) = await bench.SignInAsync("Paul");
        for (int i = 0; i < Sessions.MaxPerPerson; i++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            await bench.SignInAsync("Paul");
        }

        Assert.Null(bench.Sessions.Find(oldest, bench.Writer.Now));
        Assert.Equal(Sessions.MaxPerPerson, bench.Sessions.Of(EvidenceBench.Site, bench.Writer.Now).Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Keeps_no_token(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        (SessionToken token, _) = await bench.SignInAsync("Paul");

        object? found = await bench.Writer.RunAsync(
            turn => turn.Scalar("SELECT 1 FROM session WHERE token_hash = @p1", token.Bytes.ToArray()),
            CancellationToken.None);
        Assert.Null(found);
    }
}

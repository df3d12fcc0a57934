using Serment.Custodian.Evidence;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Custodian.Evidence;

public sealed class StepUpsTests
{
    private const string Reason = "Patient inconscient aux urgences";

    public static TheoryData<string> Engines => TestDatabase.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Opens_one_patient_for_half_an_hour(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionToken token, SessionFacts facts) = await SignedIn(bench, "Paul");
        PatientId patient = PatientId.New();

        StepUpGranted granted = await TouchAsync(bench, facts, new(StepUpKind.OffPattern, patient));

        Assert.Equal(bench.Writer.Now.AddMinutes(30), granted.Until);
        SessionFacts now = bench.Sessions.Find(token, bench.Writer.Now)!;
        Assert.True(now.HasStepUp(StepUpKind.OffPattern, patient, bench.Writer.Now));
        Assert.False(now.HasStepUp(StepUpKind.Sensitive, patient, bench.Writer.Now));
        Assert.False(now.HasStepUp(StepUpKind.OffPattern, PatientId.New(), bench.Writer.Now));
        Assert.False(now.HasStepUp(StepUpKind.OffPattern, patient, bench.Writer.Now.AddMinutes(30)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_colleagues_touch(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (_, SessionFacts paul) = await SignedIn(bench, "Paul");
        (_, SessionFacts nina) = await SignedIn(bench, "Nina");
        CeremonyBegun begun = await bench.StepUps.BeginAsync(nina, new(StepUpKind.OffPattern, PatientId.New()));
        string answer = bench.Authenticator.Get(begun.OptionsJson);

        await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.StepUps.CompleteAsync(paul, new(begun.CeremonyId, answer), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_touch_that_was_asked_for_another_patient(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (_, SessionFacts facts) = await SignedIn(bench, "Paul");
        CeremonyBegun first = await bench.StepUps.BeginAsync(facts, new(StepUpKind.OffPattern, PatientId.New()));
        CeremonyBegun second = await bench.StepUps.BeginAsync(facts, new(StepUpKind.OffPattern, PatientId.New()));
        string answer = bench.Authenticator.Get(first.OptionsJson);

        await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.StepUps.CompleteAsync(facts, new(second.CeremonyId, answer), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_sign_in_as_a_step_up(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (_, SessionFacts facts) = await SignedIn(bench, "Paul");
        CeremonyBegun signIn = await bench.SignIn.BeginAsync(SessionAudience.Web);
        string answer = bench.Authenticator.Get(signIn.OptionsJson);

        await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.StepUps.CompleteAsync(facts, new(signIn.CeremonyId, answer), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Wants_a_reason_of_ten_to_five_hundred_characters_for_break_glass(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (_, SessionFacts facts) = await SignedIn(bench, "Paul");
        foreach (string? reason in new[] { null, "", "court", "          ", new string('x', 501) })
        {
            CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(
                () => bench.StepUps.BeginAsync(facts, new(StepUpKind.BreakGlass, PatientId.New(), reason)));
            Assert.Equal("reason", refusal.Problem.Field);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Alerts_and_is_reviewed_by_the_security_office(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (_, SessionFacts paul) = await SignedIn(bench, "Paul");
        (_, SessionFacts sofia) = await SignedIn(bench, "Sofia");
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        StepUpGranted granted = await TouchAsync(bench, paul, new(StepUpKind.BreakGlass, PatientId.New(), Reason));
        Assert.Equal(bench.Writer.Now.AddMinutes(60), granted.Until);
        Assert.Equal(1, await bench.CountAsync(LogEventKind.Alert));

        BreakGlass opening = Assert.Single((await bench.Reviews.ListAsync(sofia, CancellationToken.None)).Openings);
        Assert.Equal(Reason, opening.Reason);
        Assert.Equal(opening.At.AddHours(72), opening.ReviewDue);
        await Assert.ThrowsAsync<CustodyRefusal>(() => bench.Reviews.ListAsync(paul, CancellationToken.None));
        await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.Reviews.ReviewAsync(
                paul, new(opening.BreakGlassId, BreakGlassVerdict.Justified, null), CancellationToken.None));
        await bench.Reviews.ReviewAsync(
            sofia, new(opening.BreakGlassId, BreakGlassVerdict.Justified, "vu avec le service"),
            CancellationToken.None);

        BreakGlass reviewed = Assert.Single((await bench.Reviews.ListAsync(sofia, CancellationToken.None)).Openings);
        Assert.Equal("vu avec le service", reviewed.Remark);
        Assert.Equal(BreakGlassVerdict.Justified, reviewed.Verdict);
        await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.Reviews.ReviewAsync(
                sofia, new(opening.BreakGlassId, BreakGlassVerdict.Unjustified, null), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Keeps_no_reason_in_clear(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (_, SessionFacts facts) = await SignedIn(bench, "Paul");
        await TouchAsync(bench, facts, new(StepUpKind.BreakGlass, PatientId.New(), Reason));

        byte[] stored = await bench.Writer.RunAsync(
            turn => (byte[])turn.Scalar("SELECT reason FROM break_glass")!, CancellationToken.None);
        Assert.Equal(-1, stored.AsSpan().IndexOf("inconscient"u8));
    }

    private static async Task<(SessionToken Token, SessionFacts Facts)> SignedIn(EvidenceBench bench, string firstName)
    {
        await bench.EnrolAsync(firstName);
        return await bench.SignInAsync(firstName);
    }

    private static async Task<StepUpGranted> TouchAsync(EvidenceBench bench, SessionFacts facts, StepUpRequest request)
    {
        CeremonyBegun begun = await bench.StepUps.BeginAsync(facts, request);
        return await bench.StepUps.CompleteAsync(
            facts, new(begun.CeremonyId, bench.Authenticator.Get(begun.OptionsJson)), CancellationToken.None);
    }
}

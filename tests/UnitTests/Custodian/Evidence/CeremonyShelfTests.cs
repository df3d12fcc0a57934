using Serment.Custodian.Evidence;

namespace Serment.UnitTests.Custodian.Evidence;

public sealed class CeremonyShelfTests
{
    private readonly SteppingClock clock = new();

    [Fact]
    public void Gives_a_ceremony_once()
    {
        CeremonyShelf shelf = new(clock);
        string id = shelf.Put(new CeremonyPurpose.SignInOnWeb(), "state")!;

        Assert.Equal("state", shelf.Take<CeremonyPurpose.SignInOnWeb>(id)?.State);
        Assert.Null(shelf.Take<CeremonyPurpose.SignInOnWeb>(id));
    }

    [Fact]
    public void Spends_a_ceremony_that_is_asked_for_another_purpose()
    {
        CeremonyShelf shelf = new(clock);
        string id = shelf.Put(new CeremonyPurpose.SignInOnWeb(), "state")!;

        Assert.Null(shelf.Take<CeremonyPurpose.SignInOnPages>(id));
        Assert.Null(shelf.Take<CeremonyPurpose.SignInOnWeb>(id));
    }

    [Fact]
    public void Forgets_after_five_minutes()
    {
        CeremonyShelf shelf = new(clock);
        string id = shelf.Put(new CeremonyPurpose.SignInOnWeb(), "state")!;
        clock.Seconds += CeremonyShelf.LifeSeconds + 1;

        Assert.Null(shelf.Take<CeremonyPurpose.SignInOnWeb>(id));
    }

    [Fact]
    public void The_oldest_sign_in_makes_room_and_nobody_elses_ceremony_does()
    {
        CeremonyShelf shelf = new(clock);
        string touch = shelf.Put(StepUpOf(1), "touch")!;
        string oldest = shelf.Put(new CeremonyPurpose.SignInOnWeb(), "oldest")!;
        string second = shelf.Put(new CeremonyPurpose.SignInOnWeb(), "second")!;
        for (int i = 1; i < CeremonyShelf.MaxSignIns; i++)
        {
            Assert.NotNull(shelf.Put(new CeremonyPurpose.SignInOnPages(), "rubbish"));
        }

        Assert.Null(shelf.Take<CeremonyPurpose.SignInOnWeb>(oldest));
        Assert.Equal("second", shelf.Take<CeremonyPurpose.SignInOnWeb>(second)?.State);
        Assert.Equal("touch", shelf.Take<CeremonyPurpose.StepUp>(touch)?.State);
    }

    [Fact]
    public void One_session_pushes_out_only_its_own_ceremonies()
    {
        CeremonyShelf shelf = new(clock);
        string others = shelf.Put(StepUpOf(1), "others")!;
        string own = shelf.Put(StepUpOf(2), "own")!;
        for (int i = 0; i < CeremonyShelf.MaxWaiting; i++)
        {
            clock.Seconds = i / 64;
            Assert.NotNull(shelf.Put(StepUpOf(2), "own"));
        }

        Assert.Equal("others", shelf.Take<CeremonyPurpose.StepUp>(others)?.State);
        Assert.Null(shelf.Take<CeremonyPurpose.StepUp>(own));
    }

    [Fact]
    public void Is_full_at_its_limit_and_empties_itself_of_what_expired()
    {
        CeremonyShelf shelf = new(clock);
        for (int i = 0; i < CeremonyShelf.MaxWaiting; i++)
        {
            Assert.NotNull(shelf.Put(StepUpOf(i), "state"));
        }

        Assert.Null(shelf.Put(StepUpOf(-1), "state"));
        clock.Seconds += CeremonyShelf.LifeSeconds + 1;
        Assert.NotNull(shelf.Put(StepUpOf(-1), "state"));
    }

    [Fact]
    public void Binds_a_challenge_to_every_part_of_its_purpose()
    {
        byte[] nonce = new byte[32];
        byte[] digest = new byte[32];
        CeremonyPurpose[] purposes =
        [
            new CeremonyPurpose.SignInOnWeb(),
            new CeremonyPurpose.SignInOnPages(),
            new CeremonyPurpose.StepUp(new(1), new(CustodyProtocol.StepUpKind.OffPattern, new(1))),
            new CeremonyPurpose.StepUp(new(2), new(CustodyProtocol.StepUpKind.OffPattern, new(1))),
            new CeremonyPurpose.StepUp(new(1), new(CustodyProtocol.StepUpKind.Sensitive, new(1))),
            new CeremonyPurpose.StepUp(new(1), new(CustodyProtocol.StepUpKind.OffPattern, new(2))),
            new CeremonyPurpose.DecideProposal(new(1), new(1), true, digest),
            new CeremonyPurpose.DecideProposal(new(1), new(1), false, digest),
            new CeremonyPurpose.DecideProposal(new(1), new(2), true, digest),
            new CeremonyPurpose.DecideProposal(new(1), new(1), true, [1, .. digest[1..]]),
            new CeremonyPurpose.Enrol(digest, new(1)),
            new CeremonyPurpose.Enrol(digest, new(2)),
        ];

        Assert.Equal(
            purposes.Length,
            purposes.Select(purpose => Convert.ToHexString(PasskeyCeremonies.Bind(nonce, purpose)))
                .Distinct(StringComparer.Ordinal).Count());
    }

    private static CeremonyPurpose.StepUp StepUpOf(long session) =>
        new(new(session), new(CustodyProtocol.StepUpKind.OffPattern, new(1)));

    private sealed class SteppingClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}

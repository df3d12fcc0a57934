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
    public void Is_full_at_its_limit_and_empties_itself_of_what_expired()
    {
        CeremonyShelf shelf = new(clock);
        for (int i = 0; i < CeremonyShelf.MaxWaiting; i++)
        {
            Assert.NotNull(shelf.Put(new CeremonyPurpose.Enrol([], new(1)), "state"));
        }

        Assert.Null(shelf.Put(new CeremonyPurpose.Enrol([], new(1)), "state"));
        clock.Seconds += CeremonyShelf.LifeSeconds + 1;
        Assert.NotNull(shelf.Put(new CeremonyPurpose.Enrol([], new(1)), "state"));
    }

    [Fact]
    public void A_flood_of_sign_ins_displaces_the_oldest_sign_in_and_nothing_else()
    {
        CeremonyShelf shelf = new(clock);
        string emergency = shelf.Put(
            new CeremonyPurpose.StepUp(new(1), new(CustodyProtocol.StepUpKind.BreakGlass, new(1), "Urgence")), "state")!;
        string oldest = shelf.Put(new CeremonyPurpose.SignInOnWeb(), "state")!;
        string newest = "";
        for (int i = 0; i < 3 * CeremonyShelf.MaxSignIns; i++)
        {
            newest = shelf.Put(new CeremonyPurpose.SignInOnPages(), "state")!;
        }

        Assert.Null(shelf.Take<CeremonyPurpose.SignInOnWeb>(oldest));
        Assert.NotNull(shelf.Take<CeremonyPurpose.SignInOnPages>(newest));
        Assert.NotNull(shelf.Take<CeremonyPurpose.StepUp>(emergency));
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

    private sealed class SteppingClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}

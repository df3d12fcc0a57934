using FsCheck;
using FsCheck.Fluent;
using Serment.Custodian.Decisions;
using Serment.Custodian.Log;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Log;

public sealed class LogLeafTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_772_438_400_000);

    /// <summary>The vector of docs/formats/log-leaf.md.</summary>
    [Fact]
    public void Meets_the_documents_vector()
    {
        LogLeaf leaf = LogLeaf.Event(
            LogEventKind.SteppedUp, 2, new(0x0102030405060708),
            new EventBody { Session = new(1), Patient = new(2), Code = 3, Until = At });

        Assert.Equal(
            "0105" + "00ac8fad9c010000" + "0200" + "0807060504030201"
            + "2d" + "0100000000000000" + "0200000000000000" + "03" + "00ac8fad9c010000",
            Convert.ToHexStringLower(Encode(leaf)));
    }

    /// <summary>The second vector: a touch for a colleague, and a print.</summary>
    [Fact]
    public void Meets_the_documents_vector_of_a_gift_and_a_print()
    {
        LogLeaf touch = LogLeaf.Event(
            LogEventKind.SteppedUp, 2, new(0x0102030405060708),
            new EventBody
            {
                Session = new(1), Subject = 0x0102030405060708, Code = (byte)StepUpKind.GiveCover, Until = At,
            });
        LogLeaf print = new(
            LogEventKind.KeysReleased, 2, new(0x0102030405060708),
            ReleaseBody.Encode(
                new(2), new(1), AccessPurpose.Print,
                new(CustodyProtocol.Outcome.Allowed, DecisionReason.None, Meter.InCare),
                (byte)(ReleaseBody.BitOf(Compartment.Identity) | ReleaseBody.BitOf(Compartment.Clinical)), []));

        Assert.Equal(
            "0105" + "00ac8fad9c010000" + "0200" + "0807060504030201"
            + "2b" + "0100000000000000" + "0807060504030201" + "05" + "00ac8fad9c010000",
            Convert.ToHexStringLower(Encode(touch)));
        Assert.Equal(
            "010a" + "00ac8fad9c010000" + "0200" + "0807060504030201"
            + "0200000000000000" + "0100000000000000" + "07" + "01" + "00" + "01" + "00" + "09" + "0000",
            Convert.ToHexStringLower(Encode(print)));
    }

    [Fact]
    public void An_event_body_survives()
    {
        byte[] commitment = new byte[EventBody.CommitmentBytes];
        Gen<EventBody> bodies =
            from bits in Gen.Choose(0, 127)
            from number in Gen.Choose(1, int.MaxValue)
            select new EventBody
            {
                Session = (bits & 1) != 0 ? new SessionId(number) : null,
                Subject = (bits & 2) != 0 ? -number : null,
                Patient = (bits & 4) != 0 ? new PatientId(number) : null,
                Code = (bits & 8) != 0 ? (byte)number : null,
                Number = (bits & 16) != 0 ? number : null,
                Until = (bits & 32) != 0 ? At.AddSeconds(number) : null,
                Commitment = (bits & 64) != 0 ? new ReadOnlyMemory<byte>(commitment) : null,
            };

        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(bodies.ToArbitrary(), body =>
            {
                byte[] bytes = new byte[body.LengthBytes];
                body.Write(bytes);
                EventBody read = EventBody.Read(bytes);
                return read with { Commitment = null } == body with { Commitment = null }
                    && (read.Commitment?.Length ?? 0) == (body.Commitment?.Length ?? 0);
            }));
    }

    [Fact]
    public void Whatever_is_cut_or_longer_is_refused()
    {
        EventBody body = new() { Session = new(1), Code = 3, Commitment = new byte[EventBody.CommitmentBytes] };
        byte[] bytes = new byte[body.LengthBytes];
        body.Write(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => EventBody.Read(bytes.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => EventBody.Read([.. bytes, 0]));
    }

    [Fact]
    public void A_leaf_of_an_unknown_version_or_kind_is_refused()
    {
        byte[] bytes = Encode(LogLeaf.Event(LogEventKind.Alert, 1, new(1), new EventBody()));

        Assert.Throws<InvalidDataException>(() => LogLeafReader.Read([2, .. bytes[1..]]));
        Assert.Throws<InvalidDataException>(() => LogLeafReader.Read([1, 200, .. bytes[2..]]));
        Assert.Throws<InvalidDataException>(() => LogLeafReader.Read(bytes.AsSpan(0, LogLeafReader.HeaderBytes - 1)));
    }

    private static byte[] Encode(in LogLeaf leaf)
    {
        byte[] bytes = new byte[leaf.LengthBytes];
        leaf.Write(bytes, At);
        return bytes;
    }
}

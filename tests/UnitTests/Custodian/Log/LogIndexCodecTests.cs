using Serment.Custodian.Decisions;
using Serment.Custodian.Log;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Log;

public sealed class LogIndexCodecTests
{
    private static readonly LogIndexRow Full = new()
    {
        Session = new(0x0102030405060708),
        Patient = new(0x1112131415161718),
        Subject = 0x2122232425262728,
        Number = 7,
        Role = Role.Nurse,
        Purpose = AccessPurpose.Care,
        Outcome = Outcome.Allowed,
        Reason = DecisionReason.None,
        Charged = Meter.InCare,
        Code = 2,
        Compartments = 0x3f,
    };

    [Fact]
    public void Rows_come_back_as_they_were()
    {
        LogIndexEntry[] rows =
        [
            new(40, 1_700_000_000_000, LogEventKind.KeysReleased, 3, new(99), Full),
            new(41, 1_700_000_000_000, LogEventKind.KeysReleased, 3, new(99), Full with { Patient = new(5) }),
            new(44, 1_700_000_000_001, LogEventKind.Alert, 2, new(7), new()),
            new(45, 1_700_000_000_001, LogEventKind.Alert, 2, new(7), Full with { Subject = null, Number = -1 }),
        ];
        List<LogIndexEntry> read = [];
        LogIndexCodec.Decode(LogIndexCodec.Encode(rows), read);

        Assert.Equal(rows, read);
    }

    [Fact]
    public void A_second_patient_of_a_list_takes_twelve_bytes()
    {
        LogIndexEntry one = new(0, 5, LogEventKind.KeysReleased, 1, new(9), Full);
        LogIndexEntry next = one with { LogIndex = 1, Row = Full with { Patient = new(6) } };

        Assert.Equal(12, LogIndexCodec.Encode([one, next]).Length - LogIndexCodec.Encode([one]).Length);
    }

    [Fact]
    public void The_documented_vector_holds()
    {
        LogIndexEntry row = new(
            0x0a, 0x019cad8fac00, LogEventKind.TokensMade, 2, new(0x0102030405060708),
            new() { Session = new(1), Number = 3, Code = 0 });

        Assert.Equal(
            "01" + "3f41" + "3f41" + "0a00000000000000" + "00ac8fad9c010000" + "0807060504030201" + "0200" + "0e"
            + "0100000000000000" + "0300000000000000" + "00",
            Convert.ToHexStringLower(LogIndexCodec.Encode([row])));
    }

    [Fact]
    public void Bytes_cut_anywhere_are_refused()
    {
        byte[] whole = LogIndexCodec.Encode([new(40, 5, LogEventKind.KeysReleased, 3, new(99), Full)]);
        for (int length = 2; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => LogIndexCodec.Decode(whole.AsSpan(0, length), []));
        }
    }

    [Fact]
    public void A_later_version_is_refused() =>
        Assert.Throws<InvalidDataException>(() => LogIndexCodec.Decode([2, 0, 0, 0, 0], []));
}

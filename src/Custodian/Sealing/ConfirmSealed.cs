using System.Buffers.Binary;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Sealing;

/// <summary>
/// Puts in the log that sealed rows are durably stored. A confirmed version whose row is missing was deleted; an
/// unconfirmed one was never acknowledged to anybody.
/// </summary>
internal sealed class ConfirmSealed(CustodyCore core)
{
    /// <summary>Leaves that one range may span.</summary>
    public const int MaxRangeLeaves = 1_000_000;

    /// <summary>Answers <see cref="MessageKind.ConfirmSealed"/>.</summary>
    public async Task<Nothing> RunAsync(Caller caller, SealConfirmation confirmation, CancellationToken stop)
    {
        if (confirmation.Ranges is not { Count: > 0 and <= SealConfirmation.MaxRanges }
            || confirmation.Ranges.Any(range => range.First < 0 || range.Count is <= 0 or > MaxRangeLeaves))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "ranges");
        }

        byte[] body = new byte[ConfirmedLeafReader.HeadBytes + (confirmation.Ranges.Count * ConfirmedLeafReader.RangeBytes)];
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)confirmation.Ranges.Count);
        Span<byte> at = body.AsSpan(ConfirmedLeafReader.HeadBytes);
        foreach (LeafRange range in confirmation.Ranges)
        {
            BinaryPrimitives.WriteInt64LittleEndian(at, range.First);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], range.Count);
            at = at[ConfirmedLeafReader.RangeBytes..];
        }

        long end = confirmation.Ranges.Max(range => range.First + range.Count);
        (short site, ActorId actor) = caller.Client is { } client
            ? (client.Site, client.Id)
            : (caller.Person.Site, caller.Person.Staff);
        await core.Writer.RunAsync(
            turn => end <= turn.NextIndex
                ? turn.Append(new(LogEventKind.SealsConfirmed, site, actor, body))
                : throw new CustodyRefusal(ResponseStatus.BadRequest, "ranges"),
            stop);
        return Nothing.Instance;
    }
}

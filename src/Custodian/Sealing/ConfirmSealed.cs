using System.Buffers.Binary;
using System.Data.Common;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Sealing;

/// <summary>
/// Puts in the log that sealed rows, or a link between two records, are durably stored. A confirmed version whose row
/// is missing was deleted; an unconfirmed one was never acknowledged to anybody. So only whoever sealed may confirm:
/// the same session, or the same machine client. Anybody else could make verification cry wolf.
/// </summary>
internal sealed class ConfirmSealed(CustodyCore core)
{
    /// <summary>Leaves that all ranges of a message may span.</summary>
    public const int MaxLeaves = PendingLeaves.MaxLeaves;

    // From the batch that holds the first leaf: the batches before it are not looked at.
    private const string Batches =
        """
        SELECT first_index, leaves FROM log_batch
        WHERE first_index >= (SELECT MAX(first_index) FROM log_batch WHERE first_index <= @p1) AND first_index < @p2
        ORDER BY first_index
        """;

    /// <summary>Answers <see cref="MessageKind.ConfirmSealed"/>.</summary>
    public async Task<Nothing> RunAsync(Caller caller, SealConfirmation confirmation, CancellationToken stop)
    {
        if (confirmation.Ranges is not { Count: > 0 and <= SealConfirmation.MaxRanges }
            || confirmation.Ranges.Any(range => range.First < 0 || range.Count is <= 0 or > MaxLeaves)
            || confirmation.Ranges.Sum(range => (long)range.Count) > MaxLeaves)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "ranges");
        }

        Sealer sealer = caller.Client is { } client
            ? new(client.Site, client.Id, default)
            : new(caller.Person.Site, caller.Person.Staff, caller.Person.Id);

        // Leaves never change once they are durable, and a confirmation can only name durable ones.
        bool areOwn = await core.Readers.RunAsync(
            reader => confirmation.Ranges.All(range => AreOwn(reader, range, sealer)), stop);
        if (!areOwn)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "not-your-seals");
        }

        byte[] body = Encode(confirmation.Ranges);
        await core.Writer.RunAsync(
            turn => turn.Append(new(LogEventKind.SealsConfirmed, sealer.Site, sealer.Actor, body)), stop);
        return Nothing.Instance;
    }

    private static byte[] Encode(IReadOnlyList<LeafRange> ranges)
    {
        byte[] body = new byte[ConfirmedLeafReader.HeadBytes + (ranges.Count * ConfirmedLeafReader.RangeBytes)];
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)ranges.Count);
        Span<byte> at = body.AsSpan(ConfirmedLeafReader.HeadBytes);
        foreach (LeafRange range in ranges)
        {
            BinaryPrimitives.WriteInt64LittleEndian(at, range.First);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], range.Count);
            at = at[ConfirmedLeafReader.RangeBytes..];
        }

        return body;
    }

    private static bool AreOwn(CustodyReader reader, LeafRange range, in Sealer sealer)
    {
        long end = range.First + range.Count;
        long seen = 0;
        using DbDataReader rows = reader.Read(Batches, range.First, end);
        while (rows.Read())
        {
            long index = rows.GetInt64(0);
            LeafBatchReader leaves = new((byte[])rows.GetValue(1));
            for (; index < end && leaves.MoveNext(); index++)
            {
                if (index < range.First)
                {
                    continue;
                }

                if (!sealer.Made(LogLeafReader.Read(leaves.Leaf)))
                {
                    return false;
                }

                seen++;
            }
        }

        return seen == range.Count;
    }

    /// <summary>Who sealed: a session of a person, or a machine client without one.</summary>
    private readonly record struct Sealer(short Site, ActorId Actor, SessionId Session)
    {
        public bool Made(in LogLeafReader leaf)
        {
            if (leaf.Site != Site || leaf.Actor != Actor)
            {
                return false;
            }

            return leaf.Kind switch
            {
                LogEventKind.EntriesSealed => leaf.AsSealed().Session == Session,
                LogEventKind.PatientsLinked => EventBody.Read(leaf.Body).Session == Session,
                _ => false,
            };
        }
    }
}

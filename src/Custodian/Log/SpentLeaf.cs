using System.Buffers.Binary;
using Serment.Custodian.Budgets;
using Serment.Custodian.Decisions;
using Serment.Custodian.Relationships;
using Serment.Custodian.Tokens;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Log;

/// <summary>One thing spent, as its leaf says it.</summary>
/// <param name="Index">The leaf.</param>
/// <param name="AtMs">When, milliseconds since 1970.</param>
/// <param name="Actor">Who.</param>
/// <param name="Site">Where.</param>
/// <param name="Charged">Of which meter; none for a flow.</param>
/// <param name="Subject">The patient; for lookups how many.</param>
/// <param name="Flow">Of which flow, if any.</param>
/// <param name="Units">Units of the flow.</param>
internal readonly record struct SpentLeaf(
    long Index, long AtMs, long Actor, short Site, Meter Charged, long Subject, FlowKind? Flow, long Units)
{
    private const int PurposeAt = 8 + 8;
    private const int ChargedAt = PurposeAt + 3;
    private const int CompartmentsAt = PurposeAt + 5;

    /// <summary>What it is one of, beside what it spent; nothing limits it.</summary>
    public UseKind? Use { get; init; }

    /// <summary>Whether an identity was opened within the last day: at a laboratory that is counted apart.</summary>
    public bool OpensIdentity { get; init; }

    private static readonly long DayMs = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    // A flow's window is an hour; what an import sealed earlier, mostly everything, need not be kept.
    private static readonly long FlowMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    /// <summary>What a leaf spent; null where it spent nothing that may still count.</summary>
    public static SpentLeaf? Of(long index, in LogLeafReader leaf, long lastAtMs)
    {
        switch (leaf.Kind)
        {
            case LogEventKind.KeysReleased or LogEventKind.ReleaseRefused:
                ReadOnlySpan<byte> body = leaf.Body;
                return body.Length > CompartmentsAt && body[ChargedAt] != (byte)Meter.None
                    ? new(
                        index, leaf.AtMs, leaf.Actor.Value, leaf.Site, (Meter)body[ChargedAt],
                        BinaryPrimitives.ReadInt64LittleEndian(body), null, 0)
                    {
                        Use = leaf.Kind == LogEventKind.KeysReleased
                            ? UnusualUse.KindOf((AccessPurpose)body[PurposeAt])
                            : null,
                        OpensIdentity = leaf.Kind == LogEventKind.KeysReleased
                            && leaf.AtMs > lastAtMs - DayMs
                            && (body[CompartmentsAt] & ReleaseBody.BitOf(Compartment.Identity)) != 0,
                    }
                    : null;
            case LogEventKind.PackMade:
                return new(index, leaf.AtMs, leaf.Actor.Value, leaf.Site, Meter.None, index, null, 0)
                {
                    Use = UseKind.Packs,
                };
            case LogEventKind.TokensMade:
                EventBody made = EventBody.Read(leaf.Body);
                return made is { Session: not null, Subject: MakeTokens.NoLookup }
                    ? OfFlow(index, leaf, FlowKind.AnalysisTokens, made.Number ?? 0, lastAtMs)
                    : made.Session is not null
                    ? new(index, leaf.AtMs, leaf.Actor.Value, leaf.Site, Meter.Lookup, made.Subject ?? 1, null, 0)
                    : OfFlow(index, leaf, FlowKind.Tokens, made.Number ?? 0, lastAtMs);
            case LogEventKind.EntriesSealed when leaf.AtMs > lastAtMs - FlowMs:
                return OfFlow(index, leaf, FlowKind.Seals, leaf.AsSealed().Count, lastAtMs);
            case LogEventKind.RelationshipDeclared:
                bool isGiven = Giving.IsGiven((RelationshipKind)(EventBody.Read(leaf.Body).Code ?? 0));
                return OfFlow(index, leaf, isGiven ? FlowKind.Giving : FlowKind.Declarations, 1, lastAtMs);
            default:
                return null;
        }
    }

    private static SpentLeaf? OfFlow(long index, in LogLeafReader leaf, FlowKind flow, long units, long lastAtMs) =>
        leaf.AtMs > lastAtMs - FlowMs
            ? new(index, leaf.AtMs, leaf.Actor.Value, leaf.Site, Meter.None, 0, flow, units)
            : null;
}

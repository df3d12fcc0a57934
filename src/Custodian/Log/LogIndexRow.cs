using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Log;

/// <summary>What the table <c>log_event</c> keeps of a leaf, so that people can ask for it.</summary>
internal sealed record LogIndexRow
{
    public SessionId? Session { get; init; }

    public PatientId? Patient { get; init; }

    public long? Subject { get; init; }

    public long? Number { get; init; }

    public Role? Role { get; init; }

    public AccessPurpose? Purpose { get; init; }

    public Outcome? Outcome { get; init; }

    public DecisionReason? Reason { get; init; }

    public Meter? Charged { get; init; }

    public byte? Code { get; init; }

    public byte? Compartments { get; init; }

    /// <summary>The row of an ordinary event.</summary>
    public static LogIndexRow Of(in EventBody body) =>
        new()
        {
            Session = body.Session,
            Patient = body.Patient,
            Subject = body.Subject,
            Number = body.Number,
            Code = body.Code,
        };
}

/// <summary>A row with the leaf that it stands for.</summary>
internal sealed record LogIndexEntry(
    long LogIndex, long AtMs, LogEventKind Kind, short Site, ActorId Actor, LogIndexRow Row);

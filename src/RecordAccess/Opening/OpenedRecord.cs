using Serment.CustodyProtocol;

namespace Serment.RecordAccess.Opening;

/// <summary>
/// One version of one entry, opened. <paramref name="Json"/> is one FHIR R4 resource in UTF-8; it is wiped, and must
/// not be used, once the record is disposed.
/// </summary>
public sealed record OpenedEntry(
    PatientId Patient,
    EntryId Entry,
    int Version,
    Compartment Compartment,
    ResourceType ResourceType,
    long RecordedAtMs,
    ActorId Author,
    long LogIndex,
    ReadOnlyMemory<byte> Json
)
{
    /// <summary>Says nothing of the content.</summary>
    public override string ToString() => $"{ResourceType} {Entry} version {Version}";
}

/// <summary>Why an entry that is there did not open.</summary>
public enum UnopenedReason : byte
{
    /// <summary>The custodian gave no key: not for this role, or the wrapped key is not this entry's.</summary>
    NoKey = 1,

    /// <summary>
    /// The sealed row was altered or moved: it is not what was sealed here. Report it; <c>serment verify</c> names
    /// it.
    /// </summary>
    Broken = 2,
}

/// <summary>An entry that did not open; the others did.</summary>
public sealed record UnopenedEntry(
    PatientId Patient,
    EntryId Entry,
    int Version,
    Compartment Compartment,
    ResourceType ResourceType,
    UnopenedReason Reason
);

/// <summary>What was decided for one of the records that belong to one person.</summary>
public sealed record PatientDecision(PatientId Patient, Outcome Outcome, DecisionReason Reason, long LogIndex);

/// <summary>
/// What was opened of one person: the newest version of each entry, of the record asked for and of those joined with
/// it.
/// The entry keys are wiped as soon as they have served; disposing wipes the plaintext.
/// </summary>
public sealed class OpenedRecord : IDisposable, IAsyncDisposable
{
    private readonly PlaintextArena arena;

    internal OpenedRecord(PatientId survivor, PlaintextArena arena)
    {
        Survivor = survivor;
        this.arena = arena;
    }

    /// <summary>The record that survives where several were joined; otherwise the one asked for.</summary>
    public PatientId Survivor { get; }

    /// <summary>Opened entries, those of one patient together, in the order of their identifiers.</summary>
    public IReadOnlyList<OpenedEntry> Entries => EntriesOpened;

    /// <summary>Entries that are there but did not open.</summary>
    public IReadOnlyList<UnopenedEntry> Unopened => EntriesUnopened;

    /// <summary>The decision for each of the joined records; only the allowed ones' entries are here.</summary>
    public IReadOnlyList<PatientDecision> Decisions => DecisionsMade;

    /// <summary>
    /// Whether the record has more than <see cref="OpenRequest.MaxEntries"/> entries; the rest is not here.
    /// </summary>
    public bool IsTruncated { get; internal set; }

    internal List<OpenedEntry> EntriesOpened { get; } = [];

    internal List<UnopenedEntry> EntriesUnopened { get; } = [];

    internal List<PatientDecision> DecisionsMade { get; } = [];

    internal PlaintextArena Arena => arena;

    /// <summary>Wipes.</summary>
    public void Dispose()
    {
        EntriesOpened.Clear();
        arena.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>
/// The answer to an opening. <paramref name="Record"/> is there only when <paramref name="Outcome"/> is Allowed. A
/// patient who
/// does not exist is answered like one without a care relationship.
/// </summary>
public sealed record OpenResult(Outcome Outcome, DecisionReason Reason, long LogIndex, OpenedRecord? Record)
    : IDisposable
{
    /// <summary>Wipes the record.</summary>
    public void Dispose() => Record?.Dispose();
}

/// <summary>
/// One patient of a list, with a decision of its own; <paramref name="Entries"/> only where it is allowed.
/// </summary>
public sealed record OpenedCard(
    PatientId Patient,
    PatientId Survivor,
    Outcome Outcome,
    DecisionReason Reason,
    long LogIndex,
    IReadOnlyList<OpenedEntry> Entries
)
{
    /// <summary>
    /// Whether the patient alone has more such entries than <see cref="OpenRequest.MaxEntries"/>; the rest is not here.
    /// </summary>
    public bool IsTruncated { get; init; }
}

/// <summary>The patients of a list, in the order asked for. Disposing wipes them.</summary>
public sealed class OpenedCards : IDisposable
{
    private readonly PlaintextArena arena;

    internal OpenedCards(IReadOnlyList<OpenedCard> cards, PlaintextArena arena)
    {
        Cards = cards;
        this.arena = arena;
    }

    /// <summary>The cards.</summary>
    public IReadOnlyList<OpenedCard> Cards { get; }

    /// <summary>Wipes.</summary>
    public void Dispose() => arena.Dispose();
}

using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;

namespace Serment.Interop.Legacy.Importing;

/// <summary>What is to be sealed of one row.</summary>
internal struct RowPlan
{
    /// <summary>The row's place in its batch.</summary>
    public int Row;

    /// <summary>The next row of the same patient in this plan, as its place in the plan's rows; -1 for none.</summary>
    public int Next;

    /// <summary>Seal the identity: the first of a new patient.</summary>
    public bool Identity;

    /// <summary>Seal the identity as a variant beside the one on record.</summary>
    public bool IdentityVariant;

    /// <summary>Mark the new identity as that of a namesake.</summary>
    public bool Homonym;

    /// <summary>Where the contact goes; version 0 for nowhere.</summary>
    public EntryId ContactEntry;

    /// <summary>The version that it becomes.</summary>
    public int ContactVersion;

    /// <summary>Where the coverage goes; version 0 for nowhere.</summary>
    public EntryId CoverageEntry;

    /// <summary>The version that it becomes.</summary>
    public int CoverageVersion;
}

/// <summary>The rows of one patient in a plan.</summary>
internal struct PatientPlan
{
    /// <summary>The patient.</summary>
    public PatientId Patient;

    /// <summary>To be created.</summary>
    public bool IsNew;

    /// <summary>First and last of the patient's rows.</summary>
    public int First;

    /// <summary>Last of the patient's rows.</summary>
    public int Last;

    /// <summary>Entries that these rows make, at most.</summary>
    public int Entries;
}

/// <summary>A line's finding, as it is stored.</summary>
internal readonly record struct LineFinding(long Line, short Ordinal, bool Refused, string Code, string? Column);

/// <summary>
/// What a batch does: whom it creates, what it seals, which tokens it adds, what is said of which line.
/// </summary>
internal sealed class BatchPlan(RowBatch rows, SealBatch seals)
{
    /// <summary>The plans that are stored together with this one.</summary>
    public PlanGroup Group { get; set; } = null!;

    /// <summary>Whether this is the last of its group.</summary>
    public bool EndsGroup { get; set; }

    /// <summary>The rows.</summary>
    public RowBatch Rows { get; } = rows;

    /// <summary>What will be sealed.</summary>
    public SealBatch Seals { get; } = seals;

    /// <summary>What each row that is imported makes.</summary>
    public List<RowPlan> RowPlans { get; } = new(RowBatch.Rows);

    /// <summary>The patients, in the order in which they appear.</summary>
    public List<PatientPlan> Patients { get; } = new(RowBatch.Rows);

    /// <summary>Each patient's place in <see cref="Patients"/>.</summary>
    public Dictionary<PatientId, int> Places { get; } = new(RowBatch.Rows);

    /// <summary>Tokens to add or remove, with the patient's place.</summary>
    public List<(int Patient, TokenKind Kind, long Token, bool Remove)> Tokens { get; } = new(RowBatch.Rows * 8);

    /// <summary>What is said of lines.</summary>
    public List<LineFinding> Findings { get; } = [];

    /// <summary>Where the rows went.</summary>
    public ImportCounts Counts { get; set; } = new();

    /// <summary>Where the next batch begins.</summary>
    public long NextOffset { get; set; }

    /// <summary>The line there.</summary>
    public long NextLine { get; set; }

    /// <summary>Whether this is the last plan over its rows, which are then free for the next.</summary>
    public bool EndsRows { get; set; }
}

using System.Data.Common;
using Serment.CustodyProtocol;

namespace Serment.RecordAccess.Sealing;

/// <summary>How a sealing ended.</summary>
public enum SealOutcome : byte
{
    /// <summary>In the log, and durably stored.</summary>
    Saved = 0,

    /// <summary>Somebody else saved a version first. Nothing of this batch was stored.</summary>
    VersionConflict = 1,

    /// <summary>The custodian refused a patient of the batch. Nothing was stored.</summary>
    Refused = 2,

    /// <summary>Possible after the person touches the passkey again. Nothing was stored.</summary>
    StepUp = 3,
}

/// <summary>
/// The version that was saved first: whose and when. What it says is for the page to open and to show beside the
/// other.
/// </summary>
public sealed record VersionConflict(
    PatientId Patient,
    EntryId Entry,
    int NewestVersion,
    ActorId Author,
    long RecordedAtMs
);

/// <summary>The answer to a sealing.</summary>
public sealed record SealResult(
    SealOutcome Outcome,
    DecisionReason Reason,
    SealReceipt? Receipt = null,
    VersionConflict? Conflict = null,
    PatientId? RefusedPatient = null
);

/// <summary>What the custodian put into the log; every row carries it.</summary>
public sealed class SealReceipt
{
    private readonly SealResponse response;
    private readonly IReadOnlyList<PatientId> patients;

    internal SealReceipt(SealResponse response, IReadOnlyList<PatientId> patients)
    {
        this.response = response;
        this.patients = patients;
    }

    /// <summary>When, in milliseconds since 1970.</summary>
    public long RecordedAtMs => response.RecordedAtMs;

    /// <summary>Who.</summary>
    public ActorId Author => response.Author;

    /// <summary>Where.</summary>
    public short Site => response.Site;

    /// <summary>The leaf of a patient of the batch, by ordinal.</summary>
    public long LogIndexOf(int ordinal) => response.LogIndexOf(ordinal);

    /// <summary>The leaf of a patient of the batch.</summary>
    public long LogIndexOf(PatientId patient)
    {
        for (int i = 0; i < patients.Count; i++)
        {
            if (patients[i] == patient)
            {
                return response.LogIndexOf(i);
            }
        }

        throw new ArgumentException("no patient of this batch", nameof(patient));
    }

    internal ReadOnlyMemory<byte> WrappedKey(int entry) => response.WrappedKey(entry);
}

/// <summary>
/// Further work in the transaction that stores the rows: worklists, links, an import's progress. It runs after the
/// rows; a throw rolls all back.
/// </summary>
public delegate Task SealWork(
    DbConnection connection,
    DbTransaction transaction,
    SealReceipt receipt,
    CancellationToken stop
);

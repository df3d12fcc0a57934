using System.Text.Json.Serialization;

namespace Serment.Cli.Verification;

/// <summary>What is wrong with a row or with the log.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingKind>))]
internal enum FindingKind
{
    /// <summary>The row's bytes are not those that were sealed.</summary>
    Altered,

    /// <summary>What was sealed for one entry stands at another.</summary>
    Swapped,

    /// <summary>The row points at another leaf than its own.</summary>
    Reordered,

    /// <summary>The newest version of an entry is gone; an older one stands there as if it were the newest.</summary>
    RolledBack,

    /// <summary>A sealed and confirmed version is gone.</summary>
    Deleted,

    /// <summary>No leaf knows this row.</summary>
    Forged,

    /// <summary>A link between two records is not the log's.</summary>
    LinkForged,

    /// <summary>A link that the log knows, and that was confirmed, is gone.</summary>
    LinkDeleted,

    /// <summary>A care relationship in the custody database is not one that the log declares.</summary>
    RelationshipForged,

    /// <summary>Somebody stands in for a colleague or in a team by a row that the log does not know as it is.</summary>
    CoverForged,

    /// <summary>A passkey in the custody database is not one that the log has seen enrolled.</summary>
    PasskeyForged,

    /// <summary>The log is shorter than a checkpoint or a row says.</summary>
    LogTruncated,

    /// <summary>The log is not the one that was signed.</summary>
    LogForked,

    /// <summary>A leaf cannot be read.</summary>
    LogDamaged,

    /// <summary>A checkpoint's signature is not the log key's.</summary>
    CheckpointForged,
}

/// <summary>One finding: random identifiers only, so that the report may travel.</summary>
internal sealed record Finding(
    FindingKind Kind, string? Patient = null, string? Entry = null, int? Version = null, long? LogIndex = null,
    string? Detail = null)
{
    /// <summary>One line for the terminal.</summary>
    public override string ToString()
    {
        string entry = Entry is null ? "" : $" entry {Entry} version {Version}";
        string where = Patient is null ? "" : $" patient {Patient}{entry}";
        string leaf = LogIndex is null ? "" : $" leaf {LogIndex}";
        string detail = Detail is null ? "" : $": {Detail}";
        return $"{Kind}{where}{leaf}{detail}";
    }
}

/// <summary>The whole result, as <c>--report</c> writes it.</summary>
internal sealed record VerificationReport(
    string Result, long Rows, long Leaves, string RootHash, long SealedVersions, long NeverAcknowledged,
    long UnfinishedLinks, long CheckpointsHeld,
    long FindingCount, IReadOnlyList<Finding> Findings, double Seconds);

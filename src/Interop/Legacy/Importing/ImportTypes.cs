using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Recognition;

namespace Serment.Interop.Legacy.Importing;

/// <summary>What to import, where, and how.</summary>
public sealed record ImportRequest
{
    /// <summary>The legacy file; it is read where it lies and never copied.</summary>
    public required string FilePath { get; init; }

    /// <summary>Code of the site that takes the records in.</summary>
    public required string SiteCode { get; init; }

    /// <summary>A shipped profile's name, or the path of a profile file.</summary>
    public string Profile { get; init; } = Profiles.LegacyProfile.Lab60;

    /// <summary>The delimiter that the user insists on, if any.</summary>
    public byte? Delimiter { get; init; }

    /// <summary>Where the report goes; the certificate goes beside it, with <c>.certificate</c> added.</summary>
    public required string ReportPath { get; init; }

    /// <summary>Recognise, parse, check and count; write nothing but the report.</summary>
    public bool DryRun { get; init; }

    /// <summary>Continue where an interrupted import of this same file stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>The establishment's time zone: the file's times are local.</summary>
    public string TimeZone { get; init; } = "Europe/Paris";
}

/// <summary>The machine client that seals: it can match and write, never open.</summary>
/// <param name="Client">The client's identifier.</param>
/// <param name="KeyPath">PEM file with its private key, P-256.</param>
public sealed record ImportClient(ActorId Client, string KeyPath)
{
    /// <summary>Reads the key. The caller disposes it after the connection.</summary>
    public ECDsa LoadKey()
    {
        ECDsa key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyPath));
        return key;
    }
}

/// <summary>Where a running import stands.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="BytesDone">Bytes of the file that are done with, durably.</param>
/// <param name="BytesTotal">Bytes of the file.</param>
/// <param name="RowsPerSecond">Over this run.</param>
/// <param name="TimeLeft">At this rate; null while nothing can be said.</param>
/// <param name="Counts">Where the rows went so far.</param>
public sealed record ImportProgress(
    ImportStage Stage,
    long BytesDone,
    long BytesTotal,
    double RowsPerSecond,
    TimeSpan? TimeLeft,
    ImportCounts Counts
);

/// <summary>The stages of an import.</summary>
public enum ImportStage : byte
{
    /// <summary>Computing the file's hash.</summary>
    Fingerprint = 0,

    /// <summary>Rows.</summary>
    Rows = 1,

    /// <summary>Report and certificate.</summary>
    Report = 2,
}

/// <summary>A finished import.</summary>
/// <param name="ImportId">The import, as the custodian's log and the certificate name it; null for a dry run.</param>
/// <param name="File">What was recognised of the file.</param>
/// <param name="Counts">Where every row went.</param>
/// <param name="ByCode">How many rows had each finding.</param>
/// <param name="FileSha256">Hash of the whole file, in hexadecimal.</param>
/// <param name="Certificate">The custodian's signed note; null for a dry run.</param>
/// <param name="ReportPath">Where the report is.</param>
/// <param name="Elapsed">Duration of this run.</param>
public sealed record ImportOutcome(
    string? ImportId,
    RecognizedFile File,
    ImportCounts Counts,
    IReadOnlyDictionary<string, long> ByCode,
    string FileSha256,
    string? Certificate,
    string ReportPath,
    TimeSpan Elapsed
);

/// <summary>An import that did not finish, with what to tell the user. Never holds a value from the file.</summary>
public sealed class ImportFailedException : Exception
{
    /// <summary>Describes the failure.</summary>
    public ImportFailedException(string code, Wording wording, ImportExitCode exitCode, Exception? inner = null)
        : base(wording.English, inner)
    {
        Code = code;
        Wording = wording;
        ExitCode = exitCode;
    }

    /// <summary>A stable code.</summary>
    public string Code { get; }

    /// <summary>The sentence for the user.</summary>
    public Wording Wording { get; }

    /// <summary>The exit code of a command.</summary>
    public ImportExitCode ExitCode { get; }

    /// <summary>Whether the same command with <c>--resume</c> continues.</summary>
    public bool IsResumable => ExitCode == ImportExitCode.Interrupted;
}

/// <summary>Exit codes of <c>serment import</c>.</summary>
public enum ImportExitCode
{
    /// <summary>Every row is accounted for.</summary>
    Done = 0,

    /// <summary>It could not begin: file, profile, report folder, arguments. Nothing was written.</summary>
    CannotBegin = 2,

    /// <summary>It stopped on the way; what was stored stays, and <c>--resume</c> continues.</summary>
    Interrupted = 4,

    /// <summary>The source was not retired; the import stands.</summary>
    NotRetired = 5,
}

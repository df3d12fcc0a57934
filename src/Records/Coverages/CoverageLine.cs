using Serment.Records.Entries;

namespace Serment.Records.Coverages;

/// <summary>Who pays. The names are stored: never reuse one.</summary>
public enum CoverageKind
{
    /// <summary>The mandatory scheme (AMO).</summary>
    Mandatory,

    /// <summary>A complementary insurer (AMC).</summary>
    Complementary,

    /// <summary>State medical aid (AME).</summary>
    StateAid,

    /// <summary>Complementary solidarity cover (C2S).</summary>
    Solidarity,

    /// <summary>An accident at work or occupational disease (AT/MP).</summary>
    WorkAccident,
}

/// <summary>Why the insured pays less or nothing. The names are stored: never reuse one.</summary>
public enum CoverageExemption
{
    /// <summary>None.</summary>
    None,

    /// <summary>A listed long-term condition (ALD 30).</summary>
    LongTermListed,

    /// <summary>A long-term condition outside the list (ALD 31).</summary>
    LongTermUnlisted,

    /// <summary>Several conditions together (ALD 32).</summary>
    LongTermSeveral,

    /// <summary>Maternity.</summary>
    Maternity,

    /// <summary>A work accident or occupational disease.</summary>
    WorkAccident,

    /// <summary>A disability or military pension.</summary>
    Pension,

    /// <summary>Newborn, donor, and others the law names.</summary>
    Other,
}

/// <summary>One coverage of a person: who pays, for when, in which order.</summary>
public sealed record CoverageLine
{
    /// <summary>Longest text of an insurer or a member's number.</summary>
    public const int MaxTextCharacters = 60;

    /// <summary>The last rank of a beneficiary, and of an order.</summary>
    public const int MaxRank = 9;

    /// <summary>Coverages of one person.</summary>
    public const int MaxLines = 20;

    /// <summary>Who pays.</summary>
    public CoverageKind Kind { get; init; }

    /// <summary>Its number (regime, fund, centre; or the complementary insurer's) or its name.</summary>
    public string? Insurer { get; init; }

    /// <summary>The contract or member number.</summary>
    public string? MemberNumber { get; init; }

    /// <summary>NIR of the insured with its key, who need not be the patient.</summary>
    public string? InsuredNir { get; init; }

    /// <summary>Whether the patient is the insured.</summary>
    public bool IsInsured { get; init; } = true;

    /// <summary>The beneficiary's rank, from 1; twins are told apart by it.</summary>
    public int? Rank { get; init; }

    /// <summary>First day, as FHIR writes days.</summary>
    public string? From { get; init; }

    /// <summary>Last day.</summary>
    public string? Until { get; init; }

    /// <summary>Which pays first, from 1.</summary>
    public int? Order { get; init; }

    /// <summary>The exemption.</summary>
    public CoverageExemption Exemption { get; init; }

    /// <summary>First day of the exemption.</summary>
    public string? ExemptFrom { get; init; }

    /// <summary>Last day of the exemption.</summary>
    public string? ExemptUntil { get; init; }

    /// <summary>Taken back: entered by mistake, or another took its place.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Where the day stands to the rights: over, not begun, or open.</summary>
    public CoverageStanding StandingOn(DateOnly day)
    {
        string today = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return IsCancelled ? CoverageStanding.Cancelled
            : Until is { } until && string.CompareOrdinal(until, today) < 0 ? CoverageStanding.Over
            : From is { } from && string.CompareOrdinal(from, today) > 0 ? CoverageStanding.NotBegun
            : CoverageStanding.Open;
    }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CoverageLine);
}

/// <summary>Whether rights hold on a day.</summary>
public enum CoverageStanding
{
    /// <summary>They hold.</summary>
    Open,

    /// <summary>They have not begun.</summary>
    NotBegun,

    /// <summary>They are over.</summary>
    Over,

    /// <summary>The coverage was taken back.</summary>
    Cancelled,
}

/// <summary>A coverage with the entry that holds it.</summary>
public sealed record StoredCoverage(EntryVersion Version, CoverageLine Line, long RecordedAtMs)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(StoredCoverage);
}

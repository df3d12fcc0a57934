using Serment.CustodyProtocol;

namespace Serment.Records.Laboratory.Bench;

/// <summary>The reactions of one determination of ABO and RhD, from 0 (none) to 4; null where it was not read.</summary>
/// <param name="AntiA">Cells with anti-A.</param>
/// <param name="AntiB">Cells with anti-B.</param>
/// <param name="AntiD">Cells with anti-D.</param>
/// <param name="CellsA1">Plasma with A1 cells.</param>
/// <param name="CellsB">Plasma with B cells.</param>
/// <param name="Control">Cells with the reagent's control; it must not react.</param>
public sealed record BloodReactions(byte? AntiA, byte? AntiB, byte? AntiD, byte? CellsA1, byte? CellsB, byte? Control)
{
    /// <summary>The strongest.</summary>
    public const byte Strongest = 4;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(BloodReactions);
}

/// <summary>Why a blood group is not valid yet.</summary>
public enum GroupStanding : byte
{
    /// <summary>Two determinations on two independent specimens agree.</summary>
    Confirmed = 1,

    /// <summary>There is one: another specimen is needed.</summary>
    First = 2,

    /// <summary>Another determination says something else.</summary>
    Contradicted = 3,

    /// <summary>The reactions do not fit each other.</summary>
    Discrepant = 4,
}

/// <summary>
/// The rules of blood groups: forward and reverse typing must agree (ABO by both, RhD by the cells), and a group is
/// valid with two determinations on two independent specimens that agree (arrêté du 14 mai 2018 and order of 15 June
/// 2018 on immuno-haematology, as laboratories apply them).
/// </summary>
public static class BloodGroupRules
{
    /// <summary>Below this, two specimens of one collector are one collection.</summary>
    public const int MinutesBetween = 10;

    /// <summary>A weak reaction is no answer: 1 of 4 is to be looked into.</summary>
    private const byte Clear = 2;

    /// <summary>The group, such as "A POS"; null where the reactions do not fit each other or one is missing.</summary>
    public static string? GroupOf(BloodReactions read)
    {
        if (read.Control is not 0
            || Reacts(read.AntiA) is not { } a || Reacts(read.AntiB) is not { } b || Reacts(read.AntiD) is not { } d
            || Reacts(read.CellsA1) is not { } withA || Reacts(read.CellsB) is not { } withB
            || a == withA || b == withB)
        {
            return null;
        }

        return $"{(a ? b ? "AB" : "A" : b ? "B" : "O")} {(d ? "POS" : "NEG")}";
    }

    /// <summary>Whether two determinations come from independent specimens.</summary>
    public static bool AreIndependent(Determination one, Determination other) =>
        !string.Equals(one.TubeNumber, other.TubeNumber, StringComparison.Ordinal)
        && one.Specimen != other.Specimen
        && one.CollectedAt is { } first && other.CollectedAt is { } second && first != second
        && (AreOfTwo(one.CollectedBy, other.CollectedBy)
            || (first - second).Duration() >= TimeSpan.FromMinutes(MinutesBetween));

    /// <summary>How a determination stands beside all others of the person that nobody rejected.</summary>
    public static GroupStanding StandingOf(Determination made, IEnumerable<Determination> others)
    {
        if (made.Coded is not { } group)
        {
            return GroupStanding.Discrepant;
        }

        bool isConfirmed = false;
        foreach (Determination other in others.Where(one => one.Coded is not null))
        {
            if (!string.Equals(other.Coded!.Code, group.Code, StringComparison.Ordinal))
            {
                return GroupStanding.Contradicted;
            }

            isConfirmed |= AreIndependent(made, other);
        }

        return isConfirmed ? GroupStanding.Confirmed : GroupStanding.First;
    }

    /// <summary>The reactions as parts of a determination.</summary>
    public static IReadOnlyList<DeterminationPart> PartsOf(BloodReactions read) =>
    [
        .. new (string Code, string Label, byte? Strength)[]
        {
            ("ANTI-A", "Anti-A", read.AntiA), ("ANTI-B", "Anti-B", read.AntiB), ("ANTI-D", "Anti-D", read.AntiD),
            ("A1", "Hématies A1", read.CellsA1), ("B", "Hématies B", read.CellsB), ("TEMOIN", "Témoin", read.Control),
        }
        .Where(one => one.Strength is not null)
        .Select(one => new DeterminationPart("", DeterminationPart.Own, one.Code, one.Label) { Number = one.Strength }),
    ];

    private static bool? Reacts(byte? strength) => strength switch
    {
        0 => false,
        >= Clear and <= BloodReactions.Strongest => true,
        _ => null,
    };

    private static bool AreOfTwo(ActorId? one, ActorId? other) => one is not null && other is not null && one != other;
}

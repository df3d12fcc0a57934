using Serment.CustodyProtocol;

namespace Serment.Interop.Legacy.Matching;

/// <summary>
/// What the blind index says of one row: who bears its tokens. Lists are short; null says that the row has no such
/// token.
/// </summary>
/// <param name="ByRecordNumber">Who bears the source's record number.</param>
/// <param name="ByNir">Who bears the row's own NIR; only asked when the NIR may be trusted.</param>
/// <param name="ByIpp">Who bears the hospital number.</param>
/// <param name="SameTraits">Who bears the same strict traits, with no NIR known.</param>
/// <param name="SameTraitsIdentified">Who bears the same strict traits, with a NIR known.</param>
/// <param name="SameBirthAndName">
/// Who bears the birth date with a name that begins or sounds like the row's; asked only where a record number was found.
/// </param>
/// <param name="HasTrustedNir">Whether the row bears a NIR that may be matched by.</param>
internal readonly record struct MatchEvidence(
    IReadOnlyList<PatientId> ByRecordNumber,
    IReadOnlyList<PatientId> ByNir,
    IReadOnlyList<PatientId> ByIpp,
    IReadOnlyList<PatientId> SameTraits,
    IReadOnlyList<PatientId> SameTraitsIdentified,
    IReadOnlyList<PatientId> SameBirthAndName,
    bool HasTrustedNir
);

/// <summary>What was noticed while matching.</summary>
[Flags]
internal enum MatchFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Two of the row's numbers belong to two people; the source's record number was followed.</summary>
    IdentityConflict = 1,

    /// <summary>Somebody else has the same strict traits.</summary>
    Homonym = 2,
}

/// <summary>Whose row it is.</summary>
/// <param name="Patient">The patient; null for a new one.</param>
/// <param name="Flags">What was noticed.</param>
/// <param name="LearnsNir">The patient's NIR was not known before, and is now.</param>
internal readonly record struct MatchDecision(PatientId? Patient, MatchFlags Flags, bool LearnsNir);

/// <summary>
/// Whose row it is, by blind tokens alone: an importer can never open anybody (docs/adr/0005-matching-by-tokens.md).
/// Numbers
/// before traits; a candidate whose known NIR differs is a namesake; a doubt makes a new record, which people can
/// join later, for
/// two people in one record cannot be told apart again.
/// </summary>
internal static class MatchRules
{
    /// <summary>Decides.</summary>
    public static MatchDecision Decide(in MatchEvidence evidence)
    {
        if (evidence.ByRecordNumber.Count > 0)
        {
            return ByRecordNumber(evidence);
        }

        if (evidence.ByNir.Count > 0)
        {
            return Known(evidence, evidence.ByNir);
        }

        return evidence.ByIpp.Count > 0 ? Known(evidence, evidence.ByIpp) : ByTraits(evidence);
    }

    /// <summary>
    /// A record number alone is not enough: systems number anew, and two files may count from the same start. Where
    /// nothing else of the row agrees with its bearer, the row gets a record of its own, flagged.
    /// </summary>
    private static MatchDecision ByRecordNumber(in MatchEvidence evidence)
    {
        List<PatientId> agreeing = new(evidence.ByRecordNumber.Count);
        foreach (PatientId bearer in evidence.ByRecordNumber)
        {
            if (
                evidence.ByNir.Contains(bearer)
                || evidence.ByIpp.Contains(bearer)
                || evidence.SameTraits.Contains(bearer)
                || evidence.SameTraitsIdentified.Contains(bearer)
                || evidence.SameBirthAndName.Contains(bearer)
            )
            {
                agreeing.Add(bearer);
            }
        }

        if (agreeing.Count > 0)
        {
            return Known(evidence, agreeing);
        }

        return evidence.ByNir.Count > 0
            ? Known(evidence, evidence.ByNir) with { Flags = MatchFlags.IdentityConflict }
            : new(null, MatchFlags.IdentityConflict, LearnsNir: false);
    }

    /// <summary>A number says who it is. The others are held against it.</summary>
    private static MatchDecision Known(in MatchEvidence evidence, IReadOnlyList<PatientId> bearers)
    {
        PatientId patient = Smallest(bearers);
        bool conflict =
            bearers.Count > 1 || Contradicts(evidence.ByNir, patient) || Contradicts(evidence.ByIpp, patient);
        bool learns = false;
        if (evidence.HasTrustedNir && evidence.ByNir.Count == 0)
        {
            // The NIR is nobody's yet. If these traits are known with a NIR, that one differs.
            conflict |= evidence.SameTraitsIdentified.Contains(patient);
            learns = !conflict && evidence.SameTraits.Contains(patient);
        }

        return new(patient, conflict ? MatchFlags.IdentityConflict : MatchFlags.None, learns);
    }

    private static MatchDecision ByTraits(in MatchEvidence evidence)
    {
        if (evidence.HasTrustedNir)
        {
            // Nobody bears this NIR, so whoever has the same traits and a NIR is somebody else.
            bool alone = evidence.SameTraits.Count == 1 && evidence.SameTraitsIdentified.Count == 0;
            bool namesakes = evidence.SameTraits.Count + evidence.SameTraitsIdentified.Count > 0;
            return alone
                ? new(evidence.SameTraits[0], MatchFlags.None, LearnsNir: true)
                : new(null, namesakes ? MatchFlags.Homonym : MatchFlags.None, LearnsNir: false);
        }

        PatientId[] candidates = [.. evidence.SameTraits.Union(evidence.SameTraitsIdentified)];
        return candidates.Length == 1
            ? new(candidates[0], MatchFlags.None, LearnsNir: false)
            : new(null, candidates.Length > 1 ? MatchFlags.Homonym : MatchFlags.None, LearnsNir: false);
    }

    private static bool Contradicts(IReadOnlyList<PatientId> bearers, PatientId patient) =>
        bearers.Count > 0 && !bearers.Contains(patient);

    // Any fixed choice will do; the same file must come out the same way twice.
    private static PatientId Smallest(IReadOnlyList<PatientId> bearers)
    {
        PatientId smallest = bearers[0];
        for (int i = 1; i < bearers.Count; i++)
        {
            smallest = bearers[i].Value < smallest.Value ? bearers[i] : smallest;
        }

        return smallest;
    }
}

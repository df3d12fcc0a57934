namespace Serment.Records.Patients.Identity;

/// <summary>Why a change of status was refused; each names its rule of the RNIV.</summary>
public enum TransitionRefusal : byte
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>EXI SI 09: doubtful and fictitious identities stay provisional and never reach INSi.</summary>
    DoubtfulOrFictitious,

    /// <summary>EXI SI 23: a document must be chosen deliberately; none was.</summary>
    NoDocumentChosen,

    /// <summary>EXI SI 10, EXI PP 09: the document is not of high confidence in these circumstances.</summary>
    DocumentNotOfHighConfidence,

    /// <summary>EXI PP 08: the document was not checked against the person.</summary>
    NotCheckedAgainstPerson,

    /// <summary>EXI PP 05: the traits of the INS were not checked against the person.</summary>
    InsNotCheckedAgainstPerson,

    /// <summary>EXI PP 20: the INS disagrees on name, given name, sex or birth date, or lacks one.</summary>
    InsDisagrees,

    /// <summary>EXI SI 32: another identity of this domain already has the INS.</summary>
    InsAlreadyKnown,

    /// <summary>EXI SI 25: the settings forbid INSi calls for provisional identities.</summary>
    InsiForbiddenForProvisional,

    /// <summary>EXI PP 02: a strict trait is missing.</summary>
    StrictTraitMissing,

    /// <summary>The identity already has an INS.</summary>
    AlreadyHasIns,

    /// <summary>The identity was already checked with a document.</summary>
    AlreadyValidated,

    /// <summary>The identity has no INS to take away.</summary>
    HasNoIns,

    /// <summary>The identity has no validation to take away.</summary>
    NotValidated,

    /// <summary>EXI PP 08: not every strict trait was compared with the document.</summary>
    TraitsNotCompared,
}

/// <summary>A standing after an attempt to change it: changed, or as before with the reason.</summary>
/// <param name="Standing">The standing that holds now.</param>
/// <param name="Refusal">Why it did not change.</param>
public readonly record struct TransitionResult(IdentityStanding Standing, TransitionRefusal Refusal)
{
    /// <summary>Whether the change took place.</summary>
    public bool IsAllowed => Refusal == TransitionRefusal.None;
}

/// <summary>A check of the person's identity.</summary>
/// <param name="Document">What was shown.</param>
/// <param name="Circumstances">In whose hands.</param>
/// <param name="CheckedAgainstPerson">The user states that document and person agree.</param>
/// <param name="Compared">The traits that the user states to agree with the document.</param>
public readonly record struct IdentityCheck(
    IdentityDocument Document, CheckCircumstances Circumstances, bool CheckedAgainstPerson, StrictTraits Compared);

/// <summary>What is known of an INS about to be taken over from INSi.</summary>
/// <param name="Agreement">How its traits compare with the local ones.</param>
/// <param name="CheckedAgainstPerson">The user states that its traits and the person agree.</param>
/// <param name="IsKnownElsewhere">Another identity of the domain has it.</param>
public readonly record struct InsRetrieval(TraitDifference Agreement, bool CheckedAgainstPerson, bool IsKnownElsewhere);

/// <summary>The changes of status that the RNIV allows, as pure functions.</summary>
public static class IdentityTransitions
{
    /// <summary>Whether INSi may be called (EXI SI 09, EXI SI 25).</summary>
    public static TransitionRefusal MayCallInsi(IdentityStanding standing, bool allowedForProvisional) =>
        standing.IsBlocked ? TransitionRefusal.DoubtfulOrFictitious
        : standing.Status == IdentityStatus.Provisional && !allowedForProvisional
            ? TransitionRefusal.InsiForbiddenForProvisional
            : TransitionRefusal.None;

    /// <summary>A check with a document: provisional becomes validated, retrieved becomes qualified.</summary>
    public static TransitionResult Validate(IdentityStanding standing, bool hasFiveStrictTraits, IdentityCheck check)
    {
        TransitionRefusal refusal =
            standing.IsBlocked ? TransitionRefusal.DoubtfulOrFictitious
            : standing.Status is IdentityStatus.Validated or IdentityStatus.Qualified
                ? TransitionRefusal.AlreadyValidated
            : !hasFiveStrictTraits ? TransitionRefusal.StrictTraitMissing
            : check.Document == IdentityDocument.None ? TransitionRefusal.NoDocumentChosen
            : !check.Document.IsHighConfidence(check.Circumstances) ? TransitionRefusal.DocumentNotOfHighConfidence
            : (check.Compared & StrictTraits.Needed) != StrictTraits.Needed ? TransitionRefusal.TraitsNotCompared
            : !check.CheckedAgainstPerson ? TransitionRefusal.NotCheckedAgainstPerson
            : TransitionRefusal.None;
        return Move(standing, refusal, standing.Status == IdentityStatus.Retrieved
            ? IdentityStatus.Qualified
            : IdentityStatus.Validated);
    }

    /// <summary>The INS is taken over: provisional becomes retrieved, validated becomes qualified.</summary>
    public static TransitionResult TakeIns(IdentityStanding standing, InsRetrieval retrieval)
    {
        TransitionRefusal refusal =
            standing.IsBlocked ? TransitionRefusal.DoubtfulOrFictitious
            : standing.Status is IdentityStatus.Retrieved or IdentityStatus.Qualified ? TransitionRefusal.AlreadyHasIns
            : (retrieval.Agreement & TraitDifference.ForbidsIns) != TraitDifference.None
                ? TransitionRefusal.InsDisagrees
            : retrieval.IsKnownElsewhere ? TransitionRefusal.InsAlreadyKnown
            : !retrieval.CheckedAgainstPerson ? TransitionRefusal.InsNotCheckedAgainstPerson
            : TransitionRefusal.None;
        return Move(standing, refusal, standing.Status == IdentityStatus.Validated
            ? IdentityStatus.Qualified
            : IdentityStatus.Retrieved);
    }

    /// <summary>
    /// The INS is taken away (it was another person's): retrieved becomes provisional, qualified validated.
    /// </summary>
    public static TransitionResult DropIns(IdentityStanding standing) =>
        standing.Status is IdentityStatus.Retrieved or IdentityStatus.Qualified
            ? Move(standing, TransitionRefusal.None, standing.Status == IdentityStatus.Qualified
                ? IdentityStatus.Validated
                : IdentityStatus.Provisional)
            : Move(standing, TransitionRefusal.HasNoIns, standing.Status);

    /// <summary>The check with a document is taken back: validated becomes provisional, qualified retrieved.</summary>
    public static TransitionResult DropValidation(IdentityStanding standing) =>
        standing.Status is IdentityStatus.Validated or IdentityStatus.Qualified
            ? Move(standing, TransitionRefusal.None, standing.Status == IdentityStatus.Qualified
                ? IdentityStatus.Retrieved
                : IdentityStatus.Provisional)
            : Move(standing, TransitionRefusal.NotValidated, standing.Status);

    /// <summary>
    /// Sets the marks. Doubtful and fictitious pull the identity back to provisional at once (EXI SI 09); taking them
    /// off does not give the old status back: the identity is checked anew.
    /// </summary>
    public static IdentityStanding Mark(IdentityStanding standing, IdentityAttributes attributes)
    {
        IdentityStanding marked = standing with { Attributes = attributes };
        return marked.IsBlocked ? marked with { Status = IdentityStatus.Provisional } : marked;
    }

    /// <summary>
    /// A strict trait was changed by hand. What INSi or a document had confirmed is no longer what is recorded, so
    /// the identity is provisional again; a change of the first given name that still agrees with the list changes
    /// nothing (EXI SI 30).
    /// </summary>
    public static IdentityStanding AfterChange(IdentityStanding standing, TraitDifference changed)
    {
        TraitDifference weighty = changed & ~(TraitDifference.FirstGivenName | TraitDifference.UsedNames);
        return weighty == TraitDifference.None && (changed & TraitDifference.GivenNamesClash) == TraitDifference.None
            ? standing
            : standing with { Status = IdentityStatus.Provisional };
    }

    /// <summary>
    /// The status of an identity received from elsewhere (EXI SI 33, EXI SI 34). Without a trust contract, or below
    /// qualified, it is provisional; under one, qualified when INSi agrees and validated otherwise. What is known
    /// here with a higher status stays.
    /// </summary>
    public static IdentityStatus Receive(
        IdentityStatus sent, bool underTrustContract, bool insiAgrees, IdentityStatus? knownHere)
    {
        IdentityStatus received = !underTrustContract || sent != IdentityStatus.Qualified ? IdentityStatus.Provisional
            : insiAgrees ? IdentityStatus.Qualified
            : IdentityStatus.Validated;
        return knownHere is { } known && known > received ? known : received;
    }

    private static TransitionResult Move(IdentityStanding standing, TransitionRefusal refusal, IdentityStatus next) =>
        refusal == TransitionRefusal.None ? new(standing with { Status = next }, refusal) : new(standing, refusal);
}

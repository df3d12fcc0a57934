namespace Serment.Records.Patients.Identity;

/// <summary>What somebody does to the standing of an identity, its traits left as they are.</summary>
public abstract record StandingChange
{
    private protected StandingChange()
    {
    }

    /// <summary>The identity afterwards, or as it was with the rule that forbids the change.</summary>
    public abstract StandingChanged Apply(PatientIdentity identity, DateOnly today);
}

/// <summary>An identity after an attempt to change its standing.</summary>
public sealed record StandingChanged(PatientIdentity Identity, TransitionRefusal Refusal)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(StandingChanged);
}

/// <summary>The identity is checked with a document (EXI PP 08, EXI PP 09).</summary>
public sealed record DocumentChecked(IdentityCheck Check) : StandingChange
{
    /// <inheritdoc/>
    public override StandingChanged Apply(PatientIdentity identity, DateOnly today)
    {
        // Whether somebody is a minor is the birth date's to say, not the form's.
        IdentityCheck check = Check with
        {
            Circumstances = Check.Circumstances with { IsMinor = IsMinor(identity, today) },
        };
        TransitionResult result =
            IdentityTransitions.Validate(identity.Standing, identity.HasFiveStrictTraits, check);
        return result.IsAllowed
            ? new(
                identity.WithStanding(result.Standing) with
                {
                    CheckedWith = check.Document,
                    CheckedOn = today,
                    Compared = check.Compared,
                },
                TransitionRefusal.None)
            : new(identity, result.Refusal);
    }

    /// <summary>Whether the person is under age today.</summary>
    public static bool IsMinor(PatientIdentity identity, DateOnly today) =>
        identity.BirthDate is { IsEmpty: false } born && born.AgeYears(today) < IdentityDocuments.MajorityYears;
}

/// <summary>The check is taken back: it was a mistake, or another person's document.</summary>
public sealed record CheckWithdrawn : StandingChange
{
    /// <inheritdoc/>
    public override StandingChanged Apply(PatientIdentity identity, DateOnly today)
    {
        TransitionResult result = IdentityTransitions.DropValidation(identity.Standing);
        return new(
            result.IsAllowed ? identity.WithStanding(result.Standing) : identity, result.Refusal);
    }
}

/// <summary>The marks are set (EXI SI 22); doubtful and fictitious cost the status (EXI SI 09).</summary>
public sealed record IdentityMarked(IdentityAttributes Marks) : StandingChange
{
    /// <inheritdoc/>
    public override StandingChanged Apply(PatientIdentity identity, DateOnly today) =>
        new(
            identity.WithStanding(IdentityTransitions.Mark(identity.Standing, Marks)), TransitionRefusal.None);
}

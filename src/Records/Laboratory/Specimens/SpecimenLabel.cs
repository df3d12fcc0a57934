namespace Serment.Records.Laboratory.Specimens;

/// <summary>What stands on one label. On a bench label nobody is named.</summary>
/// <param name="Code">What the bars say: the tube's number, or a wristband's record number.</param>
/// <param name="First">First line: the container, or on a wristband the name.</param>
/// <param name="Mark">The section's mark, a few letters; empty for none.</param>
/// <param name="IsUrgent">Whether it is urgent.</param>
/// <param name="Person">The name on a collection label; null on a bench label.</param>
public sealed record SpecimenLabel(string Code, string First, string Mark, bool IsUrgent, string? Person)
{
    /// <summary>
    /// Birth date and sex of a collection label, on a line of their own: a long name is shortened, these never are.
    /// </summary>
    public string? Birth { get; init; }

    /// <summary>Labels of one file.</summary>
    public const int MaxLabels = 200;

    /// <summary>The word that marks an urgent one: the same in every language, as it is read in the laboratory.</summary>
    public const string UrgentMark = "URGENT";

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SpecimenLabel);
}

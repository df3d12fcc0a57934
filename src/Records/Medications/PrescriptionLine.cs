namespace Serment.Records.Medications;

/// <summary>Where a line stands; FHIR's <c>MedicationRequest.status</c>.</summary>
public enum LineState : byte
{
    /// <summary>Being written; nobody acts on it.</summary>
    Draft = 1,

    /// <summary>Signed and in force.</summary>
    Active = 2,

    /// <summary>Ended before its time, with a reason.</summary>
    Stopped = 3,

    /// <summary>Its time is over, or a renewal has taken its place.</summary>
    Completed = 4,

    /// <summary>A draft that was thrown away.</summary>
    Cancelled = 5,

    /// <summary>It was never so.</summary>
    EnteredInError = 6,
}

/// <summary>Why a pharmacist may not substitute (article L. 5125-23 of the French public health code).</summary>
public enum NoSubstitution : byte
{
    /// <summary>She may.</summary>
    None = 0,

    /// <summary>MTE: a narrow therapeutic margin.</summary>
    NarrowMargin = 1,

    /// <summary>EFG: a child for whom no generic has a fitting form.</summary>
    ChildForm = 2,

    /// <summary>CIF: an excipient that is formally contraindicated.</summary>
    Excipient = 3,
}

/// <summary>Why a line was stopped.</summary>
public enum StopReason : byte
{
    /// <summary>No longer needed.</summary>
    NotNeeded = 1,

    /// <summary>It did not help.</summary>
    NoEffect = 2,

    /// <summary>It did harm.</summary>
    AdverseEffect = 3,

    /// <summary>Allergy or contraindication found.</summary>
    Contraindicated = 4,

    /// <summary>The patient's wish.</summary>
    PatientWish = 5,

    /// <summary>Not to be had.</summary>
    Unavailable = 6,

    /// <summary>Another line has taken its place.</summary>
    Changed = 7,

    /// <summary>Renewed by another line.</summary>
    Renewed = 8,

    /// <summary>Prescribed by mistake.</summary>
    Mistake = 9,
}

/// <summary>Where it is given.</summary>
public enum LineSetting : byte
{
    /// <summary>By the unit's staff.</summary>
    Ward = 1,

    /// <summary>By the patient: a prescription to take to a pharmacy.</summary>
    Home = 2,
}

/// <summary>
/// One line of a prescription: a drug of the database, or a free text that nothing checks; how it is taken.
/// </summary>
public sealed record PrescriptionLine
{
    /// <summary>Steps of one dosage.</summary>
    public const int MaxSteps = 6;

    /// <summary>Longest free text.</summary>
    public const int MaxFreeTextChars = 500;

    /// <summary>Longest note.</summary>
    public const int MaxNoteChars = 300;

    /// <summary>The drug's CIS code; null for a free text.</summary>
    public string? Cis { get; init; }

    /// <summary>The drug's name as prescribed, or the free text.</summary>
    public required string Name { get; init; }

    /// <summary>The route, in the drug database's words; null for a free text.</summary>
    public string? Route { get; init; }

    /// <summary>How it is taken; empty for a free text.</summary>
    public IReadOnlyList<DoseStep> Steps { get; init; } = [];

    /// <summary>From when, by the clock of the house.</summary>
    public required DateTime Start { get; init; }

    /// <summary>Whether and why nothing may be put in its place.</summary>
    public NoSubstitution NoSubstitution { get; init; }

    /// <summary>A word to whoever gives it.</summary>
    public string? Note { get; init; }

    /// <summary>Nothing of a free text is checked or planned.</summary>
    public bool IsFreeText => Cis is null;

    /// <summary>The days that it lasts; null without end. Steps together last as long as the longest of them.</summary>
    public int? TotalDays =>
        Steps.Count == 0 || Steps.Any(step => step.DurationDays is null)
            ? null
            : StepGroups.Of(Steps).Sum(group => group.Max(step => step.DurationDays!.Value));

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PrescriptionLine);
}

/// <summary>Steps that are given together, group after group.</summary>
internal static class StepGroups
{
    /// <summary>The groups, in their order; none is empty.</summary>
    internal static List<List<DoseStep>> Of(IReadOnlyList<DoseStep> steps)
    {
        List<List<DoseStep>> groups = [];
        foreach (DoseStep step in steps)
        {
            if (step.IsTogether && groups.Count > 0)
            {
                groups[^1].Add(step);
            }
            else
            {
                groups.Add([step]);
            }
        }

        return groups;
    }
}

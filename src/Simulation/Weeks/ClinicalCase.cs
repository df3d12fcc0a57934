namespace Serment.Simulation.Weeks;

/// <summary>Whom a case can happen to.</summary>
public enum CaseGroup
{
    /// <summary>An adult of either sex.</summary>
    Adult,

    /// <summary>Somebody of 65 years or more.</summary>
    Elderly,

    /// <summary>A woman who gives birth.</summary>
    Mother,
}

/// <summary>A medicine of a case, as a line of a prescription.</summary>
/// <param name="Cis">CIS code in the public drug database.</param>
/// <param name="DoseQuantity">How many units of the form at a time.</param>
/// <param name="TimesPerDay">From 1 to 4; 0 for "if needed".</param>
/// <param name="Route">The database's word: orale, intraveineuse, sous-cutanée, inhalée.</param>
/// <param name="Days">How long.</param>
/// <param name="If">For a conditional line: the condition.</param>
public sealed record CaseMedicine(
    string Cis, decimal DoseQuantity, int TimesPerDay, string Route, int Days, string? If = null);

/// <summary>Vital signs on arrival and when all is well again; what lies between is drawn.</summary>
/// <param name="Temperature">Degrees Celsius on arrival.</param>
/// <param name="Pulse">Beats a minute on arrival.</param>
/// <param name="Systolic">Systolic pressure in mmHg on arrival.</param>
/// <param name="RespiratoryRate">Breaths a minute on arrival.</param>
/// <param name="Saturation">SpO2 in per cent on arrival.</param>
/// <param name="OnOxygen">Whether oxygen is given at first.</param>
/// <param name="Pain">0 to 10 on arrival.</param>
public sealed record CaseVitals(
    decimal Temperature, int Pulse, int Systolic, int RespiratoryRate, int Saturation, bool OnOxygen, int Pain);

/// <summary>An illness as a ward sees it: code, story, treatment, care. Invented, and nobody's.</summary>
public sealed record ClinicalCase
{
    /// <summary>CIM-10 code of the main problem.</summary>
    public required string Code { get; init; }

    /// <summary>The main problem in words.</summary>
    public required string Title { get; init; }

    /// <summary>The ward's code.</summary>
    public required string Unit { get; init; }

    /// <summary>Whom it happens to.</summary>
    public CaseGroup Group { get; init; } = CaseGroup.Adult;

    /// <summary>Days of stay, at least and at most.</summary>
    public required (int Least, int Most) Days { get; init; }

    /// <summary>Other problems: CIM-10 code and words.</summary>
    public IReadOnlyList<(string Code, string Title)> Others { get; init; } = [];

    /// <summary>Why the patient came: the admission note's first paragraph.</summary>
    public required string Story { get; init; }

    /// <summary>What was found.</summary>
    public required string Findings { get; init; }

    /// <summary>What is planned.</summary>
    public required string Plan { get; init; }

    /// <summary>A day's progress, in the order of the days; the last one stays.</summary>
    public required IReadOnlyList<string> Progress { get; init; }

    /// <summary>Vital signs on arrival.</summary>
    public required CaseVitals Vitals { get; init; }

    /// <summary>The prescription.</summary>
    public required IReadOnlyList<CaseMedicine> Medicines { get; init; }

    /// <summary>Nursing care: words and how often, in hours.</summary>
    public required IReadOnlyList<(string Title, int EveryHours)> Care { get; init; }
}

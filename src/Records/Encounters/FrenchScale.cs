namespace Serment.Records.Encounters;

/// <summary>The levels of the FRENCH triage scale, the most urgent first. The numbers are stored.</summary>
public enum TriageLevel : byte
{
    /// <summary>1: major distress.</summary>
    Tri1 = 1,

    /// <summary>2: an organ patently failing, or a severe injury.</summary>
    Tri2 = 2,

    /// <summary>3A: an organ potentially failing, with comorbidity or sent by a physician.</summary>
    Tri3A = 3,

    /// <summary>3B: the same without.</summary>
    Tri3B = 4,

    /// <summary>4: a stable functional problem.</summary>
    Tri4 = 5,

    /// <summary>5: no evident problem.</summary>
    Tri5 = 6,
}

/// <summary>
/// The FRENCH scale (FRench Emergency Nurses Classification in Hospital) of the Société française de médecine
/// d'urgence: version 1, March 2018; Taboulet P. et al., Ann. Fr. Med. Urgence 2019, 9:51-59. For each level it says
/// within how many minutes of the arrival a physician is to see the patient: at once, 20, 60, 90, 120, 240.
/// </summary>
public static class FrenchScale
{
    /// <summary>The levels, the most urgent first.</summary>
    public static IReadOnlyList<TriageLevel> Levels { get; } = Enum.GetValues<TriageLevel>();

    /// <summary>How it is written: 1, 2, 3A, 3B, 4, 5.</summary>
    public static string CodeOf(TriageLevel level) => level.ToString()[3..];

    /// <summary>Within how many minutes of the arrival a physician is to see the patient.</summary>
    public static int DelayMinutes(TriageLevel level) => level switch
    {
        TriageLevel.Tri1 => 0,
        TriageLevel.Tri2 => 20,
        TriageLevel.Tri3A => 60,
        TriageLevel.Tri3B => 90,
        TriageLevel.Tri4 => 120,
        _ => 240,
    };

    /// <summary>Minutes that somebody has waited for a physician.</summary>
    public static int WaitedMinutes(DateTimeOffset arrived, DateTimeOffset? seen, DateTimeOffset now) =>
        (int)Math.Max(0, Math.Floor(((seen ?? now) - arrived).TotalMinutes));

    /// <summary>Whether somebody who is not seen yet has waited longer than the scale allows.</summary>
    public static bool IsOverdue(
        TriageLevel? level, DateTimeOffset arrived, DateTimeOffset? seen, DateTimeOffset now) =>
        level is { } known && seen is null && now - arrived > TimeSpan.FromMinutes(DelayMinutes(known));
}

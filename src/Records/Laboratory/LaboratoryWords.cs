namespace Serment.Records.Laboratory;

/// <summary>The parts of a laboratory. Numbers stand in rows: never reuse one.</summary>
public enum Section : byte
{
    /// <summary>Blood counts, reticulocytes, sedimentation.</summary>
    Haematology = 1,

    /// <summary>Clotting.</summary>
    Haemostasis = 2,

    /// <summary>Chemistry of blood, proteins, enzymes, drugs.</summary>
    Biochemistry = 3,

    /// <summary>Hormones, markers, vitamins.</summary>
    Hormones = 4,

    /// <summary>Antigens and antibodies of infections, autoimmunity.</summary>
    Serology = 5,

    /// <summary>Blood groups, irregular antibodies.</summary>
    ImmunoHaematology = 6,

    /// <summary>Chemistry and cells of urine.</summary>
    Urine = 7,

    /// <summary>Cultures, organisms, antibiograms.</summary>
    Bacteriology = 8,
}

/// <summary>How soon. The larger, the less.</summary>
public enum OrderPriority : byte
{
    /// <summary>In the usual time.</summary>
    Routine = 1,

    /// <summary>At once, by FHIR's <c>stat</c>.</summary>
    Urgent = 2,

    /// <summary>At a given time: a cycle, a trough level.</summary>
    Timed = 3,
}

/// <summary>Sex as reference ranges need it.</summary>
public enum LaboratorySex : byte
{
    /// <summary>Not known, or neither.</summary>
    Unknown = 0,

    /// <summary>Male.</summary>
    Male = 1,

    /// <summary>Female.</summary>
    Female = 2,
}

/// <summary>What a bench screen shows of a person beside the tube's number.</summary>
/// <param name="Sex">Sex.</param>
/// <param name="AgeDays">
/// Age when the analyses were ordered, in days: exact below 28 days, in whole months (of 30.4375 days) below two years,
/// else in whole years (of 365.25 days); -1 where the birth date is not known.
/// </param>
public readonly record struct BenchPerson(LaboratorySex Sex, int AgeDays)
{
    /// <summary>Days of a mean month.</summary>
    public const double DaysOfMonth = 30.4375;

    /// <summary>Days of a mean year.</summary>
    public const double DaysOfYear = 365.25;

    /// <summary>Nobody knows.</summary>
    public static BenchPerson Unknown { get; } = new(LaboratorySex.Unknown, -1);

    /// <summary>The age on a day, coarse enough that no birth date can be read from it.</summary>
    public static int AgeOn(DateOnly? birthDate, DateOnly day)
    {
        if (birthDate is not { } born || born > day)
        {
            return -1;
        }

        int days = day.DayNumber - born.DayNumber;
        int years = day.Year - born.Year - (day < born.AddYears(day.Year - born.Year) ? 1 : 0);
        return days < 28 ? days
            : years < 2 ? Math.Max(28, (int)Math.Floor(Math.Floor(days / DaysOfMonth) * DaysOfMonth))
            : (int)Math.Ceiling(years * DaysOfYear);
    }
}

/// <summary>Whether somebody must look at a value before it goes on.</summary>
public enum Attention : byte
{
    /// <summary>Within its limits.</summary>
    None = 0,

    /// <summary>Outside its range, implausible, or far from the last one.</summary>
    Look = 1,

    /// <summary>Critical: somebody must be called.</summary>
    Critical = 2,
}

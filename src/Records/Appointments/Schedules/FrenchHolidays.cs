namespace Serment.Records.Appointments.Schedules;

/// <summary>A public holiday.</summary>
public enum Holiday : byte
{
    /// <summary>1 January.</summary>
    NewYear = 1,

    /// <summary>The Friday before Easter; Alsace and Moselle.</summary>
    GoodFriday = 2,

    /// <summary>The Monday after Easter.</summary>
    EasterMonday = 3,

    /// <summary>1 May.</summary>
    LabourDay = 4,

    /// <summary>8 May.</summary>
    VictoryDay = 5,

    /// <summary>39 days after Easter.</summary>
    Ascension = 6,

    /// <summary>50 days after Easter.</summary>
    WhitMonday = 7,

    /// <summary>14 July.</summary>
    NationalDay = 8,

    /// <summary>15 August.</summary>
    Assumption = 9,

    /// <summary>1 November.</summary>
    AllSaints = 10,

    /// <summary>11 November.</summary>
    Armistice = 11,

    /// <summary>25 December.</summary>
    Christmas = 12,

    /// <summary>26 December; Alsace and Moselle.</summary>
    SecondChristmas = 13,
}

/// <summary>
/// The public holidays of metropolitan France (Code du travail, L. 3133-1) and the two more of Alsace and Moselle
/// (L. 3134-13).
/// </summary>
public static class FrenchHolidays
{
    /// <summary>The holiday of a day; null for other days.</summary>
    public static Holiday? On(DateOnly day, bool isAlsaceMoselle)
    {
        foreach ((DateOnly date, Holiday holiday) in Of(day.Year, isAlsaceMoselle))
        {
            if (date == day)
            {
                return holiday;
            }
        }

        return null;
    }

    /// <summary>A year's holidays in order.</summary>
    public static IReadOnlyList<(DateOnly Date, Holiday Holiday)> Of(int year, bool isAlsaceMoselle)
    {
        DateOnly easter = EasterSunday(year);
        List<(DateOnly Date, Holiday Holiday)> days =
        [
            (new(year, 1, 1), Holiday.NewYear), (easter.AddDays(1), Holiday.EasterMonday),
            (new(year, 5, 1), Holiday.LabourDay), (new(year, 5, 8), Holiday.VictoryDay),
            (easter.AddDays(39), Holiday.Ascension), (easter.AddDays(50), Holiday.WhitMonday),
            (new(year, 7, 14), Holiday.NationalDay), (new(year, 8, 15), Holiday.Assumption),
            (new(year, 11, 1), Holiday.AllSaints), (new(year, 11, 11), Holiday.Armistice),
            (new(year, 12, 25), Holiday.Christmas),
        ];
        if (isAlsaceMoselle)
        {
            days.Add((easter.AddDays(-2), Holiday.GoodFriday));
            days.Add((new(year, 12, 26), Holiday.SecondChristmas));
        }

        return [.. days.OrderBy(one => one.Date)];
    }

    /// <summary>
    /// Easter of the Gregorian calendar, by the method printed anonymously in Nature, 20 April 1876 (Meeus,
    /// Astronomical Algorithms, chapter 8).
    /// </summary>
    public static DateOnly EasterSunday(int year)
    {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int d = b / 4;
        int e = b % 4;
        int f = (b + 8) / 25;
        int g = (b - f + 1) / 3;
        int h = ((19 * a) + b - d - g + 15) % 30;
        int i = c / 4;
        int k = c % 4;
        int l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        int m = (a + (11 * h) + (22 * l)) / 451;
        int n = h + l - (7 * m) + 114;
        return new(year, n / 31, (n % 31) + 1);
    }
}

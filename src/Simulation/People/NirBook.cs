using System.Globalization;

namespace Serment.Simulation.People;

/// <summary>
/// Hands out NIR that no two people share. It counts births by sex, month and place in one table of fixed size, so
/// memory does not grow with the number of people.
/// </summary>
internal sealed class NirBook(int places)
{
    private const int MaxOrder = 999;
    private const int Months = 1200;

    private readonly ushort[] given = new ushort[2 * Months * places];

    /// <summary>A NIR with its key, or null when the place has had 999 births of that sex in that month.</summary>
    public string? Next(Sex sex, int year, int month, Place place)
    {
        int cell = (((((int)sex - 1) * Months) + ((year % 100) * 12) + month - 1) * places) + place.Number;
        if (given[cell] >= MaxOrder)
        {
            return null;
        }

        // 617 and 999 have no common divisor, so the order numbers jump about and none comes twice.
        int order = 1 + (int)(((cell * 31L) + (given[cell]++ * 617L)) % MaxOrder);
        string body = string.Create(
            CultureInfo.InvariantCulture, $"{(int)sex}{year % 100:D2}{month:D2}{place.CodeIn(year)}{order:D3}");
        return string.Create(CultureInfo.InvariantCulture, $"{body}{Identifiers.NirKey(body):D2}");
    }
}

using System.Globalization;
using Serment.Simulation.Draws;

namespace Serment.Simulation.People;

/// <summary>A commune, or a country for a birth abroad.</summary>
/// <param name="Number">Its place in the table, from 0.</param>
/// <param name="InseeCode">Five characters; 99 and a country's three digits for a birth abroad.</param>
/// <param name="Name">In mixed letters.</param>
/// <param name="PostalCode">One of its postal codes; empty for a country.</param>
/// <param name="FromYear">The first year in which a birth there bears this code.</param>
public sealed record Place(int Number, string InseeCode, string Name, string PostalCode, int FromYear)
{
    /// <summary>The first two characters of the code.</summary>
    public string Department { get; } = InseeCode[..2];

    /// <summary>The name in capitals without accents, as on letters.</summary>
    public string PostalName { get; } = Name.In(NameStyle.PlainCapitals);

    /// <summary>The code that a birth in <paramref name="year"/> bears. Corsica was one department, 20, until
    /// 1976.</summary>
    public string CodeIn(int year) =>
        year < 1976 && InseeCode[0] == '2' && InseeCode[1] is 'A' or 'B' ? "20" + InseeCode[2..] : InseeCode;
}

/// <summary>Where generated people are born and live.</summary>
public sealed class PlaceSource
{
    private const double NearFactor = 6;
    private const double AbroadShare = 0.07;
    private const int ParisRegionFromYear = 1968;

    // Countries by INSEE code, with the first year whose births bear that code, and a weight. Earlier births in
    // territories that France then administered have departmental codes, which are left out here.
    private static readonly (string Code, string Name, int FromYear, int Weight)[] Countries =
    [
        ("99352", "Algérie", 1963, 30), ("99350", "Maroc", 1957, 26), ("99351", "Tunisie", 1957, 14),
        ("99139", "Portugal", 1900, 16), ("99127", "Italie", 1900, 8), ("99134", "Espagne", 1900, 8),
        ("99131", "Belgique", 1900, 5), ("99132", "Royaume-Uni", 1900, 8), ("99341", "Sénégal", 1961, 6),
        ("99326", "Côte d'Ivoire", 1961, 6), ("99208", "Turquie", 1924, 7), ("99114", "Roumanie", 1900, 5),
        ("99122", "Pologne", 1919, 4), ("99216", "Chine", 1950, 4), ("99140", "Suisse", 1900, 2),
    ];

    private readonly WeightedDraw<Place> births;
    private readonly Dictionary<string, WeightedDraw<Place>> homes;

    private PlaceSource()
    {
        List<(Place Place, double People, bool Near)> communes = [];
        foreach (string[] row in EmbeddedTable.Rows("communes.csv"))
        {
            // The departments around Paris were cut out of others in 1968; births before have other codes.
            bool young = row[0].AsSpan(0, 2) is "91" or "92" or "93" or "94" or "95";
            Place place = new(communes.Count, row[0], row[1], row[2], young ? ParisRegionFromYear : 1900);
            communes.Add((place, double.Parse(row[3], CultureInfo.InvariantCulture), row[4] is "1"));
        }

        Communes = [.. communes.Select(commune => commune.Place)];
        double inFrance = communes.Sum(commune => commune.People * (commune.Near ? NearFactor : 1));
        double abroad = inFrance * AbroadShare / Countries.Sum(country => country.Weight);
        births = new WeightedDraw<Place>(communes
            .Select(commune => (commune.Place, commune.People * (commune.Near ? NearFactor : 1)))
            .Concat(Countries.Select((country, i) =>
                (new Place(communes.Count + i, country.Code, country.Name, "", country.FromYear),
                    country.Weight * abroad))));
        Total = communes.Count + Countries.Length;
        homes = communes.GroupBy(commune => commune.Place.Department, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => new WeightedDraw<Place>(group.Select(commune => (commune.Place, commune.People))),
            StringComparer.Ordinal);
    }

    /// <summary>The places, read once.</summary>
    public static PlaceSource Shared { get; } = new();

    /// <summary>All communes, by code.</summary>
    public IReadOnlyList<Place> Communes { get; }

    /// <summary>Communes and countries together; <see cref="Place.Number"/> is below it.</summary>
    public int Total { get; }

    /// <summary>A place of birth whose code is right for the year.</summary>
    public Place Birthplace(SeededSource source, int year)
    {
        Place place;
        do
        {
            place = births.Draw(source);
        }
        while (year < place.FromYear);

        return place;
    }

    /// <summary>A commune to live in, of one department.</summary>
    public Place Home(SeededSource source, string department) => homes[department].Draw(source);
}

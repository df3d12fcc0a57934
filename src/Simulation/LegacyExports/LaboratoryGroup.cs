using System.Globalization;
using Serment.Simulation.Draws;
using Serment.Simulation.People;

namespace Serment.Simulation.LegacyExports;

/// <summary>One laboratory of the group, with its habits of writing.</summary>
internal sealed record LaboratorySite(
    string Code,
    string Finess,
    string Department,
    NameStyle Style,
    string PhoneGap,
    string Country,
    bool SexInDigits,
    Prescriber[] Prescribers,
    Sampler[] Samplers);

internal sealed record Prescriber(string Rpps, string Title, string Name, string PostalCode);

internal sealed record Sampler(string Code, string Name);

/// <summary>A group of 28 laboratories in the west, the centre and Corsica: the same for every export with its
/// seed.</summary>
internal sealed class LaboratoryGroup
{
    private const int PrescribersPerSite = 28;
    private const int SamplersPerSite = 5;

    private static readonly string[] Towns =
    [
        "56260", "56121", "56178", "56007", "56165", "56098", "22278", "22113", "22070", "22050", "22136", "35238",
        "35288", "35115", "29019", "29232", "29151", "27229", "27681", "27375", "45234", "45208",
        "45155", "41018", "41269",
        "2A004", "2B033", "2A247",
    ];

    private readonly WeightedDraw<LaboratorySite> bySize;

    public LaboratoryGroup(string seed)
    {
        SeededSource source = new("laboratory group " + seed);
        Sites = [.. Towns.Select((town, i) => Site(source, i, town[..2]))];
        bySize = new WeightedDraw<LaboratorySite>(Sites.Select((site, i) => (site, 3.0 + ((i * 7) % 11))));
    }

    public LaboratorySite[] Sites { get; }

    public LaboratorySite Draw(SeededSource source) => bySize.Draw(source);

    /// <summary>Most prescriptions come from around the site; the first of its list write the most.</summary>
    public Prescriber Prescriber(SeededSource source, LaboratorySite site)
    {
        Prescriber[] among = source.Chance(0.92) ? site.Prescribers : source.Pick<LaboratorySite>(Sites).Prescribers;
        return among[(int)(source.Unit() * source.Unit() * among.Length)];
    }

    private static LaboratorySite Site(SeededSource source, int i, string department)
    {
        NameStyle style = (i % 7) switch
        {
            3 => NameStyle.Mixed,
            5 => NameStyle.AccentedCapitals,
            _ => NameStyle.PlainCapitals,
        };
        return new LaboratorySite(
            string.Create(CultureInfo.InvariantCulture, $"S{i + 1:D2}"),
            Identifiers.Finess(department, 2000 + (i * 41)),
            department,
            style,
            (i % 4) switch { 1 => " ", 2 => ".", _ => "" },
            (i % 4) switch { 1 => "FR", 2 => "", _ => "FRANCE" },
            i % 5 == 0,
            [.. Enumerable.Range(0, PrescribersPerSite).Select(n => NewPrescriber(source, (i * 100) + n, department))],
            [.. Enumerable.Range(0, SamplersPerSite).Select(n => NewSampler(source, i, n))]);
    }

    private static Prescriber NewPrescriber(SeededSource source, int number, string department)
    {
        Sex sex = source.Chance(0.55) ? Sex.Male : Sex.Female;
        string surname = NameSource.Shared.Surname(source).In(NameStyle.PlainCapitals);
        string given = NameSource.Shared.GivenName(source, sex, source.Between(1955, 1985));
        string name = surname + " " + given.In(number % 3 == 0 ? NameStyle.Mixed : NameStyle.PlainCapitals);
        string rpps = Identifiers.Rpps((number * 2503) + source.Below(2500));
        return new Prescriber(
            rpps,
            (number % 4 == 0 ? "Dr " : "DR ") + name,
            name,
            PlaceSource.Shared.Home(source, department).PostalCode);
    }

    private static Sampler NewSampler(SeededSource source, int site, int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"P{site + 1:D2}{number}"),
        "IDE " + NameSource.Shared.Surname(source).In(NameStyle.PlainCapitals) + " " +
            (char)('A' + source.Below(26)) + ".");
}

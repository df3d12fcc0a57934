using System.Globalization;
using Serment.Simulation.Draws;

namespace Serment.Simulation.People;

/// <summary>
/// Makes people, one after the other, from a seed. Now and then the next one is the twin of the one before, or a
/// namesake born on the same day. Memory does not grow with the number of people.
/// </summary>
public sealed class PersonSource
{
    private const double TwinShare = 0.012;
    private const double SameSexTwins = 0.67;
    private const double NamesakeShare = 0.0006;
    private const double WomenShare = 0.58;
    private const double DoubleNameShare = 0.02;
    private const double MarriedNameShare = 0.55;
    private const int MarriedFromAge = 23;
    private const int ChildBelowAge = 16;
    private const int OldestTwin = 70;

    private static readonly string[] MailDomains =
        ["courrier.example", "boite.example", "lettres.example", "poste.example", "message.example"];

    private readonly SeededSource source;
    private readonly NameSource names = NameSource.Shared;
    private readonly PlaceSource places = PlaceSource.Shared;
    private readonly NirBook book;
    private FictitiousPerson? previous;
    private int count;

    /// <summary>Draws from <paramref name="source"/>, which may serve other draws too.</summary>
    public PersonSource(SeededSource source)
    {
        this.source = source;
        book = new NirBook(places.Total);
    }

    /// <summary>How many people there are so far.</summary>
    public int Count => count;

    /// <summary>Somebody who lives in <paramref name="department"/> in <paramref name="year"/>.</summary>
    public FictitiousPerson Next(int year, string department)
    {
        FictitiousPerson? before = previous;
        double kind = source.Unit();
        FictitiousPerson? person = null;
        if (before is not null && kind < TwinShare && before.AgeIn(year) < OldestTwin)
        {
            person = Twin(before);
        }
        else if (before is not null && kind > 1 - NamesakeShare)
        {
            person = Single(year, department, before);
        }

        bool apart = person is not null;
        person ??= Single(year, department, null);
        previous = apart ? null : person;
        return person;
    }

    private FictitiousPerson? Twin(FictitiousPerson first)
    {
        Sex sex = source.Chance(SameSexTwins) ? first.Sex : Other(first.Sex);
        string? nir = book.Next(sex, first.BirthDate.Year, first.BirthDate.Month, first.Birthplace);
        if (nir is null)
        {
            return null;
        }

        string given;
        do
        {
            given = names.GivenName(source, sex, first.BirthDate.Year);
        }
        while (string.Equals(given, first.GivenNames[0], StringComparison.Ordinal));

        first.TwinRank = 1;
        return Contact(new FictitiousPerson
        {
            Number = ++count,
            Sex = sex,
            BirthDate = first.BirthDate,
            Birthplace = first.Birthplace,
            Nir = nir,
            BirthName = first.BirthName,
            UsedName = first.BirthName,
            GivenNames = Together(given, MoreNames(sex, first.BirthDate.Year)),
            TwinRank = 2,
            Address = first.Address,
            Landline = first.Landline,
            Insured = first.Insured,
        });
    }

    private FictitiousPerson Single(int year, string department, FictitiousPerson? namesakeOf)
    {
        Sex sex = namesakeOf?.Sex ?? (source.Chance(WomenShare) ? Sex.Female : Sex.Male);
        DateOnly birth = namesakeOf?.BirthDate ?? BirthDate(year);
        Place place;
        string? nir;
        do
        {
            place = places.Birthplace(source, birth.Year);
            nir = book.Next(sex, birth.Year, birth.Month, place);
        }
        while (nir is null);

        string surname = namesakeOf?.BirthName ?? Surname();
        int age = year - birth.Year;
        bool married = sex == Sex.Female && age >= MarriedFromAge && source.Chance(MarriedNameShare);
        string given = namesakeOf?.GivenNames[0] ?? names.GivenName(source, sex, birth.Year);
        return Contact(new FictitiousPerson
        {
            Number = ++count,
            Sex = sex,
            BirthDate = birth,
            Birthplace = place,
            Nir = nir,
            BirthName = surname,
            UsedName = married ? names.Surname(source) : surname,
            GivenNames = Together(given, MoreNames(sex, birth.Year)),
            TwinRank = source.Chance(0.35) ? 1 : 0,
            Address = NewAddress(department),
            Landline = source.Chance(0.55) ? Identifiers.Landline(source) : "",
            Insured = age < ChildBelowAge ? Parent(surname, birth.Year) : null,
        });
    }

    /// <summary>A home in the department, or now and then somewhere else in France.</summary>
    public PostalAddress NewAddress(string department)
    {
        Place commune = source.Chance(0.95)
            ? places.Home(source, department)
            : places.Communes[source.Below(places.Communes.Count)];
        return AddressSource.Draw(source, commune);
    }

    /// <summary>A surname, now and then a double one.</summary>
    public string Surname() => source.Chance(DoubleNameShare)
        ? names.Surname(source) + "-" + names.Surname(source)
        : names.Surname(source);

    /// <summary>A new address for electronic mail, in a domain that cannot exist.</summary>
    public string Email(FictitiousPerson person)
    {
        string local = NameWriting.WithoutAccents(person.GivenNames[0] + "." + person.UsedName)
            .ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture, $"{local}{source.Below(100)}@{source.Pick<string>(MailDomains)}");
    }

    private FictitiousPerson Contact(FictitiousPerson person)
    {
        person.Mobile = source.Chance(0.74) ? Identifiers.Mobile(source) : "";
        person.Email = person.Insured is null && source.Chance(0.52) ? Email(person) : "";
        return person;
    }

    /// <summary>Who comes to a laboratory: few children, many over 65.</summary>
    private DateOnly BirthDate(int year)
    {
        double group = source.Unit();
        double within = source.Unit();
        int age = group switch
        {
            < 0.08 => (int)(within * 16),
            < 0.38 => 16 + (int)(within * 24),
            < 0.70 => 40 + (int)(within * 25),
            _ => 65 + (int)(within * within * 36),
        };
        int birthYear = year - Math.Max(age, 1);
        int month = source.Between(1, 12);
        return new DateOnly(birthYear, month, source.Between(1, DateTime.DaysInMonth(birthYear, month)));
    }

    private string[] MoreNames(Sex sex, int birthYear)
    {
        double kind = source.Unit();
        return kind switch
        {
            // The second and third given names are those of parents and grandparents.
            < 0.45 => [names.GivenName(source, sex, birthYear - 10), names.GivenName(source, sex, birthYear - 40)],
            < 0.75 => [names.GivenName(source, sex, birthYear - 25)],
            _ => [],
        };
    }

    /// <summary>No certificate gives the same name twice.</summary>
    private static string[] Together(string first, string[] more) =>
        [.. more.Prepend(first).Distinct(StringComparer.Ordinal)];

    private InsuredParent Parent(string childName, int birthYear)
    {
        Sex sex = source.Chance(0.6) ? Sex.Female : Sex.Male;
        string surname = sex == Sex.Male || source.Chance(0.6) ? childName : names.Surname(source);
        return new InsuredParent(surname, names.GivenName(source, sex, birthYear - 30));
    }

    private static Sex Other(Sex sex) => sex == Sex.Male ? Sex.Female : Sex.Male;
}

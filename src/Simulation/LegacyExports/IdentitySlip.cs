using Serment.Simulation.Draws;
using Serment.Simulation.People;

namespace Serment.Simulation.LegacyExports;

/// <summary>
/// The traits of a person as one row has them. A returning patient is sometimes written down differently: a misspelt
/// name, the birth name instead of the used one, a second given name, a wrong day of birth.
/// </summary>
internal sealed class IdentitySlip
{
    private static readonly (string From, string To)[] Spellings =
    [
        ("ph", "f"), ("ck", "k"), ("eau", "au"), ("y", "i"), ("ault", "aud"), ("th", "t"), ("qu", "k"), ("ll", "l"),
        ("nn", "n"), ("tt", "t"), ("ss", "s"), ("è", "é"), ("ç", "c"), ("z", "s"),
    ];

    private static readonly (string Long, string Short)[] Ways =
    [
        ("RUE", "R"), ("AVENUE", "AV"), ("BOULEVARD", "BD"), ("ALLÉE", "ALL"), ("IMPASSE", "IMP"), ("CHEMIN", "CHE"),
        ("PLACE", "PL"), ("ROUTE", "RTE"),
    ];

    public string UsedName { get; private set; } = "";

    public string BirthName { get; private set; } = "";

    public string GivenName { get; private set; } = "";

    public DateOnly BirthDate { get; private set; }

    public string AddressLine1 { get; private set; } = "";

    /// <summary>This row registers the person a second time.</summary>
    public bool Doubled { get; private set; }

    /// <summary>Writes the person down correctly.</summary>
    public void Copy(FictitiousPerson person)
    {
        UsedName = person.UsedName;
        BirthName = person.BirthName;
        GivenName = person.GivenNames[0];
        BirthDate = person.BirthDate;
        AddressLine1 = person.Address.Line1;
        Doubled = false;
    }

    /// <summary>Makes one slip.</summary>
    public void Slip(SeededSource source, FictitiousPerson person)
    {
        switch (source.Below(100))
        {
            case < 30:
                bool same = string.Equals(UsedName, BirthName, StringComparison.Ordinal);
                UsedName = Misspell(source, UsedName);
                BirthName = same && source.Chance(0.7) ? UsedName : BirthName;
                break;
            case < 55:
                GivenName = Misspell(source, GivenName);
                break;
            case < 65:
                bool hasTwo = !string.Equals(UsedName, BirthName, StringComparison.Ordinal);
                (UsedName, BirthName) = hasTwo ? (BirthName, UsedName) : (UsedName, "");
                break;
            case < 70:
                (UsedName, GivenName) = (GivenName, UsedName);
                break;
            case < 80:
                AddressLine1 = NameWriting.WithoutAccents(Abbreviate(AddressLine1));
                break;
            case < 86:
                BirthDate = new DateOnly(BirthDate.Year, BirthDate.Month, source.Between(1, 28));
                break;
            case < 93 when person.GivenNames.Length > 1:
                GivenName = person.GivenNames[1];
                break;
            default:
                Doubled = true;
                break;
        }
    }

    private static string Abbreviate(string line)
    {
        foreach ((string whole, string brief) in Ways)
        {
            int at = line.IndexOf(" " + whole + " ", StringComparison.Ordinal);
            if (at >= 0)
            {
                return string.Concat(line.AsSpan(0, at + 1), brief, line.AsSpan(at + 1 + whole.Length));
            }
        }

        return line;
    }

    private static string Misspell(SeededSource source, string name)
    {
        int at = name.AsSpan().IndexOfAny("- '");
        if (at > 0 && source.Chance(0.6))
        {
            return source.Below(3) switch
            {
                0 => string.Concat(name.AsSpan(0, at), name[at] == '-' ? " " : "-", name.AsSpan(at + 1)),
                1 => name.Remove(at, 1),
                _ => at > 3 ? name[..at] : name.Remove(at, 1),
            };
        }

        foreach ((string from, string to) in Spellings)
        {
            int found = name.IndexOf(from, StringComparison.Ordinal);
            if (found >= 0 && source.Chance(0.55))
            {
                return string.Concat(name.AsSpan(0, found), to, name.AsSpan(found + from.Length));
            }
        }

        int i = name.Length < 3 ? 1 : source.Between(1, name.Length - 2);
        return source.Below(4) switch
        {
            0 when name.Length > 3 => name.Remove(i, 1),
            1 when i + 1 < name.Length =>
                string.Concat(name.AsSpan(0, i), name.AsSpan(i + 1, 1), name.AsSpan(i, 1), name.AsSpan(i + 2)),
            2 => name.Insert(i, name[i..(i + 1)]),
            _ => name.Insert(i, "aeiourstln"[source.Below(10)].ToString()),
        };
    }
}

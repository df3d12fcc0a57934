namespace Serment.Simulation.People;

/// <summary>
/// A person who does not exist: names, date and place of birth are drawn independently. What changes during a life
/// (home, telephone, used name) can be set.
/// </summary>
public sealed class FictitiousPerson
{
    /// <summary>Counts the people of one source, from 1.</summary>
    public required int Number { get; init; }

    public required Sex Sex { get; init; }

    public required DateOnly BirthDate { get; init; }

    public required Place Birthplace { get; init; }

    /// <summary>15 characters with the key; agrees with sex, birth year and month, and place.</summary>
    public required string Nir { get; init; }

    public required string BirthName { get; init; }

    public required string UsedName { get; set; }

    /// <summary>The given names of the birth certificate, one to three; the first is the one in use.</summary>
    public required string[] GivenNames { get; init; }

    /// <summary>1 or 2 for twins and some single births, as registers have it; 0 when not stated.</summary>
    public int TwinRank { get; set; }

    public required PostalAddress Address { get; set; }

    /// <summary>Ten digits, or empty.</summary>
    public string Landline { get; set; } = "";

    /// <summary>Ten digits, or empty.</summary>
    public string Mobile { get; set; } = "";

    /// <summary>In a domain that ends in .example, or empty.</summary>
    public string Email { get; set; } = "";

    /// <summary>The insured parent of a child; null for those insured themselves.</summary>
    public InsuredParent? Insured { get; init; }

    /// <summary>Age at the end of <paramref name="year"/>.</summary>
    public int AgeIn(int year) => year - BirthDate.Year;
}

/// <summary>Where somebody lives.</summary>
/// <param name="Line1">Number and street in capitals with accents, or a hamlet.</param>
/// <param name="Line2">A complement, or empty.</param>
/// <param name="Commune">The commune.</param>
public sealed record PostalAddress(string Line1, string Line2, Place Commune);

/// <summary>The parent under whose number a child is insured.</summary>
public sealed record InsuredParent(string Surname, string GivenName);

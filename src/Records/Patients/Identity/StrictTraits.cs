namespace Serment.Records.Patients.Identity;

/// <summary>The traits that somebody compares with a document (RNIV 1, section 3.3.3).</summary>
[Flags]
public enum StrictTraits : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Nom de naissance.</summary>
    BirthName = 1,

    /// <summary>Premier prénom de naissance.</summary>
    FirstGivenName = 2,

    /// <summary>Liste des prénoms de naissance: compared where the document has it.</summary>
    GivenNames = 4,

    /// <summary>Date de naissance.</summary>
    BirthDate = 8,

    /// <summary>Sexe.</summary>
    Sex = 16,

    /// <summary>Lieu de naissance.</summary>
    BirthPlace = 32,

    /// <summary>The five without which no identity is validated (EXI PP 02, EXI PP 08).</summary>
    Needed = BirthName | FirstGivenName | BirthDate | Sex | BirthPlace,
}

/// <summary>The single traits and their codes in stored resources.</summary>
public static class StrictTraitCodes
{
    /// <summary>Each trait by itself, in the order in which people read them.</summary>
    public static IReadOnlyList<StrictTraits> All { get; } =
    [
        StrictTraits.BirthName, StrictTraits.FirstGivenName, StrictTraits.GivenNames, StrictTraits.BirthDate,
        StrictTraits.Sex, StrictTraits.BirthPlace,
    ];

    /// <summary>The code of one trait.</summary>
    public static string Code(this StrictTraits trait) => trait switch
    {
        StrictTraits.BirthName => "birth-name",
        StrictTraits.FirstGivenName => "first-given-name",
        StrictTraits.GivenNames => "given-names",
        StrictTraits.BirthDate => "birth-date",
        StrictTraits.Sex => "sex",
        StrictTraits.BirthPlace => "birth-place",
        _ => throw new ArgumentOutOfRangeException(nameof(trait), "One trait at a time has a code."),
    };

    /// <summary>The trait of a code; none for anything else.</summary>
    public static StrictTraits FromCode(string? code) =>
        All.FirstOrDefault(trait => string.Equals(trait.Code(), code, StringComparison.Ordinal));
}

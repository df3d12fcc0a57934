using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Names;

namespace Serment.Records.Coverages.HealthCards;

/// <summary>The parts of a coverage that a card may bring. The names are form fields: never translate one.</summary>
public enum CardTrait
{
    /// <summary>NIR of the insured.</summary>
    InsuredNir,

    /// <summary>The fund.</summary>
    Insurer,

    /// <summary>Whether the patient is the insured.</summary>
    IsInsured,

    /// <summary>The rank.</summary>
    Rank,

    /// <summary>First day of the rights.</summary>
    From,

    /// <summary>Last day of the rights.</summary>
    Until,

    /// <summary>The exemption.</summary>
    Exemption,
}

/// <summary>A part that differs: what is stored, and what the card says.</summary>
public sealed record CardDifference(CardTrait Trait, string? Stored, string? OnCard)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CardDifference);
}

/// <summary>Traits of identity that differ between the record and a card.</summary>
[Flags]
public enum CardIdentityDifferences
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The birth name.</summary>
    BirthName = 1,

    /// <summary>The given name.</summary>
    GivenName = 2,

    /// <summary>The birth date.</summary>
    BirthDate = 4,
}

/// <summary>
/// Holds a card against a record, trait by trait. What the card says of an identity is only shown: a health card is no
/// proof of identity (RNIV), so that nothing of it is ever taken over from here.
/// </summary>
public static class CompareCard
{
    /// <summary>The line that a card says of one of its people.</summary>
    public static CoverageLine LineOf(HealthCard card, HealthCardBeneficiary one) => new()
    {
        Kind = CoverageKind.Mandatory, Insurer = card.Organisation, InsuredNir = card.InsuredNir,
        IsInsured = one.IsInsured, Rank = one.Rank, From = one.RightsFrom, Until = one.RightsUntil,
        Exemption = one.Exemption, Order = 1,
    };

    /// <summary>Whoever on the card has the record's birth date, and of several the one of its given name.</summary>
    public static HealthCardBeneficiary? FindIn(HealthCard card, PatientIdentity? who)
    {
        List<HealthCardBeneficiary> same =
            [.. card.Beneficiaries.Where(one => who is not null && !Differs(one, who, CardIdentityDifferences.BirthDate))];
        return same.Count <= 1
            ? same.FirstOrDefault()
            : same.Find(one => !Differs(one, who!, CardIdentityDifferences.GivenName));
    }

    /// <summary>What of the identity differs.</summary>
    public static CardIdentityDifferences Identity(HealthCardBeneficiary one, PatientIdentity who) =>
        Enum.GetValues<CardIdentityDifferences>()
            .Where(trait => trait != CardIdentityDifferences.None && Differs(one, who, trait))
            .Aggregate(CardIdentityDifferences.None, (all, trait) => all | trait);

    /// <summary>What of the coverage differs; all of it where none is stored.</summary>
    public static IReadOnlyList<CardDifference> Coverage(CoverageLine? stored, CoverageLine onCard) =>
    [
        .. Enum.GetValues<CardTrait>()
            .Select(trait => new CardDifference(
                trait, stored is null ? null : ValueOf(stored, trait), ValueOf(onCard, trait)))
            .Where(one => one.OnCard is not null && !string.Equals(one.Stored, one.OnCard, StringComparison.Ordinal)),
    ];

    /// <summary>A stored line with the chosen parts of the card's.</summary>
    public static CoverageLine Take(CoverageLine? stored, CoverageLine onCard, IReadOnlySet<CardTrait> chosen)
    {
        CoverageLine line = stored ?? new() { Kind = CoverageKind.Mandatory, Order = 1 };
        return line with
        {
            InsuredNir = chosen.Contains(CardTrait.InsuredNir) ? onCard.InsuredNir : line.InsuredNir,
            Insurer = chosen.Contains(CardTrait.Insurer) ? onCard.Insurer : line.Insurer,
            IsInsured = chosen.Contains(CardTrait.IsInsured) ? onCard.IsInsured : line.IsInsured,
            Rank = chosen.Contains(CardTrait.Rank) ? onCard.Rank : line.Rank,
            From = chosen.Contains(CardTrait.From) ? onCard.From : line.From,
            Until = chosen.Contains(CardTrait.Until) ? onCard.Until : line.Until,
            Exemption = chosen.Contains(CardTrait.Exemption) ? onCard.Exemption : line.Exemption,
        };
    }

    /// <summary>A part as text: days as FHIR writes them, enumerations by name.</summary>
    public static string? ValueOf(CoverageLine line, CardTrait trait) => trait switch
    {
        CardTrait.InsuredNir => line.InsuredNir,
        CardTrait.Insurer => line.Insurer,
        CardTrait.IsInsured => line.IsInsured ? "yes" : "no",
        CardTrait.Rank => line.Rank?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        CardTrait.From => line.From,
        CardTrait.Until => line.Until,
        _ => line.Exemption.ToString(),
    };

    private static bool Differs(HealthCardBeneficiary one, PatientIdentity who, CardIdentityDifferences trait) =>
        trait switch
        {
            CardIdentityDifferences.BirthName => !SameName(one.BirthName, who.BirthName),
            CardIdentityDifferences.GivenName => !SameName(one.GivenName, who.FirstGivenName),
            _ => !string.Equals(
                one.BirthDate,
                who.BirthDate?.DateToUse.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                StringComparison.Ordinal),
        };

    private static bool SameName(string onCard, string? stored) =>
        stored is not null && NameForm.AreSame(onCard, stored);
}

namespace Serment.Records.Coverages.HealthCards;

/// <summary>What a health card says: who is insured, with which fund, and who is covered with them.</summary>
/// <param name="InsuredNir">NIR of the insured, 15 characters with its key.</param>
/// <param name="Organisation">Regime, fund and centre: 2, 3 and 4 digits.</param>
/// <param name="Beneficiaries">Everybody on the card, at least one.</param>
public sealed record HealthCard(
    string InsuredNir, string Organisation, IReadOnlyList<HealthCardBeneficiary> Beneficiaries)
{
    /// <summary>People on one card.</summary>
    public const int MaxBeneficiaries = 19;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(HealthCard);
}

/// <summary>One person on a card.</summary>
/// <param name="Nir">Her own NIR, where the card has it.</param>
/// <param name="BirthName">Birth name.</param>
/// <param name="UsedName">Used name, where it differs.</param>
/// <param name="GivenName">First given name.</param>
/// <param name="BirthDate">As FHIR writes days; months of the lunar calendar are refused.</param>
/// <param name="Rank">Tells people of one birth date apart.</param>
/// <param name="IsInsured">Whether she is the insured.</param>
/// <param name="RightsFrom">First day of the rights.</param>
/// <param name="RightsUntil">Last day.</param>
/// <param name="Exemption">The exemption.</param>
public sealed record HealthCardBeneficiary(
    string? Nir, string BirthName, string? UsedName, string GivenName, string BirthDate, int Rank, bool IsInsured,
    string? RightsFrom, string? RightsUntil, CoverageExemption Exemption)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(HealthCardBeneficiary);
}

/// <summary>
/// A reader of health cards at the desk. The card itself needs the national reader and its licensed library; whatever
/// reads it hands the card's data set to this interface.
/// </summary>
public interface IHealthCardReader
{
    /// <summary>The card in the reader now; null when there is none.</summary>
    /// <exception cref="FormatException">What was read is not a card's data set; says what is wrong with it.</exception>
    Task<HealthCard?> ReadAsync(CancellationToken stop);
}

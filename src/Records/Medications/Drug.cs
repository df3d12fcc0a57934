namespace Serment.Records.Medications;

/// <summary>May it still be prescribed?</summary>
public enum DrugState : byte
{
    /// <summary>Authorised and on the market.</summary>
    Marketed = 1,

    /// <summary>Authorised, but not sold now.</summary>
    NotMarketed = 2,

    /// <summary>The authorisation is suspended.</summary>
    Suspended = 3,

    /// <summary>The authorisation has ended.</summary>
    Withdrawn = 4,
}

/// <summary>What the agency says of the supply.</summary>
public enum SupplyState : byte
{
    /// <summary>Nothing.</summary>
    Normal = 0,

    /// <summary>Out of stock.</summary>
    OutOfStock = 1,

    /// <summary>Scarce.</summary>
    Tension = 2,

    /// <summary>Its sale ends.</summary>
    Ending = 3,
}

/// <summary>A substance in a drug, with its strength as the database words it.</summary>
/// <param name="Code">The BDPM substance code, five digits.</param>
/// <param name="Name">Its name, in capitals.</param>
/// <param name="IsFraction">
/// Whether it is the therapeutic fraction (what acts) of a salt that stands beside it under the same link.
/// </param>
/// <param name="Link">Joins a salt and its fraction.</param>
/// <param name="Element">The part of the drug: tablet, powder, solvent.</param>
/// <param name="Strength">Such as "1000 mg"; empty where only the fraction has one.</param>
/// <param name="PerWhat">Of what: "un comprimé", "1 ml de solution".</param>
public sealed record Ingredient(
    string Code, string Name, bool IsFraction, int Link, string Element, string Strength, string PerWhat);

/// <summary>A pack.</summary>
public sealed record DrugPack(string Cip7, string Cip13, bool IsMarketed);

/// <summary>One medicine (a CIS code) of the French public drug database.</summary>
public sealed record Drug
{
    /// <summary>The CIS code, eight digits.</summary>
    public required string Cis { get; init; }

    /// <summary>Name, strength and form.</summary>
    public required string Name { get; init; }

    /// <summary>The form.</summary>
    public required string Form { get; init; }

    /// <summary>The routes that its authorisation names.</summary>
    public required IReadOnlyList<string> Routes { get; init; }

    /// <summary>May it still be prescribed?</summary>
    public required DrugState State { get; init; }

    /// <summary>A homeopathic registration.</summary>
    public required bool IsHomeopathic { get; init; }

    /// <summary>Under additional monitoring (black triangle).</summary>
    public required bool IsMonitored { get; init; }

    /// <summary>The supply.</summary>
    public required SupplyState Supply { get; init; }

    /// <summary>Since when the supply is as it is.</summary>
    public DateOnly? SupplySince { get; init; }

    /// <summary>Conditions of prescription and dispensing, as worded by the agency.</summary>
    public required IReadOnlyList<string> Conditions { get; init; }

    /// <summary>The ATC code, where the database gives one.</summary>
    public string? Atc { get; init; }

    /// <summary>Numbers of its generic groups.</summary>
    public required IReadOnlyList<int> GenericGroups { get; init; }

    /// <summary>Substances, salts and fractions.</summary>
    public required IReadOnlyList<Ingredient> Ingredients { get; init; }

    /// <summary>Packs.</summary>
    public required IReadOnlyList<DrugPack> Packs { get; init; }
}

/// <summary>A substance of the database.</summary>
public sealed record Substance(string Code, string Name);

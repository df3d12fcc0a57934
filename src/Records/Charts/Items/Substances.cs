using Serment.Records.Medications;
using Serment.Records.Words;

namespace Serment.Records.Charts.Items;

/// <summary>A substance that people are allergic to; without a code where the drug database has none.</summary>
public sealed record AllergySubstance(string Name, string Code);

/// <summary>
/// Substances for allergies: what people eat, breathe and touch, then those of the public drug database.
/// </summary>
public static class Substances
{
    // Common allergens of food and surroundings; the names are the everyday ones.
    private static readonly string[] Everyday =
    [
        "Acariens", "Ail", "Arachide", "Blanc d’œuf", "Blé", "Céleri", "Cobaye (poils)", "Chat (poils)",
        "Cheval (poils)",
        "Chien (poils)", "Crustacés", "Fraise", "Fruits à coque", "Gluten", "Kiwi", "Lait de vache", "Latex",
        "Lupin",
        "Mollusques", "Moisissures", "Moutarde", "Nickel", "Noisette", "Noix", "Œuf", "Parfums", "Pêche",
        "Pin (pollen)",
        "Bouleau (pollen)", "Cyprès (pollen)", "Graminées (pollens)", "Olivier (pollen)", "Ambroisie (pollen)",
        "Poisson", "Pomme", "Produits de contraste iodés", "Pansements adhésifs", "Sésame", "Soja", "Sulfites",
        "Venin d’abeille", "Venin de frelon", "Venin de guêpe",
    ];

    private static readonly WordIndex Index = WordIndex.Of(Everyday.Select(name => PlainText.Fold(name)));

    /// <summary>Those whose words begin with the words typed.</summary>
    public static IReadOnlyList<AllergySubstance> Search(string typed, int limit)
    {
        IEnumerable<AllergySubstance> everyday = Index.Find(WordIndex.WordsOf(WordIndex.Query(typed)))
            .Select(place => new AllergySubstance(Everyday[place], ""));
        IEnumerable<AllergySubstance> drugs = SubstanceDirectory.Shared.Search(typed, limit)
            .Select(one => new AllergySubstance(one.Name, one.Code));
        return [.. everyday.Concat(drugs).Take(limit)];
    }

    /// <summary>The name of a code of the drug database; null where it is not known.</summary>
    public static string? NameOf(string code) =>
        code.Length == 0 ? null : SubstanceDirectory.Shared.Find(code)?.Name;
}

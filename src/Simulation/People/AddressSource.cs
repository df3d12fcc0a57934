using System.Globalization;
using Serment.Simulation.Draws;

namespace Serment.Simulation.People;

/// <summary>Invents addresses: the street names are of the kind that every commune has.</summary>
internal static class AddressSource
{
    private const double HamletShare = 0.12;
    private const double ComplementShare = 0.16;
    private const double BisShare = 0.05;

    private static readonly string[] Ways =
        ["RUE", "RUE", "RUE", "RUE", "RUE", "AVENUE", "BOULEVARD", "ALLÉE", "IMPASSE", "CHEMIN", "PLACE", "ROUTE"];

    private static readonly string[] Names =
    [
        "DES TILLEULS", "DU VERGER", "DE L'ÉCOLE", "DES BLEUETS", "DU VIEUX MOULIN", "DE LA FORGE", "DES NOISETIERS",
        "DE LA GRANDE HAIE", "DU BEL AIR", "DES FONTAINES", "DE L'ABREUVOIR", "DU PRESSOIR", "DES GENÊTS", "DE LA CÔTE",
        "DU FOUR À PAIN", "DES BRUYÈRES", "DE LA PRAIRIE", "DU CLOCHER", "DES HIRONDELLES", "DE LA RIVIÈRE", "DU LAC",
        "DES ÉRABLES", "DE LA CROIX BLANCHE", "DU MARCHÉ", "DES SAULES", "DE L'ORMEAU", "DU SOLEIL LEVANT",
        "DES MÉSANGES",
        "DE LA VALLÉE", "DU PONT DE PIERRE", "DES COQUELICOTS", "DE LA TUILERIE", "DU CHAMP DE FOIRE", "DES ROCHES",
        "DE L'HORLOGE", "DU PETIT BOIS", "DES FOUGÈRES", "DE LA SOURCE", "DU BELVÉDÈRE", "DES ARTISANS",
    ];

    private static readonly string[] Hamlets =
    [
        "LE HAUT VILLAGE", "LA MÉTAIRIE", "LES TROIS CHEMINS", "LE GRAND CHÊNE", "LA BERGERIE", "LE MOULIN À VENT",
        "LA CROIX ROUGE", "LES GRANGES", "LE PETIT PRÉ", "LA FONTENELLE", "LE BOIS JOLI", "KER AVEL",
    ];

    private static readonly string[] Complements =
    [
        "APPT 3", "APPT 21", "BÂT A", "BÂT D ESC 1", "1ER ÉTAGE", "RÉSIDENCE DU VERGER", "CHEZ SA FILLE", "LOT 14",
        "RÉSIDENCE LES TILLEULS", "PORTE GAUCHE", "BP 12", "FOYER DU PARC",
    ];

    public static PostalAddress Draw(SeededSource source, Place commune)
    {
        string complement = source.Chance(ComplementShare) ? source.Pick<string>(Complements) : "";
        if (source.Chance(HamletShare))
        {
            return new PostalAddress(source.Pick<string>(Hamlets), complement, commune);
        }

        // Low numbers are the common ones: most streets are short.
        int number = 1 + (int)(source.Unit() * source.Unit() * 160);
        string bis = source.Chance(BisShare) ? " BIS" : "";
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{number}{bis} {source.Pick<string>(Ways)} {source.Pick<string>(Names)}");
        return new PostalAddress(line, complement, commune);
    }
}

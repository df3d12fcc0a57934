using Serment.Simulation.Draws;

namespace Serment.Simulation.LegacyExports;

/// <summary>What people type into the free text of a request: reasons, treatments, remarks. All invented.</summary>
internal static class Phrases
{
    public static readonly string[] Services =
    [
        "URGENCES", "MÉDECINE A", "CARDIOLOGIE", "MATERNITÉ", "CHIRURGIE ORTHOPÉDIQUE", "UF 1204", "UF 3310",
        "HDJ ONCOLOGIE", "PNEUMOLOGIE", "DIALYSE", "RÉANIMATION", "PÉDIATRIE", "SSR", "PSYCHIATRIE",
    ];

    public static readonly string[] Transmissions =
        ["COURRIER", "INTERNET", "INTERNET", "HPRIM", "APICRYPT", "FAX", "MAIN PROPRE", "HPRIM+PAPIER", "MSSANTE"];

    public static readonly WeightedDraw<string> BloodGroups = new(
    [
        ("O+", 36), ("A+", 38), ("B+", 8), ("AB+", 2.5), ("O-", 6), ("A-", 7), ("B-", 1.5), ("AB-", 1),
    ]);

    public static readonly WeightedDraw<string> Schemes = new(
        [("01", 80), ("02", 9), ("03", 5), ("04", 0.8), ("06", 1), ("08", 2), ("91", 0.8), ("92", 1.4)]);

    public static readonly WeightedDraw<string> Treatments = new(
    [
        ("pas de traitement", 20), ("aspirine 100 mg/j", 8), ("AVK, dernière dose hier soir", 7), ("apixaban", 5),
        ("lévothyroxine 100 µg", 8), ("metformine", 8), ("insuline lente le soir", 3), ("statine", 6), ("IEC", 5),
        ("trithérapie antirétrovirale", 2), ("méthotrexate le lundi", 2), ("lithium", 2), ("buprénorphine", 2),
        ("fer depuis 2 mois", 3), ("pilule œstroprogestative", 2), ("amiodarone", 2), ("corticoïdes au long cours", 2),
    ]);

    public static readonly string[] Comments =
    [
        "à jeun depuis la veille", "n'est pas à jeun", "veines difficiles, une seule tentative",
        "appeler le cabinet avant 18 h",
        "remise en main propre demandée", "majeur protégé, prévenir le tuteur", "ne rien dire à l'entourage",
        "tube citraté insuffisant", "sonner au 2e, code portail {n}", "personne à prévenir : {p}, {t}",
        "ordonnance à rapporter", "règlement de {n} € en attente", "carte Vitale non lue", "sérum ictérique",
        "identité relevée à l'oral", "carte d'identité présentée", "vient avec {p}", "ajout demandé par téléphone",
    ];

    private static readonly (string Text, double Weight, Audience Who)[] Reasons =
    [
        ("contrôle annuel", 30, Audience.Everyone), ("fatigue persistante", 12, Audience.Everyone),
        ("suivi tensionnel et lipidique", 10, Audience.Older), ("diabète, équilibre glycémique", 9, Audience.Older),
        ("suivi de grossesse", 9, Audience.YoungWomen), ("grossesse, 6e mois", 6, Audience.YoungWomen),
        ("contrôle après IVG", 3, Audience.YoungWomen), ("parcours de PMA", 4, Audience.YoungWomen),
        ("retard de règles", 3, Audience.YoungWomen), ("avant intervention", 9, Audience.Everyone),
        ("avant pose de prothèse de genou", 4, Audience.Older), ("surveillance anticoagulants", 10, Audience.Older),
        ("fibrillation auriculaire, INR", 6, Audience.Older), ("suivi VIH", 3, Audience.Everyone),
        ("charge virale VIH", 2, Audience.Everyone), ("hépatite virale C, contrôle à distance", 2, Audience.Everyone),
        ("accident d'exposition au sang", 3, Audience.Everyone), ("dépistage d'IST", 4, Audience.Everyone),
        ("surveillance du PSA", 5, Audience.OlderMen), ("chimiothérapie, avant la cure", 3, Audience.Everyone),
        ("angine, recherche de mononucléose", 3, Audience.Everyone),
        ("fièvre au retour des tropiques", 4, Audience.Everyone),
        ("hypothyroïdie traitée", 5, Audience.Everyone), ("fonction rénale altérée", 4, Audience.Older),
        ("maladie inflammatoire de l'intestin", 3, Audience.Everyone), ("dépression, lithiémie", 2, Audience.Everyone),
        ("sevrage alcoolique", 3, Audience.Everyone), ("amaigrissement à explorer", 3, Audience.Everyone),
        ("PCR Covid-19, contact à risque", 120, Audience.Epidemic), ("Covid-19 suspecté", 60, Audience.Epidemic),
    ];

    private static readonly WeightedDraw<string>[] ReasonDraws =
        [.. Enumerable.Range(0, 16).Select(audience => new WeightedDraw<string>(Reasons
            .Where(reason => reason.Who == Audience.Everyone || (reason.Who & (Audience)audience) != Audience.Everyone)
            .Select(reason => (reason.Text, reason.Weight))))];

    [Flags]
    private enum Audience
    {
        Everyone = 0,
        YoungWomen = 1,
        Older = 2,
        OlderMen = 4,
        Epidemic = 8,
    }

    /// <summary>A reason that fits the person and the time.</summary>
    public static string Reason(SeededSource source, bool woman, int age, bool epidemic)
    {
        Audience who = (woman && age is >= 17 and <= 45 ? Audience.YoungWomen : Audience.Everyone)
            | (age > 45 ? Audience.Older : Audience.Everyone)
            | (!woman && age > 50 ? Audience.OlderMen : Audience.Everyone)
            | (epidemic ? Audience.Epidemic : Audience.Everyone);
        return ReasonDraws[(int)who].Draw(source);
    }
}

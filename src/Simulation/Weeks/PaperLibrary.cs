namespace Serment.Simulation.Weeks;

/// <summary>An examination's report as it comes with a stay.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Technique">How it was done.</param>
/// <param name="Findings">What was seen.</param>
/// <param name="Conclusion">What it means.</param>
/// <param name="AfterHours">Hours from arrival until it is filed.</param>
public sealed record ExaminationReport(
    string Title, string Technique, string Findings, string Conclusion, int AfterHours);

/// <summary>The examinations of the demo's illnesses. Invented.</summary>
public static class PaperLibrary
{
    private static readonly Dictionary<string, ExaminationReport> Reports = new(StringComparer.Ordinal)
    {
        ["J189"] = new(
            "Radiographie du thorax de face",
            "Un cliché de face, debout, en inspiration.",
            "Opacité alvéolaire systématisée du lobe inférieur droit avec bronchogramme aérien. Culs-de-sac libres. "
            + "Silhouette cardiaque de taille normale.",
            "Foyer de pneumopathie du lobe inférieur droit. Contrôle à six semaines conseillé.", 2),
        ["I500"] = new(
            "Échocardiographie transthoracique",
            "Examen au lit, échogénicité moyenne.",
            "Ventricule gauche dilaté, fraction d’éjection à 35 % (Simpson biplan), hypokinésie globale. Insuffisance "
            + "mitrale de grade 2. Oreillette gauche dilatée. Pression artérielle pulmonaire systolique estimée à 45 mmHg.",
            "Cardiopathie dilatée à fraction d’éjection altérée. Pas d’épanchement péricardique.", 20),
        ["J441"] = new(
            "Radiographie du thorax de face",
            "Un cliché de face, assis.",
            "Distension thoracique, aplatissement des coupoles. Pas d’opacité systématisée, pas d’épanchement.",
            "Emphysème. Pas de foyer constitué.", 2),
        ["N10"] = new(
            "Échographie rénale et vésicale",
            "Voie abdominale, vessie en semi-réplétion.",
            "Rein gauche un peu augmenté de taille, bien différencié. Cavités pyélocalicielles fines des deux côtés. Pas "
            + "de calcul visible. Vessie sans particularité.",
            "Pas de dilatation ni de collection : pas d’argument pour un obstacle.", 5),
        ["I639"] = new(
            "IRM cérébrale",
            "Séquences de diffusion, FLAIR, T2*, angiographie en temps de vol.",
            "Hypersignal en diffusion du territoire superficiel de l’artère cérébrale moyenne gauche, étendu sur 3 cm. Pas "
            + "de saignement. Artères du polygone perméables.",
            "Infarctus récent du territoire sylvien superficiel gauche.", 6),
        ["E1190"] = new(
            "Échographie-doppler des membres inférieurs",
            "Veines et artères, des deux côtés.",
            "Veines profondes et superficielles compressibles. Infiltration sous-cutanée de la jambe gauche sans collection. "
            + "Flux artériels triphasiques jusqu’aux chevilles.",
            "Pas de thrombose veineuse. Dermohypodermite sans abcès.", 8),
        ["S7200"] = new(
            "Radiographies du bassin et de la hanche gauche",
            "Bassin de face, hanche de face et de profil.",
            "Fracture cervicale vraie du fémur gauche, déplacée, Garden IV. Pas de lésion du cadre obturateur. Trame "
            + "osseuse raréfiée.",
            "Fracture du col du fémur gauche, Garden IV.", 1),
        ["K800"] = new(
            "Échographie abdominale",
            "À jeun, voie abdominale.",
            "Vésicule distendue, paroi de 6 mm, plusieurs calculs dont un enclavé au collet. Murphy échographique. Voie "
            + "biliaire principale fine, à 5 mm.",
            "Cholécystite aiguë lithiasique. Pas de dilatation des voies biliaires.", 3),
        ["K358"] = new(
            "Scanner abdomino-pelvien",
            "Avec injection de produit de contraste iodé, temps portal.",
            "Appendice de 11 mm, paroi rehaussée, infiltration de la graisse autour. Stercolithe à la base. Pas de "
            + "collection, pas de pneumopéritoine.",
            "Appendicite aiguë non compliquée.", 3),
        ["M171"] = new(
            "Radiographies du genou droit, contrôle",
            "Face et profil, au lit.",
            "Prothèse totale du genou en place, composants bien alignés. Pas de fracture.",
            "Contrôle postopératoire satisfaisant.", 26),
    };

    /// <summary>The report of an illness; null where none is made.</summary>
    public static ExaminationReport? Of(ClinicalCase illness) => Reports.GetValueOrDefault(illness.Code);
}

namespace Serment.Records.Laboratory.Bench.Cultures;

/// <summary>What is sealed and printed of a culture, in French.</summary>
internal static class CultureNames
{
    public const string Intrinsic = "résistance naturelle";
    public const string WithoutFigure = "catégorie sans valeur";

    public static string Of(CultureOutcome outcome) => outcome switch
    {
        CultureOutcome.Ongoing => "Culture en cours",
        CultureOutcome.Sterile => "Culture stérile",
        CultureOutcome.Growth => "Culture positive",
        CultureOutcome.Commensal => "Flore commensale, pas de germe pathogène",
        CultureOutcome.Contaminated => "Flore polymorphe, contamination probable",
        _ => "–",
    };

    public static string Of(Abundance level) => level switch
    {
        Abundance.Absent => "absence",
        Abundance.Rare => "rares",
        Abundance.Some => "quelques",
        Abundance.Many => "nombreux",
        _ => "–",
    };

    public static string Of(GramFinding gram) => gram switch
    {
        GramFinding.NoBacteria => "absence de germe",
        GramFinding.NegativeRods => "bacilles à Gram négatif",
        GramFinding.PositiveClusters => "cocci à Gram positif en amas",
        GramFinding.PositiveChains => "cocci à Gram positif en chaînettes",
        GramFinding.PositiveDiplococci => "diplocoques à Gram positif",
        GramFinding.PositiveRods => "bacilles à Gram positif",
        GramFinding.NegativeCocci => "cocci à Gram négatif",
        GramFinding.Yeasts => "levures",
        GramFinding.Mixed => "flore polymorphe",
        _ => "–",
    };

    public static string Of(Phenotype phenotype) => phenotype switch
    {
        Phenotype.Esbl => "BLSE",
        Phenotype.Carbapenemase => "carbapénémase",
        Phenotype.AmpC => "céphalosporinase de haut niveau",
        Phenotype.MethicillinResistant => "résistant à la méticilline",
        Phenotype.GlycopeptideResistant => "résistant aux glycopeptides",
        _ => "–",
    };
}

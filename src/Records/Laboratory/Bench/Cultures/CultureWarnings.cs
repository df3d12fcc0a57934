namespace Serment.Records.Laboratory.Bench.Cultures;

/// <summary>What whoever reads an antibiogram is warned of.</summary>
public enum CultureWarning : byte
{
    /// <summary>Staphylococcus resistant to methicillin: beta-lactams are no treatment, whatever their figures say.</summary>
    MethicillinResistant = 1,

    /// <summary>A third-generation cephalosporin is not S: look for an ESBL.</summary>
    LookForEsbl = 2,

    /// <summary>A carbapenem is not S: look for a carbapenemase.</summary>
    LookForCarbapenemase = 3,

    /// <summary>An enterococcus resistant to glycopeptides.</summary>
    GlycopeptideResistant = 4,

    /// <summary>A figure in the area of technical uncertainty: repeat it, or measure it otherwise.</summary>
    Uncertain = 5,

    /// <summary>Typed without a figure.</summary>
    WithoutFigure = 6,

    /// <summary>Less than the threshold of the species in urine.</summary>
    BelowThreshold = 7,
}

/// <summary>Phenotypes and warnings that follow from an antibiogram. Pure; they change no category.</summary>
public static class CultureWarnings
{
    private const string Enterobacterales = "ENTB";
    private const string Enterococci = "ENTC";
    private static readonly string[] Staphylococci = ["STAU", "STCN"];
    private static readonly string[] Methicillin = ["FOX", "OXA"];
    private static readonly string[] Cephalosporins = ["CTX", "CRO", "CAZ", "FEP"];
    private static readonly string[] Carbapenems = ["ETP", "IPM", "MEM"];
    private static readonly string[] Glycopeptides = ["VAN", "TEC"];

    /// <summary>The phenotypes that the categories say.</summary>
    public static IEnumerable<Phenotype> PhenotypesOf(Organism organism, IReadOnlyList<DeterminationPart> tested)
    {
        if (Staphylococci.Contains(organism.Group, StringComparer.Ordinal)
            && Any(tested, Methicillin, one => one == Susceptibility.Resistant))
        {
            yield return Phenotype.MethicillinResistant;
        }

        if (organism.Group is Enterococci && Any(tested, Glycopeptides, one => one == Susceptibility.Resistant))
        {
            yield return Phenotype.GlycopeptideResistant;
        }
    }

    /// <summary>The warnings about one organism of a determination.</summary>
    /// <param name="isolate">The organism.</param>
    /// <param name="parts">The parts of its group.</param>
    /// <param name="site">Where the specimen comes from.</param>
    /// <param name="sex">Of the person.</param>
    public static IReadOnlyList<CultureWarning> Of(
        Isolate isolate, IReadOnlyList<DeterminationPart> parts, CultureSite site, LaboratorySex sex)
    {
        List<CultureWarning> all = [];
        DeterminationPart[] tested =
            [.. parts.Where(one => one.System is Antibiotic.System && one.Basis != CategoryBasis.Intrinsic)];
        foreach (Phenotype one in PhenotypesOf(isolate.Organism, tested))
        {
            all.Add(one == Phenotype.MethicillinResistant
                ? CultureWarning.MethicillinResistant
                : CultureWarning.GlycopeptideResistant);
        }

        if (isolate.Organism.Group is Enterobacterales)
        {
            if (!isolate.Found.Any(one => one is Phenotype.Esbl or Phenotype.AmpC or Phenotype.Carbapenemase)
                && Any(tested, Cephalosporins, IsNotSusceptible))
            {
                all.Add(CultureWarning.LookForEsbl);
            }

            if (!isolate.Found.Contains(Phenotype.Carbapenemase) && Any(tested, Carbapenems, IsNotSusceptible))
            {
                all.Add(CultureWarning.LookForCarbapenemase);
            }
        }

        if (tested.Any(one => one.IsUncertain))
        {
            all.Add(CultureWarning.Uncertain);
        }

        if (tested.Any(one => one.Basis == CategoryBasis.Typed))
        {
            all.Add(CultureWarning.WithoutFigure);
        }

        if (site == CultureSite.Urine && isolate.Count is { PerMl: { } count, Comparator: not Comparator.More }
            && UrineThreshold.Of(isolate.Organism, sex) is { } threshold && count < threshold)
        {
            all.Add(CultureWarning.BelowThreshold);
        }

        return all;
    }

    private static bool IsNotSusceptible(Susceptibility category) =>
        category is Susceptibility.IncreasedExposure or Susceptibility.Resistant;

    private static bool Any(
        IReadOnlyList<DeterminationPart> tested, string[] antibiotics, Func<Susceptibility, bool> holds) =>
        tested.Any(one => antibiotics.Contains(one.Code, StringComparer.Ordinal) && holds(CultureParts.CategoryOf(one)));
}

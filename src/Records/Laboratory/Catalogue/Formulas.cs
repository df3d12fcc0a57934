namespace Serment.Records.Laboratory.Catalogue;

/// <summary>An answer that a formula needs, in the unit it was published for (UCUM).</summary>
public sealed record FormulaNeed(string Code, string Unit);

/// <summary>What a formula computes with.</summary>
/// <param name="Values">Answers by code, in the units that it needs.</param>
/// <param name="Person">Sex and age.</param>
/// <param name="Constants">Constants of the reagent's lot; null for none.</param>
public sealed record FormulaInput(
    IReadOnlyDictionary<string, decimal> Values, BenchPerson Person, IReadOnlyDictionary<string, decimal>? Constants)
{
    /// <summary>An answer.</summary>
    public decimal this[string code] => Values[code];

    /// <summary>Whether the constant is there, and can be: it is above 0.</summary>
    public bool HasConstant(string name) => Constants?.GetValueOrDefault(name) > 0;

    /// <summary>A constant.</summary>
    public decimal Constant(string name) => Constants![name];
}

/// <summary>A published formula.</summary>
/// <param name="Name">Its name in <see cref="Analysis.Formula"/>.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Unit">Unit of what it gives, UCUM.</param>
/// <param name="Needs">Answers that it needs.</param>
/// <param name="Compute">The number; null where the formula does not hold.</param>
public sealed record Formula(
    string Name, string Source, string Unit, IReadOnlyList<FormulaNeed> Needs, Func<FormulaInput, decimal?> Compute)
{
    /// <summary>Whether it needs sex and age.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>Constants that it needs.</summary>
    public IReadOnlyList<string> Constants { get; init; } = [];
}

/// <summary>The formulas, each with its source.</summary>
internal static class Formulas
{
    /// <summary>
    /// Above 3.4 g/L of triglycerides Friedewald's formula is not used in France (AFSSAPS, 2005); the paper itself says
    /// 4 g/L.
    /// </summary>
    public const decimal MostTriglycerides = 3.4m;

    /// <summary>Micromoles per litre of creatinine in 1 mg/dL.</summary>
    public const double CreatinineMicromoles = 88.4;

    private const string OfBloodCount = "Wintrobe MM. Anemia: classification and treatment. Arch Intern Med 1934;54:256-280";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Formula> All { get; } =
    [
        new("LdlFriedewald", "Friedewald WT, Levy RI, Fredrickson DS. Clin Chem 1972;18:499-502", "g/L",
            [new("CHOL", "g/L"), new("HDL", "g/L"), new("TG", "g/L")],
            of => of["TG"] > MostTriglycerides ? null : of["CHOL"] - of["HDL"] - (of["TG"] / 5)),
        new("NonHdl", "Catapano AL et al. ESC/EAS guidelines. Eur Heart J 2016;37:2999-3058", "g/L",
            [new("CHOL", "g/L"), new("HDL", "g/L")],
            of => of["CHOL"] - of["HDL"]),
        new("EgfrCkdEpi2021", "Inker LA et al. N Engl J Med 2021;385:1737-1749", "mL/min/{1.73_m2}",
            [new("CREA", "umol/L")],
            Egfr) { NeedsPerson = true },
        new("CorrectedCalcium", "Payne RB, Little AJ, Williams RB, Milner JR. Br Med J 1973;4:643-646", "mmol/L",
            [new("CA", "mmol/L"), new("ALB", "g/L")],
            of => of["CA"] + (0.02m * (40 - of["ALB"]))),
        new("AnionGap", "Emmett M, Narins RG. Medicine 1977;56:38-54", "mmol/L",
            [new("NA", "mmol/L"), new("CL", "mmol/L"), new("CO2", "mmol/L")],
            of => of["NA"] - of["CL"] - of["CO2"]),
        new("Osmolality", "Smithline N, Gardner KD. JAMA 1976;236:1594-1597", "mosm/kg",
            [new("NA", "mmol/L"), new("GLU", "mmol/L"), new("UREE", "mmol/L")],
            of => (2 * of["NA"]) + of["GLU"] + of["UREE"]),
        new("Inr", "WHO Technical Report Series 979 (2013), annex 6", "{INR}",
            [new("TQ", "s")],
            of => (decimal)Math.Pow((double)(of["TQ"] / of.Constant("mnpt")), (double)of.Constant("isi")))
            { Constants = ["isi", "mnpt"] },
        new("ProthrombinPercent", "Droite de Thivolle: seconds over 1/per cent", "%",
            [new("TQ", "s")],
            Prothrombin) { Constants = ["seconds100", "seconds25"] },
        new("ApttRatio", "Recommandations GFHT: TCA malade/témoin", "{ratio}",
            [new("TCA", "s"), new("TCA-T", "s")],
            of => of["TCA"] / of["TCA-T"]),
        new("Mcv", OfBloodCount, "fL", [new("HCT", "%"), new("GR", "10*12/L")], of => of["HCT"] * 10 / of["GR"]),
        new("Mch", OfBloodCount, "pg", [new("HGB", "g/dL"), new("GR", "10*12/L")], of => of["HGB"] * 10 / of["GR"]),
        new("Mchc", OfBloodCount, "g/dL", [new("HGB", "g/dL"), new("HCT", "%")], of => of["HGB"] * 100 / of["HCT"]),
        Differential("Neutrophils", "PNN-PC"),
        Differential("Eosinophils", "PNE-PC"),
        Differential("Basophils", "PNB-PC"),
        Differential("Lymphocytes", "LYM-PC"),
        Differential("Monocytes", "MONO-PC"),
        new("IronBindingCapacity", "HAS 2011, Choix des examens du métabolisme du fer: transferrin (g/L) × 25", "umol/L",
            [new("TRF", "g/L")],
            of => of["TRF"] * 25),
        new("TransferrinSaturation", "HAS 2011, Choix des examens du métabolisme du fer", "%",
            [new("FER", "umol/L"), new("TRF", "g/L")],
            of => of["FER"] * 100 / (of["TRF"] * 25)),
        new("UnconjugatedBilirubin", "Difference of total and conjugated bilirubin", "umol/L",
            [new("BILT", "umol/L"), new("BILC", "umol/L")],
            of => of["BILC"] > of["BILT"] ? null : of["BILT"] - of["BILC"]),
        new("Hba1cIfcc", "Weykamp C et al. Clin Chem 2008;54:240-248: NGSP = 0.09148 × IFCC + 2.152", "mmol/mol",
            [new("HBA1C", "%")],
            of => (of["HBA1C"] - 2.152m) / 0.09148m),
        new("FreePsaRatio", "Catalona WJ et al. JAMA 1998;279:1542-1547", "%",
            [new("PSA-L", "ug/L"), new("PSA", "ug/L")],
            of => of["PSA-L"] * 100 / of["PSA"]),
        new("AlbuminGlobulinRatio", "Albumin over the sum of the globulins", "{ratio}",
            [new("EPS-ALB", "g/L"), new("EPS-A1", "g/L"), new("EPS-A2", "g/L"), new("EPS-B", "g/L"), new("EPS-G", "g/L")],
            of => of["EPS-ALB"] / (of["EPS-A1"] + of["EPS-A2"] + of["EPS-B"] + of["EPS-G"])),
        new("AlbuminCreatinineRatio", "KDIGO 2012. Kidney Int Suppl 2013;3:1-150", "mg/g",
            [new("ALB-U", "mg/L"), new("CREA-U", "g/L")],
            of => of["ALB-U"] / of["CREA-U"]),
        new("ProteinCreatinineRatio", "KDIGO 2012. Kidney Int Suppl 2013;3:1-150", "mg/g",
            [new("PROT-U", "g/L"), new("CREA-U", "g/L")],
            of => of["PROT-U"] * 1000 / of["CREA-U"]),
        new("ProteinOf24Hours", "Concentration times volume", "g/(24.h)",
            [new("PROT-U", "g/L"), new("VOL-24", "mL")],
            of => of["PROT-U"] * of["VOL-24"] / 1000),
    ];

    private static Formula Differential(string name, string percent) =>
        new(name, "Leukocytes times the part of the cells (ICSH)", "10*9/L",
            [new("GB", "10*9/L"), new(percent, "%")],
            of => of["GB"] * of[percent] / 100);

    /// <summary>
    /// 142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−1.200 × 0.9938^age (× 1.012 for women), creatinine in mg/dL; adults only.
    /// </summary>
    private static decimal? Egfr(FormulaInput of)
    {
        int years = (int)Math.Floor(of.Person.AgeDays / BenchPerson.DaysOfYear);
        double creatinine = (double)of["CREA"] / CreatinineMicromoles;
        if (years < 18 || creatinine <= 0)
        {
            return null;
        }

        bool isFemale = of.Person.Sex == LaboratorySex.Female;
        double ratio = creatinine / (isFemale ? 0.7 : 0.9);
        double rate = 142 * Math.Pow(Math.Min(ratio, 1), isFemale ? -0.241 : -0.302) * Math.Pow(Math.Max(ratio, 1), -1.2)
            * Math.Pow(0.9938, years) * (isFemale ? 1.012 : 1);
        return (decimal)rate;
    }

    /// <summary>
    /// Seconds grow in a straight line with 1/per cent; the line goes through the seconds of a plasma of 100 % and of one
    /// diluted to 25 %.
    /// </summary>
    private static decimal? Prothrombin(FormulaInput of)
    {
        decimal at100 = of.Constant("seconds100");
        decimal slope = (of.Constant("seconds25") - at100) / ((1m / 25) - (1m / 100));
        decimal inverse = (1m / 100) + ((of["TQ"] - at100) / slope);
        return slope <= 0 || inverse <= 0 ? null : 1 / inverse;
    }
}

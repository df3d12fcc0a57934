namespace Serment.Records.Laboratory.Bench.Cultures;

/// <summary>
/// A reading as parts of a determination, and back. Whatever is judged is judged here, by one edition of the breakpoint
/// table, and each antibiotic bears that edition.
/// </summary>
public static class CultureParts
{
    internal const string Count = "COUNT";
    internal const string OrganismPart = "ORGANISM";
    internal const string PhenotypePart = "PHENOTYPE";
    internal const string PerMl = "/mL";
    internal const string ColoniesPerMl = "[CFU]/mL";

    private const string OutcomePrefix = "CULTURE-";
    private const string Leukocytes = "DIRECT-WBC";
    private const string RedCells = "DIRECT-RBC";
    private const string Epithelial = "DIRECT-EPI";
    private const string Gram = "DIRECT-GRAM";
    private const string Note = "DIRECT-NOTE";

    /// <summary>Whether a determination is a culture that was read by these rules.</summary>
    public static bool IsCulture(Determination made) =>
        made.Coded is { Code: { } code } && code.StartsWith(OutcomePrefix, StringComparison.Ordinal);

    /// <summary>What grew, as the determination's answer.</summary>
    public static CodedValue AnswerOf(CultureOutcome outcome) =>
        new(OutcomePrefix + outcome.ToString().ToUpperInvariant(), CultureNames.Of(outcome));

    /// <summary>The parts of a reading.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="site">Where the specimen comes from.</param>
    /// <param name="table">The edition that judges.</param>
    public static IReadOnlyList<DeterminationPart> Of(CultureReading reading, CultureSite site, BreakpointTable table)
    {
        List<DeterminationPart> parts = [];
        DirectExamination direct = reading.Direct;
        Add(parts, "", Leukocytes, "Leucocytes", direct.Leukocytes, PerMl);
        Add(parts, "", RedCells, "Hématies", direct.RedCells, PerMl);
        Add(parts, "", Epithelial, "Cellules épithéliales", new(null, direct.Epithelial), PerMl);
        if (direct.Gram != GramFinding.None)
        {
            parts.Add(Coded("", Gram, "Coloration de Gram", direct.Gram.ToString(), CultureNames.Of(direct.Gram)));
        }

        if (direct.Note is { Length: > 0 } note)
        {
            parts.Add(Own("", Note, "Examen direct") with { Text = note });
        }

        for (int i = 0; i < reading.Isolates.Count; i++)
        {
            parts.AddRange(Of(reading.Isolates[i], $"o{i + 1}", site, table));
        }

        return parts;
    }

    /// <summary>The reading of a determination; null for one that is no culture of these rules.</summary>
    public static CultureReading? Read(Determination made)
    {
        if (!IsCulture(made)
            || !Enum.TryParse(made.Coded!.Code[OutcomePrefix.Length..], ignoreCase: true, out CultureOutcome outcome))
        {
            return null;
        }

        DeterminationPart[] direct = [.. made.Parts.Where(one => one.Group.Length == 0)];
        return new()
        {
            IsProvisional = made.IsProvisional,
            Outcome = outcome,
            Direct = new()
            {
                Leukocytes = AmountOf(Find(direct, Leukocytes)),
                RedCells = AmountOf(Find(direct, RedCells)),
                Epithelial = AmountOf(Find(direct, Epithelial)).Level,
                Gram = Enum.TryParse(Find(direct, Gram)?.Answer?.Code, out GramFinding gram) ? gram : GramFinding.None,
                Note = Find(direct, Note)?.Text,
            },
            Isolates =
            [
                .. made.Parts.Where(one => one.Group.Length > 0).GroupBy(one => one.Group, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => IsolateOf([.. group])).OfType<Isolate>(),
            ],
            Remark = made.Remarks.FirstOrDefault(one => one is { IsInternal: false, Code: null })?.Text,
        };
    }

    /// <summary>What a determination says in one line, in French: a list has no room for an antibiogram.</summary>
    public static string SummaryOf(Determination made)
    {
        string[] organisms =
        [
            .. made.Parts.Where(one => one.Code is OrganismPart && one.Answer is not null).Select(one => one.Answer!.Text),
        ];
        return (made.Coded?.Text ?? "–") + (organisms.Length > 0 ? " : " + string.Join(", ", organisms) : "");
    }

    /// <summary>The category of an antibiotic's part.</summary>
    internal static Susceptibility CategoryOf(DeterminationPart part) => JudgeSusceptibility.OfCode(part.Interpretation);

    private static IEnumerable<DeterminationPart> Of(
        Isolate isolate, string group, CultureSite site, BreakpointTable table)
    {
        yield return Coded(group, OrganismPart, "Germe", isolate.Organism.Code, isolate.Organism.Fr) with
        {
            AnswerSystem = Organism.System,
        };
        List<DeterminationPart> count = [];
        Add(count, group, Count, "Numération", isolate.Count, ColoniesPerMl);
        foreach (DeterminationPart one in count)
        {
            yield return one;
        }

        DeterminationPart[] tested = [.. AntibiogramOf(isolate, group, site, table)];
        foreach (Phenotype one in isolate.Found.Concat(CultureWarnings.PhenotypesOf(isolate.Organism, tested)).Distinct())
        {
            yield return Coded(group, PhenotypePart, "Phénotype", one.ToString(), CultureNames.Of(one));
        }

        foreach (DeterminationPart one in tested)
        {
            yield return one;
        }
    }

    // In the table's order; natural resistances belong to every antibiogram.
    private static IEnumerable<DeterminationPart> AntibiogramOf(
        Isolate isolate, string group, CultureSite site, BreakpointTable table)
    {
        if (isolate.Tests.Count == 0)
        {
            yield break;
        }

        IReadOnlyList<Antibiotic> panel = table.PanelOf(isolate.Organism, site);
        foreach (Antibiotic antibiotic in table.Antibiotics)
        {
            DeterminationPart part = new(group, Antibiotic.System, antibiotic.Code, antibiotic.Fr);
            if (table.IsIntrinsicallyResistant(isolate.Organism.Code, antibiotic.Code) && panel.Contains(antibiotic))
            {
                yield return part with
                {
                    Interpretation = "R", Basis = CategoryBasis.Intrinsic, Table = table.Id, Text = CultureNames.Intrinsic,
                };
            }
            else if (isolate.Tests.FirstOrDefault(
                one => string.Equals(one.Antibiotic, antibiotic.Code, StringComparison.Ordinal)) is { } test)
            {
                yield return Judged(part, test, isolate.Organism, site, table);
            }
        }
    }

    private static DeterminationPart Judged(
        DeterminationPart part, TestedAntibiotic test, Organism organism, CultureSite site, BreakpointTable table)
    {
        if (test.Figure is not { } figure)
        {
            return part with
            {
                Interpretation = JudgeSusceptibility.CodeOf(test.Typed), Basis = CategoryBasis.Typed,
                Text = CultureNames.WithoutFigure,
            };
        }

        SusceptibilityJudgement? judged = table.BreakpointOf(organism, test.Antibiotic, site) is { } by
            ? JudgeSusceptibility.Of(by, figure)
            : null;
        return part with
        {
            Number = figure.Value,
            Comparator = figure.Comparator,
            Unit = figure.Unit,
            Interpretation = judged is null ? null : JudgeSusceptibility.CodeOf(judged.Category),
            Basis = judged is null or { Category: Susceptibility.None } ? CategoryBasis.None : CategoryBasis.Figure,
            Table = judged is null ? null : table.Id,
            Limits = judged?.Limits,
            IsUncertain = judged?.IsUncertain ?? false,
        };
    }

    private static Isolate? IsolateOf(DeterminationPart[] parts)
    {
        CodedValue? named = Find(parts, OrganismPart)?.Answer;
        return named is null
            ? null
            : new()
            {
                // One that a later list has no more keeps its name.
                Organism = Organisms.Find(named.Code) ?? new(named.Code, named.Text, named.Text),
                Count = AmountOf(Find(parts, Count)),
                Found =
                [
                    .. parts.Where(one => one.Code is PhenotypePart)
                        .Select(one => Enum.TryParse(one.Answer?.Code, out Phenotype found) ? found : default)
                        .Where(one => one is Phenotype.Esbl or Phenotype.Carbapenemase or Phenotype.AmpC),
                ],
                Tests =
                [
                    .. parts.Where(one => one.System is Antibiotic.System && one.Basis != CategoryBasis.Intrinsic)
                        .Select(TestOf),
                ],
            };
    }

    private static TestedAntibiotic TestOf(DeterminationPart part) => part.Number is { } number
        ? new(
            part.Code,
            new SusceptibilityMeasure(
                part.Unit is "mm" ? MeasureKind.Zone : MeasureKind.Mic, number, part.Comparator))
        : new(part.Code, null, CategoryOf(part));

    private static void Add(
        List<DeterminationPart> to, string group, string code, string label, Amount amount, string unit)
    {
        if (amount.PerMl is { } number)
        {
            to.Add(Own(group, code, label) with { Number = number, Unit = unit, Comparator = amount.Comparator });
        }
        else if (amount.Level != Abundance.None)
        {
            to.Add(Coded(group, code, label, amount.Level.ToString(), CultureNames.Of(amount.Level)));
        }
    }

    private static Amount AmountOf(DeterminationPart? part) =>
        part?.Number is { } number ? new(number, Abundance.None, part.Comparator)
        : Enum.TryParse(part?.Answer?.Code, out Abundance level) ? new(null, level)
        : default;

    private static DeterminationPart? Find(IEnumerable<DeterminationPart> parts, string code) =>
        parts.FirstOrDefault(one => string.Equals(one.Code, code, StringComparison.Ordinal));

    private static DeterminationPart Own(string group, string code, string label) =>
        new(group, DeterminationPart.Own, code, label);

    private static DeterminationPart Coded(string group, string code, string label, string answer, string text) =>
        Own(group, code, label) with { Answer = new(answer, text) };
}

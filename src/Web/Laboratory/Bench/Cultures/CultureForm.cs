using System.Globalization;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Bench.Cultures;

/// <summary>A reading as the fields of a form, and back.</summary>
internal static class CultureForm
{
    public const string IsolatesField = "isolates";
    public const string OutcomeField = "outcome";
    public const string StageField = "stage";
    public const string LeukocytesField = "leukocytes";
    public const string RedCellsField = "redCells";
    public const string EpithelialField = "epithelial";
    public const string GramField = "gram";
    public const string NoteField = "note";
    public const string RemarkField = "remark";
    public const string ReasonField = "reason";

    private const int MaxAmountChars = 20;
    private const int MaxPower = 9;
    private const decimal MaxPerMl = 1_000_000_000;

    /// <summary>The phenotypes that somebody may tick.</summary>
    public static IReadOnlyList<Phenotype> Phenotypes { get; } =
        [Phenotype.Esbl, Phenotype.AmpC, Phenotype.Carbapenemase];

    /// <summary>The name of a field of an organism.</summary>
    public static string Of(int isolate, string field) => string.Create(CultureInfo.InvariantCulture, $"o{isolate}-{field}");

    /// <summary>The name of an antibiotic's field.</summary>
    public static string TestOf(int isolate, string antibiotic) => Of(isolate, "t-" + antibiotic);

    /// <summary>The fields of a reading.</summary>
    public static FormState Fill(CultureReading reading, PageTexts texts)
    {
        FormState form = new();
        form[IsolatesField] = Math.Max(1, reading.Isolates.Count).ToString(CultureInfo.InvariantCulture);
        form[OutcomeField] = reading.Outcome.ToString();
        form[LeukocytesField] = Shown(reading.Direct.Leukocytes, texts);
        form[RedCellsField] = Shown(reading.Direct.RedCells, texts);
        form[EpithelialField] = Shown(new(null, reading.Direct.Epithelial), texts);
        form[GramField] = reading.Direct.Gram.ToString();
        form[NoteField] = reading.Direct.Note ?? "";
        form[RemarkField] = reading.Remark ?? "";
        for (int i = 0; i < reading.Isolates.Count; i++)
        {
            Isolate isolate = reading.Isolates[i];
            form[Of(i + 1, "organism")] = CultureWords.NameOf(texts, isolate.Organism);
            form[Of(i + 1, "count")] = Shown(isolate.Count, texts);
            foreach (Phenotype found in isolate.Found)
            {
                form[Of(i + 1, found.ToString())] = "on";
            }

            // As most of them were measured; the others say their unit.
            bool isMic = isolate.Tests.Count(one => one.Figure is { Kind: MeasureKind.Mic })
                > isolate.Tests.Count(one => one.Figure is { Kind: MeasureKind.Zone });
            form[Of(i + 1, "method")] = (isMic ? MeasureKind.Mic : MeasureKind.Zone).ToString();
            foreach (TestedAntibiotic test in isolate.Tests)
            {
                form[TestOf(i + 1, test.Antibiotic)] = test.Figure is { } figure
                    ? BenchWords.SignOf(figure.Comparator) + figure.Value.ToString("0.####", texts.Culture)
                        + (isMic == (figure.Kind == MeasureKind.Mic) ? "" : " " + figure.Unit)
                    : JudgeSusceptibility.CodeOf(test.Typed) ?? "";
            }
        }

        return form;
    }

    /// <summary>The reading that is typed; what is wrong is marked in the form.</summary>
    public static CultureReading Read(FormState form, CultureModel model, PageTexts texts, bool isCorrection)
    {
        List<Isolate> isolates = [];
        for (int i = 1; i <= model.Isolates; i++)
        {
            if (IsolateOf(form, i, model.Site, texts) is { } isolate)
            {
                isolates.Add(isolate);
            }
        }

        CultureReading reading = new()
        {
            IsProvisional = !isCorrection && form[StageField] is not "final",
            Outcome = Chosen<CultureOutcome>(form[OutcomeField]),
            Direct = new()
            {
                Leukocytes = AmountOf(form, LeukocytesField, texts),
                RedCells = AmountOf(form, RedCellsField, texts),
                Epithelial = LevelOf(form, EpithelialField, texts),
                Gram = Chosen<GramFinding>(form[GramField]),
                Note = Short(form, NoteField, texts),
            },
            Isolates = isolates,
            Remark = Short(form, RemarkField, texts),
        };
        if (form.Errors.Count == 0 && CultureRules.Check(reading) is not CultureFault.None and var fault)
        {
            form.Refuse(
                fault is CultureFault.NoOutcome or CultureFault.OngoingFinal or CultureFault.OrganismWithoutGrowth
                    ? OutcomeField
                    : Of(fault == CultureFault.SameOrganism ? model.Isolates : 1, "organism"),
                texts.Of("culture.fault", fault));
        }

        return reading;
    }

    /// <summary>What an antibiotic's field says; null where it is empty or cannot be read.</summary>
    /// <param name="typed">"22", "22 mm", "≤ 0,5", "0,5 mg/L", "S".</param>
    /// <param name="antibiotic">Its abbreviation.</param>
    /// <param name="isMic">Whether a number without a unit is a concentration.</param>
    public static TestedAntibiotic? TestOf(string typed, string antibiotic, bool isMic)
    {
        string text = typed.Trim();
        if (JudgeSusceptibility.OfCode(text) is not Susceptibility.None and var category)
        {
            return new(antibiotic, null, category);
        }

        foreach ((string unit, bool isConcentration) in ((string, bool)[])[("mm", false), ("mg/L", true), ("mg/l", true)])
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                text = text[..^unit.Length].TrimEnd();
                isMic = isConcentration;
                break;
            }
        }

        return NumberOf(text) is { } number
            && new SusceptibilityMeasure(isMic ? MeasureKind.Mic : MeasureKind.Zone, number.Number, number.Comparator)
                is { IsPlausible: true } figure
                ? new(antibiotic, figure)
                : null;
    }

    /// <summary>Whether a number without a unit is a concentration: as the organism's method says, or the table alone.</summary>
    public static bool IsMic(FormState form, int isolate, Breakpoint? by) =>
        by is { Zone: null } || (by?.Mic is not null && form[Of(isolate, "method")] is nameof(MeasureKind.Mic));

    private static Isolate? IsolateOf(FormState form, int at, CultureSite site, PageTexts texts)
    {
        string typed = form[Of(at, "organism")];
        if (typed.Length == 0)
        {
            return null;
        }

        if (Organisms.Typed(typed) is not { } organism)
        {
            form.Refuse(Of(at, "organism"), texts["culture.unknownOrganism"]);
            return null;
        }

        BreakpointTable table = BreakpointTable.Current;
        List<TestedAntibiotic> tests = [];
        foreach (Antibiotic antibiotic in table.PanelOf(organism, site))
        {
            string field = TestOf(at, antibiotic.Code);
            if (form[field].Length == 0 || table.IsIntrinsicallyResistant(organism.Code, antibiotic.Code))
            {
                continue;
            }

            Breakpoint? by = table.BreakpointOf(organism, antibiotic.Code, site);
            TestedAntibiotic? test = TestOf(form[field], antibiotic.Code, IsMic(form, at, by));
            if (test is null)
            {
                form.Refuse(field, texts.Fill("culture.wrongFigure", CultureWords.NameOf(texts, antibiotic)));
            }
            else if (test.Figure is { } figure
                && (by is null || JudgeSusceptibility.Of(by, figure) is not { Category: not Susceptibility.None }))
            {
                form.Refuse(field, texts.Fill("culture.undecided", CultureWords.NameOf(texts, antibiotic)));
            }
            else
            {
                tests.Add(test);
            }
        }

        return new()
        {
            Organism = organism,
            Count = AmountOf(form, Of(at, "count"), texts),
            Found = [.. Phenotypes.Where(one => form[Of(at, one.ToString())].Length > 0)],
            Tests = tests,
        };
    }

    // "10^5", "1e5", "100 000", "<10^3", or a level in either language.
    private static Amount AmountOf(FormState form, string field, PageTexts texts)
    {
        string typed = form[field];
        if (typed.Length == 0)
        {
            return default;
        }

        foreach (Abundance level in Enum.GetValues<Abundance>().Where(one => one != Abundance.None))
        {
            if (string.Equals(typed, texts.Of("culture.level", level), StringComparison.OrdinalIgnoreCase))
            {
                return new(null, level);
            }
        }

        if (typed.Length <= MaxAmountChars && CountOf(typed) is { } number)
        {
            return new(number.Number, Abundance.None, number.Comparator);
        }

        form.Refuse(field, texts["culture.wrongAmount"]);
        return default;
    }

    private static Abundance LevelOf(FormState form, string field, PageTexts texts)
    {
        Amount amount = AmountOf(form, field, texts);
        if (amount.PerMl is not null)
        {
            form.Refuse(field, texts["culture.wrongLevel"]);
        }

        return amount.Level;
    }

    private static (decimal Number, Comparator Comparator)? CountOf(string typed)
    {
        string text = typed.Replace(" ", "", StringComparison.Ordinal).Replace("\u202f", "", StringComparison.Ordinal)
            .Replace("\u00a0", "", StringComparison.Ordinal);
        int power = text.IndexOfAny(['^', 'e', 'E']);
        string before = power < 0 ? text : text[..power];
        if (NumberOf(before) is not { Number: >= 0 } number)
        {
            return null;
        }

        if (power < 0)
        {
            return number.Number <= MaxPerMl ? number : null;
        }

        // "10^5" is a power of ten; "2e5" twice it.
        if (!int.TryParse(text[(power + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int exponent)
            || exponent > MaxPower || (text[power] == '^' && number.Number != 10))
        {
            return null;
        }

        decimal value = text[power] == '^' ? 1 : number.Number;
        for (int i = 0; i < exponent; i++)
        {
            value *= 10;
        }

        return value <= MaxPerMl ? (value, number.Comparator) : null;
    }

    private static (decimal Number, Comparator Comparator)? NumberOf(string typed)
    {
        string text = typed.Trim();
        Comparator comparator = Comparator.None;
        foreach ((string sign, Comparator meaning) in ((string, Comparator)[])
        [
            ("<=", Comparator.AtMost), ("≤", Comparator.AtMost), (">=", Comparator.AtLeast), ("≥", Comparator.AtLeast),
            ("<", Comparator.Less), (">", Comparator.More),
        ])
        {
            if (text.StartsWith(sign, StringComparison.Ordinal))
            {
                comparator = meaning;
                text = text[sign.Length..].TrimStart();
                break;
            }
        }

        return text.Length <= MaxAmountChars
            && decimal.TryParse(
                text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                ? (number, comparator)
                : null;
    }

    private static string Shown(Amount amount, PageTexts texts) =>
        amount.PerMl is { } number ? BenchWords.SignOf(amount.Comparator) + Amount.Written(number, texts.Culture)
        : amount.Level != Abundance.None ? texts.Of("culture.level", amount.Level)
        : "";

    private static string? Short(FormState form, string field, PageTexts texts)
    {
        if (form[field].Length > CultureReading.MaxTextChars)
        {
            form.Refuse(field, texts.Fill("culture.tooLong", CultureReading.MaxTextChars));
        }

        return form.Optional(field);
    }

    private static T Chosen<T>(string typed)
        where T : struct, Enum => Enum.TryParse(typed, out T value) && Enum.IsDefined(value) ? value : default;
}

using System.Globalization;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Catalogue;

/// <summary>
/// An analysis as a form: each field is named after the member of its JSON, behind <see cref="Prefix"/>, so that a fault
/// of the rules finds its field.
/// </summary>
internal sealed class AnalysisForm(FormState form, PageTexts texts)
{
    /// <summary>Before the name of a field.</summary>
    public const string Prefix = "cat-";

    /// <summary>Rows for ranges that a form offers beyond those that are there.</summary>
    public const int SpareRanges = 3;

    private const char Between = '|';

    /// <summary>Fills the form.</summary>
    public static FormState Fill(Analysis one, PageTexts texts)
    {
        FormState form = new();
        void Put(string name, string? value) => form[Prefix + name] = value ?? "";
        string? Number(decimal? number) => number is { } some ? CatalogueWords.Number(texts, some) : null;
        Put("code", one.Code);
        Put("fr", one.Fr);
        Put("en", one.En);
        Put("loinc", one.Loinc);
        Put("nabm", one.Nabm);
        Put("section", one.Section.ToString());
        Put("kind", one.Kind.ToString());
        Put("container", one.Container);
        Put("alternatives", string.Join(' ', one.Alternatives));
        Put("microlitres", Number(one.Microlitres));
        Put("unit", one.Unit);
        Put("decimals", Number(one.Decimals));
        Put("second", one.Second?.Unit);
        Put("factor", Number(one.Second?.Factor));
        Put("secondDecimals", Number(one.Second?.Decimals));
        Put("method", one.Method);
        Put("formula", one.Formula);
        Put("constants", string.Join(" ; ", (one.Constants ?? new Dictionary<string, decimal>(StringComparer.Ordinal))
            .Select(constant => $"{constant.Key} = {Number(constant.Value)}")));
        Put("critical", Number(one.Critical?.Low));
        Put("criticalHigh", Number(one.Critical?.High));
        Put("plausible", Number(one.Plausible?.Low));
        Put("plausibleHigh", Number(one.Plausible?.High));
        Put("delta", Number(one.Delta?.Percent));
        Put("deltaAbsolute", Number(one.Delta?.Absolute));
        Put("deltaDays", Number(one.Delta?.WithinDays));
        Put("stableHours", Number(one.StableHours));
        Put("transportMinutes", Number(one.TransportMinutes));
        Put("turnaroundMinutes", Number(one.TurnaroundMinutes));
        Put("urgentMinutes", Number(one.UrgentMinutes));
        Put("isSensitive", one.IsSensitive ? "yes" : "");
        Put("isRetired", one.IsRetired ? "yes" : "");
        Put("answers", string.Join('\n', one.Answers.Select(answer =>
            $"{answer.Code} {Between} {answer.Fr} {Between} {answer.En}{(answer.IsAbnormal ? $" {Between} !" : "")}")));
        Put("rows", (one.Ranges.Count + SpareRanges).ToString(CultureInfo.InvariantCulture));
        for (int i = 0; i < one.Ranges.Count; i++)
        {
            ReferenceRange range = one.Ranges[i];
            Put($"r{i}-sex", range.Sex?.ToString());
            Put($"r{i}-from", range.FromDays > 0 ? CatalogueWords.TypedAge(texts, range.FromDays) : null);
            Put($"r{i}-until", range.UntilDays is { } until ? CatalogueWords.TypedAge(texts, until) : null);
            Put($"r{i}-pregnant", range.IsPregnant ? "yes" : null);
            Put($"r{i}-method", range.Method);
            Put($"r{i}-low", Number(range.Low));
            Put($"r{i}-high", Number(range.High));
            Put($"r{i}-fr", range.TextFr);
            Put($"r{i}-en", range.TextEn);
        }

        return form;
    }

    /// <summary>How many rows for ranges the form has.</summary>
    public static int RowsOf(FormState form) =>
        int.TryParse(form[Prefix + "rows"], NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            ? Math.Clamp(rows, SpareRanges, CatalogueRules.MaxRanges + SpareRanges)
            : SpareRanges;

    /// <summary>Reads the form; what cannot be read is refused in it.</summary>
    public Analysis Read(string code)
    {
        string? second = Text("second");
        return new Analysis
        {
            Code = code,
            Fr = form[Prefix + "fr"],
            En = form[Prefix + "en"],
            Loinc = form[Prefix + "loinc"],
            Nabm = Text("nabm"),
            Section = Chosen<Section>("section") ?? default,
            Kind = Chosen<AnswerKind>("kind") ?? AnswerKind.Text,
            Container = form[Prefix + "container"],
            Alternatives = Words("alternatives"),
            Microlitres = Whole("microlitres") ?? 0,
            Unit = Text("unit"),
            Decimals = (byte)Math.Clamp(Whole("decimals") ?? 0, 0, byte.MaxValue),
            Second = second is null
                ? null
                : new SecondUnit(
                    second, Number("factor") ?? 0, (byte)Math.Clamp(Whole("secondDecimals") ?? 0, 0, byte.MaxValue)),
            Method = Text("method"),
            Formula = Text("formula"),
            Constants = Constants(),
            Critical = Pair("critical"),
            Plausible = Pair("plausible"),
            Delta = Number("delta") is null && Number("deltaAbsolute") is null
                ? null
                : new DeltaLimit(Number("delta"), Number("deltaAbsolute"), Whole("deltaDays") ?? 0),
            StableHours = Whole("stableHours") ?? 0,
            TransportMinutes = Whole("transportMinutes"),
            TurnaroundMinutes = Whole("turnaroundMinutes") ?? 0,
            UrgentMinutes = Whole("urgentMinutes") ?? 0,
            IsSensitive = Text("isSensitive") is not null,
            IsRetired = Text("isRetired") is not null,
            Answers = Answers(),
            Ranges = Ranges(),
        };
    }

    private List<ReferenceRange> Ranges()
    {
        List<ReferenceRange> ranges = [];
        for (int i = 0; i < RowsOf(form); i++)
        {
            ReferenceRange range = new(
                Chosen<LaboratorySex>($"r{i}-sex", "ranges"), Age($"r{i}-from") ?? 0, Age($"r{i}-until"),
                Text($"r{i}-pregnant") is not null, Text($"r{i}-method"), Number($"r{i}-low", "ranges"),
                Number($"r{i}-high", "ranges"), Text($"r{i}-fr"), Text($"r{i}-en"));
            if (range is not { Low: null, High: null, TextFr: null, TextEn: null })
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    private List<CodedAnswer> Answers()
    {
        List<CodedAnswer> answers = [];
        foreach (string line in form[Prefix + "answers"].Split('\n', StringSplitOptions.TrimEntries))
        {
            string[] parts = line.Split(Between, StringSplitOptions.TrimEntries);
            if (parts.Length is 3 or 4)
            {
                answers.Add(new CodedAnswer(parts[0], parts[1], parts[2], parts.Length == 4 && parts[3] is "!"));
            }
            else if (line.Length > 0)
            {
                form.Refuse(Prefix + "answers", texts.Fill("catalogue.refused.answer", line));
            }
        }

        return answers;
    }

    private Dictionary<string, decimal>? Constants()
    {
        Dictionary<string, decimal> constants = new(StringComparer.Ordinal);
        foreach (string one in form[Prefix + "constants"].Split(';', StringSplitOptions.TrimEntries))
        {
            string[] parts = one.Split('=', StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && parts[0].Length is > 0 and <= 20 && TryNumber(parts[1], out decimal number))
            {
                constants[parts[0]] = number;
            }
            else if (one.Length > 0)
            {
                form.Refuse(Prefix + "constants", texts["catalogue.refused.constants"]);
            }
        }

        return constants.Count == 0 ? null : constants;
    }

    private Limits? Pair(string name)
    {
        Limits limits = new(Number(name), Number(name + "High", name));
        return limits is { Low: null, High: null } ? null : limits;
    }

    private int? Age(string name)
    {
        if (Text(name) is not { } typed)
        {
            return null;
        }

        int? days = CatalogueWords.ReadAge(typed);
        if (days is null)
        {
            form.Refuse(Prefix + "ranges", texts.Fill("catalogue.refused.age", typed));
        }

        return days;
    }

    private decimal? Number(string name, string? refused = null)
    {
        if (Text(name) is not { } typed)
        {
            return null;
        }

        if (TryNumber(typed, out decimal number))
        {
            return number;
        }

        form.Refuse(Prefix + (refused ?? name), texts.Fill("catalogue.refused.number", typed));
        return null;
    }

    private int? Whole(string name)
    {
        if (Number(name) is not { } number)
        {
            return null;
        }

        if (number == decimal.Truncate(number) && number is >= 0 and <= int.MaxValue)
        {
            return (int)number;
        }

        form.Refuse(Prefix + name, texts.Fill("catalogue.refused.number", form[Prefix + name]));
        return null;
    }

    private static bool TryNumber(string typed, out decimal number) => decimal.TryParse(
        typed.Replace(',', '.').Replace(" ", "", StringComparison.Ordinal),
        NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private T? Chosen<T>(string name, string? refused = null)
        where T : struct, Enum
    {
        if (Text(name) is not { } typed)
        {
            return null;
        }

        if (Enum.TryParse(typed, out T chosen) && Enum.IsDefined(chosen))
        {
            return chosen;
        }

        form.Refuse(Prefix + (refused ?? name), texts["catalogue.fault.Unknown"]);
        return null;
    }

    private string[] Words(string name) =>
        form[Prefix + name].Split([' ', ',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private string? Text(string name) => form.Optional(Prefix + name);
}

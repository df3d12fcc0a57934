namespace Serment.Records.Laboratory.Bench.Rules;

/// <summary>
/// Values that somebody types to try a rule before it counts: one a line, <c>TSH = 7,2</c>, <c>HBSAG = POS</c>,
/// <c>TSH = &lt; 0,01</c>, <c>précédent TSH = 2</c>, <c>drapeau TSH = H</c>, <c>age = 43</c>, <c>sexe = F</c>.
/// </summary>
public static class RuleExample
{
    /// <summary>Longest text.</summary>
    public const int MaxChars = 2_000;

    private const int MaxAgeYears = 130;

    /// <summary>Reads them; null with the number of the first line, from 1, that cannot be read.</summary>
    public static RuleValues? Parse(string text, out int wrongLine)
    {
        Dictionary<string, decimal> numbers = new(StringComparer.Ordinal);
        Dictionary<string, decimal> previous = new(StringComparer.Ordinal);
        Dictionary<string, string> answers = new(StringComparer.Ordinal);
        Dictionary<string, ResultFlag> flags = new(StringComparer.Ordinal);
        Dictionary<string, Comparator> bounds = new(StringComparer.Ordinal);
        BenchPerson person = BenchPerson.Unknown;
        string[] lines = text.Length > MaxChars ? [""] : text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            wrongLine = i + 1;
            if (string.IsNullOrWhiteSpace(lines[i]) && text.Length <= MaxChars)
            {
                continue;
            }

            string[] sides = lines[i].Split('=', 2, StringSplitOptions.TrimEntries);
            string[] names = sides[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (sides.Length != 2 || sides[1].Length == 0 || names.Length is 0 or > 2)
            {
                return null;
            }

            bool isNumber = RuleWords.TryNumber(sides[1], out decimal number);
            string code = names[^1].ToUpperInvariant();
            switch (names.Length == 2 ? names[0].ToUpperInvariant() : code)
            {
                case "AGE" when isNumber && number is >= 0 and <= MaxAgeYears:
                    person = person with { AgeDays = (int)Math.Ceiling((double)number * BenchPerson.DaysOfYear) };
                    break;
                case "SEXE" or "SEX" when sides[1].ToUpperInvariant() is "M" or "F":
                    person = person with
                    {
                        Sex = sides[1].ToUpperInvariant() is "M" ? LaboratorySex.Male : LaboratorySex.Female,
                    };
                    break;
                case "PRÉCÉDENT" or "PRECEDENT" or "PREVIOUS" when names.Length == 2 && isNumber:
                    previous[code] = number;
                    break;
                case "DRAPEAU" or "FLAG"
                    when names.Length == 2 && ResultFlags.Of(sides[1].ToUpperInvariant()) != ResultFlag.None:
                    flags[code] = ResultFlags.Of(sides[1].ToUpperInvariant());
                    break;
                case not ("AGE" or "SEXE" or "SEX") when names.Length == 1:
                    if (TypedValue.NumberOf(sides[1]) is { Number: { } read } typed)
                    {
                        numbers[code] = read;
                        bounds[code] = typed.Comparator;
                    }

                    answers[code] = sides[1];
                    break;
                default:
                    return null;
            }
        }

        wrongLine = 0;
        return new(numbers, answers, previous, flags, person) { Bounds = bounds };
    }
}

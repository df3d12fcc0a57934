namespace Serment.Records.Laboratory.Bench.Rules;

/// <summary>Reads the words of a condition by its grammar (<see cref="RuleExpression"/>).</summary>
internal sealed class RuleReader(List<RuleWord> words, Func<string, bool> isAnalysis)
{
    private readonly HashSet<string> codes = new(StringComparer.Ordinal);
    private int next;
    private int depth;

    public IReadOnlyCollection<string> Codes => codes;

    public RuleProblem? Problem { get; private set; }

    /// <summary>Whether it reads what only an opened record tells.</summary>
    public bool NeedsRecord { get; private set; }

    private RuleWord Here => words[next];

    public Func<RuleValues, bool>? Read()
    {
        Func<RuleValues, bool>? read = Condition();
        return read is not null && Here.Text.Length > 0 ? Fail("unexpected") : read;
    }

    private Func<RuleValues, bool>? Condition()
    {
        Func<RuleValues, bool>? left = Term();
        while (left is not null && Here.Is("ou", "or"))
        {
            next++;
            Func<RuleValues, bool> before = left;
            left = Term() is { } right ? values => before(values) || right(values) : null;
        }

        return left;
    }

    private Func<RuleValues, bool>? Term()
    {
        Func<RuleValues, bool>? left = Factor();
        while (left is not null && Here.Is("et", "and"))
        {
            next++;
            Func<RuleValues, bool> before = left;
            left = Factor() is { } right ? values => before(values) && right(values) : null;
        }

        return left;
    }

    private Func<RuleValues, bool>? Factor()
    {
        if (Here.Is("non", "not"))
        {
            next++;
            return Deeper(Factor) is { } one ? values => !one(values) : null;
        }

        if (Here.Text is not "(")
        {
            return Comparison();
        }

        next++;
        Func<RuleValues, bool>? inside = Deeper(Condition);
        if (inside is null)
        {
            return null;
        }

        if (Here.Text is not ")")
        {
            return Fail("bracket");
        }

        next++;
        return inside;
    }

    private Func<RuleValues, bool>? Deeper(Func<Func<RuleValues, bool>?> read)
    {
        if (++depth > RuleExpression.MaxDepth)
        {
            return Fail("tooDeep");
        }

        Func<RuleValues, bool>? inside = read();
        depth--;
        return inside;
    }

    private Func<RuleValues, bool>? Comparison()
    {
        if (Here.Is("age"))
        {
            next++;
            return Number(values => values.Person.AgeDays < 0
                ? null
                : Math.Floor((decimal)(values.Person.AgeDays / BenchPerson.DaysOfYear)));
        }

        if (Here.Is("sexe", "sex"))
        {
            next++;
            return Word(values => values.Person.Sex switch
            {
                LaboratorySex.Male => "M",
                LaboratorySex.Female => "F",
                _ => null,
            });
        }

        if (Here.Is("precedent", "précédent", "previous"))
        {
            next++;
            NeedsRecord = true;
            return Code() is { } code
                ? Number(values => values.Previous.TryGetValue(code, out decimal number) ? number : null)
                : null;
        }

        if (Here.Is("drapeau", "flag"))
        {
            next++;
            NeedsRecord = true;
            return Code() is { } code
                ? Word(values => ResultFlags.CodeOf(values.Flags.GetValueOrDefault(code)))
                : null;
        }

        return Code() is { } named ? Value(named) : null;
    }

    // By what stands after the sign: a number, or an answer's code.
    private Func<RuleValues, bool>? Value(string code) =>
        next + 1 < words.Count && RuleWords.TryNumber(words[next + 1].Text, out _)
            ? Number(
                values => values.Numbers.TryGetValue(code, out decimal number) ? number : null,
                values => values.Bounds.GetValueOrDefault(code))
            : Word(values => values.Answers.GetValueOrDefault(code));

    private string? Code()
    {
        string code = Here.Text.ToUpperInvariant();
        if (code.Length == 0 || !isAnalysis(code))
        {
            Fail(code.Length == 0 ? "ends" : "unknownCode");
            return null;
        }

        codes.Add(code);
        next++;
        return code;
    }

    private Func<RuleValues, bool>? Number(Func<RuleValues, decimal?> of, Func<RuleValues, Comparator>? bound = null)
    {
        string sign = Here.Text;
        if (sign is not ("<" or "<=" or ">" or ">=" or "=" or "<>"))
        {
            return Fail("sign");
        }

        next++;
        if (!RuleWords.TryNumber(Here.Text, out decimal limit))
        {
            return Fail("number");
        }

        next++;
        return values => of(values) is { } number
            && Holds(number, bound?.Invoke(values) ?? Comparator.None, sign, limit);
    }

    // Of a bounded number: whether it holds for every number within the bound.
    private static bool Holds(decimal number, Comparator bound, string sign, decimal limit) => (bound, sign) switch
    {
        (Comparator.None, "<") or (Comparator.AtMost, "<") => number < limit,
        (Comparator.None, "<=") or (Comparator.AtMost or Comparator.Less, "<=") or (Comparator.Less, "<" or "<>") =>
            number <= limit,
        (Comparator.None, ">") or (Comparator.AtLeast, ">") => number > limit,
        (Comparator.None, ">=") or (Comparator.AtLeast or Comparator.More, ">=") or (Comparator.More, ">" or "<>") =>
            number >= limit,
        (Comparator.None, "=") => number == limit,
        (Comparator.None, "<>") => number != limit,
        (Comparator.AtMost, "<>") => number < limit,
        (Comparator.AtLeast, "<>") => number > limit,
        _ => false,
    };

    private Func<RuleValues, bool>? Word(Func<RuleValues, string?> of)
    {
        string sign = Here.Text;
        if (sign is not ("=" or "<>"))
        {
            return Fail("wordSign");
        }

        next++;
        string word = Here.Text;
        if (word.Length == 0 || !char.IsLetterOrDigit(word[0]))
        {
            return Fail("ends");
        }

        next++;
        return values => of(values) is { } said
            && string.Equals(said, word, StringComparison.OrdinalIgnoreCase) == sign is "=";
    }

    private Func<RuleValues, bool>? Fail(string key)
    {
        Problem ??= new(key, Here.At, Here.Text);
        return null;
    }
}

using Serment.CustodyProtocol;

namespace Serment.Custodian.Tokens;

/// <summary>
/// What a session pays for tokens: one lookup for each person that the inputs could ask about. Every token answers
/// whether somebody is known here, so a request must not carry many questions for the price of one; but one search
/// form makes several tokens of one person's traits. Pure. The rule stands in docs/identity.md.
/// </summary>
/// <remarks>
/// Of one birth date, a person's name gives one prefix, one sound code and one set of strict traits: the greatest
/// number of different inputs of these three is the number of people asked about. A number is one person in whatever
/// range it is looked for. Everything else is one person an input.
/// </remarks>
internal static class LookupPrice
{
    private const byte Separator = (byte)'|';
    private const int BirthDateBytes = 10;

    private enum Group : byte
    {
        Prefix,
        Sound,
        Strict,
        Number,
        Alone,
    }

    /// <summary>Lookups to charge, at least one.</summary>
    /// <exception cref="InvalidDataException">The request is malformed.</exception>
    public static int Of(TokenRequestReader request)
    {
        HashSet<string> alone = new(StringComparer.Ordinal);
        Dictionary<string, HashSet<string>[]> births = new(StringComparer.Ordinal);
        while (request.MoveNext())
        {
            Group group = GroupOf(request.Kind);
            if (group is Group.Number or Group.Alone || BirthDateOf(request.Input) is not { } birthDate)
            {
                ReadOnlySpan<byte> asked = group == Group.Number ? AfterRange(request.Input) : request.Input;
                alone.Add($"{(byte)request.Kind}:{Text(asked)}");
                continue;
            }

            if (!births.TryGetValue(birthDate, out HashSet<string>[]? inputs))
            {
                births[birthDate] = inputs =
                    [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
            }

            inputs[(int)group].Add(Text(request.Input));
        }

        return Math.Max(1, alone.Count + births.Values.Sum(inputs => inputs.Max(one => one.Count)));
    }

    private static Group GroupOf(TokenKind kind) =>
        kind switch
        {
            TokenKind.BirthDateNamePrefix => Group.Prefix,
            TokenKind.BirthDatePhonetic => Group.Sound,

            // Whether a personal identifier is known changes the kind, not the person.
            TokenKind.StrictTraits or TokenKind.StrictTraitsIdentified => Group.Strict,
            TokenKind.RecordNumber or TokenKind.Accession => Group.Number,
            _ => Group.Alone,
        };

    private static string? BirthDateOf(ReadOnlySpan<byte> input) =>
        input.Length > BirthDateBytes && input[BirthDateBytes] == Separator ? Text(input[..BirthDateBytes]) : null;

    // A range's name holds no separator, the number may: only the first one parts them.
    private static ReadOnlySpan<byte> AfterRange(ReadOnlySpan<byte> input) => input[(input.IndexOf(Separator) + 1)..];

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);
}

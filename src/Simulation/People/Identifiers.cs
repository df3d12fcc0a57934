using System.Globalization;

namespace Serment.Simulation.People;

/// <summary>French identifiers and numbers that are well formed and belong to nobody.</summary>
public static class Identifiers
{
    /// <summary>The OID of INS numbers that are NIR (ANS, "Référentiel identifiant national de santé").</summary>
    public const string InsNirOid = "1.2.250.1.213.1.4.8";

    // The numbers that ARCEP keeps for works of fiction (decision 2018-0881), four last digits free.
    private static readonly string[] FictionLandlines = ["019900", "026191", "035301", "046571", "053649"];

    private const string FictionMobile = "063998";

    /// <summary>
    /// The key of a NIR's thirteen characters: 97 minus the number modulo 97, with the Corsican 2A read as 19 and 2B
    /// as 18.
    /// </summary>
    public static int NirKey(ReadOnlySpan<char> body)
    {
        int rest = 0;
        for (int i = 0; i < body.Length; i++)
        {
            int digit = body[i] switch
            {
                'A' => 9,
                'B' => 8,
                _ => body[i] - '0',
            };

            // 2A is 19 and 2B is 18: the letter becomes the digit, and the 2 before it a 1.
            bool beforeLetter = i + 1 < body.Length && body[i + 1] is 'A' or 'B';
            rest = ((rest * 10) + (beforeLetter ? 1 : digit)) % 97;
        }

        return 97 - rest;
    }

    /// <summary>The digit that makes <paramref name="body"/> and it satisfy Luhn; a Corsican A counts 1, B counts
    /// 2.</summary>
    public static char LuhnDigit(ReadOnlySpan<char> body)
    {
        int total = 0;
        for (int i = 0; i < body.Length; i++)
        {
            char c = body[^(i + 1)];
            int digit = c switch
            {
                'A' => 1,
                'B' => 2,
                _ => c - '0',
            };
            int doubled = i % 2 == 0 ? digit * 2 : digit;
            total += doubled > 9 ? doubled - 9 : doubled;
        }

        return (char)('0' + ((10 - (total % 10)) % 10));
    }

    /// <summary>An RPPS number of eleven digits from the range 109, which is not in use.</summary>
    public static string Rpps(int number)
    {
        string body = "109" + (number % 10_000_000).ToString("D7", CultureInfo.InvariantCulture);
        return body + LuhnDigit(body);
    }

    /// <summary>A FINESS number of nine characters whose commune part, 99, is not in use.</summary>
    public static string Finess(string department, int number)
    {
        string body = department + "99" + (number % 10_000).ToString("D4", CultureInfo.InvariantCulture);
        return body + LuhnDigit(body);
    }

    /// <summary>A landline number of the ranges for fiction.</summary>
    public static string Landline(Draws.SeededSource source) =>
        source.Pick<string>(FictionLandlines) + source.Below(10_000).ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>A mobile number of the range for fiction.</summary>
    public static string Mobile(Draws.SeededSource source) =>
        FictionMobile + source.Below(10_000).ToString("D4", CultureInfo.InvariantCulture);
}

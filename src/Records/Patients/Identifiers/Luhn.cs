namespace Serment.Records.Patients.Identifiers;

/// <summary>The Luhn check (ISO/IEC 7812-1, annex B), by which RPPS and FINESS numbers end.</summary>
internal static class Luhn
{
    /// <summary>
    /// Whether the last digit is right. A counts as 1 and B as 2 (the Corsican departments in a FINESS number).
    /// </summary>
    internal static bool IsValid(ReadOnlySpan<char> number)
    {
        int sum = 0;
        bool doubled = false;
        for (int i = number.Length - 1; i >= 0; i--, doubled = !doubled)
        {
            int digit = number[i] switch
            {
                'A' => 1,
                'B' => 2,
                char c => c - '0',
            };
            digit = doubled ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}

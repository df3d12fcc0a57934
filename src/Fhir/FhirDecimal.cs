using System.Globalization;

namespace Serment.Fhir;

/// <summary>
/// A decimal that keeps the text it was written with: in FHIR <c>1.50</c> is more precise than <c>1.5</c>
/// (R4, data types, decimal: "the precision of the decimal value has significance").
/// Two values are equal when their texts are; compare <see cref="ToDecimal"/> for the quantity itself.
/// </summary>
public readonly record struct FhirDecimal
{
    private readonly string? literal;

    private FhirDecimal(string literal) => this.literal = literal;

    /// <summary>The number as it stands in JSON, such as <c>1.50</c> or <c>1E-22</c>.</summary>
    public string Literal => literal ?? "0";

    /// <summary>Takes a decimal with its scale: <c>1.50m</c> becomes <c>1.50</c>.</summary>
    public static implicit operator FhirDecimal(decimal value) => FromDecimal(value);

    /// <summary>Takes a decimal with its scale: <c>1.50m</c> becomes <c>1.50</c>.</summary>
    public static FhirDecimal FromDecimal(decimal value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes the text of a JSON number.</summary>
    /// <exception cref="FormatException">The text is not a JSON number, or is longer than
    /// <see cref="FhirJson.MaxNumberLength"/>.</exception>
    public static FhirDecimal Parse(string literal) =>
        IsJsonNumber(literal) ? new FhirDecimal(literal) : throw new FormatException("Not the text of a JSON number.");

    /// <summary>The quantity, as far as a .NET decimal can carry it (28 digits).</summary>
    /// <exception cref="OverflowException">The number is too large for a .NET decimal.</exception>
    public decimal ToDecimal() => decimal.Parse(Literal, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The quantity, or false when it is too large for a .NET decimal.</summary>
    public bool TryToDecimal(out decimal value) =>
        decimal.TryParse(Literal, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <inheritdoc/>
    public override string ToString() => Literal;

    /// <summary>For text that the JSON reader has already found to be a number.</summary>
    internal static FhirDecimal FromToken(string literal) => new(literal);

    private static bool IsJsonNumber(string text)
    {
        int at = text.StartsWith('-') ? 1 : 0;
        int wholeStart = at;
        int whole = Digits(text, ref at);
        bool ok = whole > 0 && (whole == 1 || text[wholeStart] != '0') && text.Length <= FhirJson.MaxNumberLength;
        if (ok && at < text.Length && text[at] == '.')
        {
            at++;
            ok = Digits(text, ref at) > 0;
        }

        if (ok && at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            at += at < text.Length && text[at] is '+' or '-' ? 1 : 0;
            ok = Digits(text, ref at) > 0;
        }

        return ok && at == text.Length;
    }

    private static int Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }
}

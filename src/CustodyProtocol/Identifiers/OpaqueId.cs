using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Serment.CustodyProtocol;

/// <summary>
/// The text form of our 64-bit random identifiers: 13 lower-case characters of Crockford's base 32.
/// An identifier is drawn at random, is never zero or negative, and tells nothing about what it names.
/// </summary>
public static class OpaqueId
{
    /// <summary>Characters in the text form.</summary>
    public const int LengthCharacters = 13;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new random identifier between 1 and 2^63 - 1.</summary>
    public static long Draw()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        long value;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            value = FromRandom(bytes);
        }
        while (value == 0);

        return value;
    }

    /// <summary>The identifier made of eight random bytes; zero must be drawn again.</summary>
    public static long FromRandom(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes) & long.MaxValue;

    /// <summary>The text form.</summary>
    public static string Format(long value) =>
        string.Create(
            LengthCharacters,
            value,
            static (text, rest) =>
            {
                for (int i = text.Length - 1; i >= 0; i--)
                {
                    text[i] = Alphabet[(int)(rest & 31)];
                    rest = (long)((ulong)rest >> 5);
                }
            });

    /// <summary>Reads the text form; false for anything else, without saying why.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.Length != LengthCharacters || text[0] > '7')
        {
            return false;
        }

        foreach (char c in text)
        {
            int digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            value = (value << 5) | (uint)digit;
        }

        return value > 0;
    }
}

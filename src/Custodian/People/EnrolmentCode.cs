using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;

namespace Serment.Custodian.People;

/// <summary>
/// The second half of an enrolment that two people decided. Whoever approves is shown the address, whoever proposed
/// this code; the newcomer needs both, so neither of the two can enrol a passkey of their own in the newcomer's place.
/// Forty random bits in eight of Crockford's symbols; what is kept is an HMAC under a key of the site, so that the
/// database alone does not give it by trying.
/// </summary>
internal static class EnrolmentCode
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 8;

    // Room for hyphens and blanks as people type them.
    private const int MaxTypedCharacters = 32;

    /// <summary>A new code as it is shown: <c>7K3M-Q9TX</c>.</summary>
    public static string Draw() =>
        RandomNumberGenerator.GetString(Symbols, Length).Insert(Length / 2, "-");

    /// <summary>What is kept of a code; null for a text that is no code at all.</summary>
    /// <param name="noteKey">The site's note key, from which the codes' key is derived.</param>
    /// <param name="typed">The code as it was typed: small letters, blanks, O for 0, I and L for 1 are understood.</param>
    public static byte[]? MacOf(byte[] noteKey, string? typed)
    {
        if (typed is null or { Length: > MaxTypedCharacters } || Read(typed) is not { Length: Length } code)
        {
            return null;
        }

        byte[] key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, noteKey, SealedLengths.KeyBytes, info: "serment/enrolment-code/1"u8.ToArray());
        byte[] mac = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(code));
        CryptographicOperations.ZeroMemory(key);
        return mac;
    }

    private static string? Read(string typed)
    {
        StringBuilder code = new(Length);
        foreach (char symbol in typed.ToUpperInvariant())
        {
            switch (symbol)
            {
                case '-' or ' ':
                    break;
                case 'O':
                    code.Append('0');
                    break;
                case 'I' or 'L':
                    code.Append('1');
                    break;
                case var _ when Symbols.Contains(symbol, StringComparison.Ordinal):
                    code.Append(symbol);
                    break;
                default:
                    return null;
            }
        }

        return code.ToString();
    }
}

using System.Text;
using Serment.CustodyProtocol;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Names;

namespace Serment.Records.Patients.Lookup;

/// <summary>
/// The canonical UTF-8 texts of which the custodian makes blind tokens (docs/identity.md has the table). Writer and
/// searcher must build the same bytes, so this is the only place that builds them. Every method writes into the
/// caller's buffer, allocates nothing, and returns the length; 0 says that the traits do not suffice for this token,
/// and then none is made.
/// </summary>
public static class TokenInputs
{
    /// <summary>A buffer of this length holds any input; it is the protocol's limit.</summary>
    public const int MaxBytes = TokenRequest.MaxInputBytes;

    /// <summary>The longest namespace of record or accession numbers, in characters.</summary>
    public const int MaxNamespaceChars = 64;

    /// <summary>The longest record or accession number, in characters.</summary>
    public const int MaxNumberChars = 64;

    /// <summary>Name letters beyond this are not looked at; no two people differ only there.</summary>
    public const int MaxNameLetters = 100;

    private const byte Separator = (byte)'|';
    private const int DateBytes = 10;

    /// <summary>
    /// <see cref="TokenKind.PersonalIdentifier"/>: the thirteen characters of the NIR, NIA or INS, without key.
    /// </summary>
    public static int WritePersonalIdentifier(Nir nir, Span<byte> destination)
    {
        if (nir.IsEmpty)
        {
            return 0;
        }

        Span<char> text = stackalloc char[Nir.LengthChars];
        nir.Write(text);
        return Encoding.ASCII.GetBytes(text, destination);
    }

    /// <summary>
    /// <see cref="TokenKind.RecordNumber"/> and <see cref="TokenKind.Accession"/>: <c>namespace|NUMBER</c>. The
    /// number is in capitals without blanks; leading zeros count. The namespace names who gives the numbers; it is
    /// not empty and holds no <c>|</c>.
    /// </summary>
    public static int WriteNumber(ReadOnlySpan<char> numberNamespace, ReadOnlySpan<char> number, Span<byte> destination)
    {
        if (numberNamespace.IsEmpty || numberNamespace.Length > MaxNamespaceChars || numberNamespace.Contains('|'))
        {
            throw new ArgumentException("A namespace has 1 to 64 characters, no separator.", nameof(numberNamespace));
        }

        Span<char> text = stackalloc char[MaxNumberChars];
        int length = 0;
        foreach (char c in number)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                continue;
            }

            if (length == MaxNumberChars)
            {
                return 0;
            }

            text[length++] = char.ToUpperInvariant(c);
        }

        if (length == 0)
        {
            return 0;
        }

        int written = Encoding.UTF8.GetBytes(numberNamespace, destination);
        destination[written++] = Separator;
        return written + Encoding.UTF8.GetBytes(text[..length], destination[written..]);
    }

    /// <summary>
    /// <see cref="TokenKind.StrictTraits"/> and <see cref="TokenKind.StrictTraitsIdentified"/>:
    /// <c>yyyy-MM-dd|SEX|BIRTHNAME|FIRSTGIVENNAME</c>, names as letters A to Z only. Give the used name when the
    /// birth name is missing, as <see cref="PatientIdentity.NameForMatching"/> does. The sex is M, F or I.
    /// </summary>
    public static int WriteStrictTraits(
        BirthDate birthDate,
        Sex sex,
        ReadOnlySpan<char> name,
        ReadOnlySpan<char> firstGivenName,
        Span<byte> destination)
    {
        if (birthDate.IsEmpty || sex == Sex.Missing)
        {
            return 0;
        }

        birthDate.WriteDateToUse(destination);
        int length = DateBytes;
        destination[length++] = Separator;
        destination[length++] = (byte)sex.Letter();
        destination[length++] = Separator;
        int nameLength = WriteLetters(name, destination[length..]);
        length += nameLength;
        destination[length++] = Separator;
        int givenLength = WriteLetters(firstGivenName, destination[length..]);
        return nameLength == 0 || givenLength == 0 ? 0 : length + givenLength;
    }

    /// <summary>
    /// <see cref="TokenKind.BirthDateNamePrefix"/>: <c>yyyy-MM-dd|ABC</c>, the first three letters of a birth or used
    /// name. A name of one or two letters is taken whole, so that its owner can be found by typing all of it.
    /// </summary>
    public static int WriteBirthDateNamePrefix(BirthDate birthDate, ReadOnlySpan<char> name, Span<byte> destination)
    {
        Span<char> prefix = stackalloc char[NameForm.SearchPrefixChars];
        return WithBirthDate(birthDate, prefix[..NameForm.WriteSearchPrefix(name, prefix)], destination);
    }

    /// <summary>
    /// <see cref="TokenKind.BirthDatePhonetic"/>: <c>yyyy-MM-dd|CODE</c>, the Soundex 2 code of a birth or used name.
    /// </summary>
    public static int WriteBirthDatePhonetic(BirthDate birthDate, ReadOnlySpan<char> name, Span<byte> destination)
    {
        Span<char> code = stackalloc char[Soundex2.MaxCodeChars];
        return WithBirthDate(birthDate, code[..Soundex2.Write(name, code)], destination);
    }

    /// <summary><see cref="TokenKind.ImportRow"/>: the SHA-256 of the row's content, as its 32 bytes.</summary>
    public static int WriteImportRow(ReadOnlySpan<byte> contentHash, Span<byte> destination)
    {
        if (contentHash.Length != System.Security.Cryptography.SHA256.HashSizeInBytes)
        {
            throw new ArgumentException("An import row is named by a SHA-256.", nameof(contentHash));
        }

        contentHash.CopyTo(destination);
        return contentHash.Length;
    }

    /// <summary><see cref="TokenKind.HealthCard"/>: the card's number in capitals without blanks.</summary>
    public static int WriteHealthCard(ReadOnlySpan<char> number, Span<byte> destination)
    {
        Span<char> text = stackalloc char[MaxNumberChars];
        int length = CompactText.Write(number, text);
        return length > MaxNumberChars ? 0 : Encoding.UTF8.GetBytes(text[..length], destination);
    }

    private static int WithBirthDate(BirthDate birthDate, ReadOnlySpan<char> letters, Span<byte> destination)
    {
        if (birthDate.IsEmpty || letters.IsEmpty)
        {
            return 0;
        }

        birthDate.WriteDateToUse(destination);
        destination[DateBytes] = Separator;
        return DateBytes + 1 + Encoding.ASCII.GetBytes(letters, destination[(DateBytes + 1)..]);
    }

    private static int WriteLetters(ReadOnlySpan<char> name, Span<byte> destination)
    {
        Span<char> letters = stackalloc char[MaxNameLetters];
        return Encoding.ASCII.GetBytes(letters[..NameForm.WriteLetters(name, letters)], destination);
    }
}

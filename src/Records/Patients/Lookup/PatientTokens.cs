using Serment.CustodyProtocol;
using Serment.Records.Patients.Identity;

namespace Serment.Records.Patients.Lookup;

/// <summary>Adds to a token request all that the identity rules let a patient be found by.</summary>
public static class PatientTokens
{
    /// <summary>The most inputs that one identity gives.</summary>
    public const int MaxInputs = 6;

    /// <summary>
    /// The INS, the strict traits, and for the birth name and a different used name the prefix and phonetic inputs.
    /// Record numbers and accession numbers are the caller's to add.
    /// </summary>
    /// <returns>How many inputs were added; 0 for an identity that nobody could find.</returns>
    public static int Add(PatientIdentity identity, TokenRequest request)
    {
        Span<byte> input = stackalloc byte[TokenInputs.MaxBytes];
        int before = request.Count;
        if (identity.Ins is { } ins)
        {
            Add(request, TokenKind.PersonalIdentifier, input[..TokenInputs.WritePersonalIdentifier(ins.Number, input)]);
        }

        if (identity.BirthDate is not { } birthDate)
        {
            return request.Count - before;
        }

        int length = TokenInputs.WriteStrictTraits(
            birthDate, identity.Sex, identity.NameForMatching, identity.GivenNameForMatching, input);
        Add(request, identity.Ins is null ? TokenKind.StrictTraits : TokenKind.StrictTraitsIdentified, input[..length]);
        AddNames(identity, birthDate, request);
        return request.Count - before;
    }

    private static void AddNames(PatientIdentity identity, BirthDate birthDate, TokenRequest request)
    {
        Span<byte> birthInput = stackalloc byte[TokenInputs.MaxBytes];
        Span<byte> usedInput = stackalloc byte[TokenInputs.MaxBytes];
        int birth = TokenInputs.WriteBirthDateNamePrefix(birthDate, identity.BirthName, birthInput);
        int used = TokenInputs.WriteBirthDateNamePrefix(birthDate, identity.UsedName, usedInput);
        AddBoth(request, TokenKind.BirthDateNamePrefix, birthInput[..birth], usedInput[..used]);

        birth = TokenInputs.WriteBirthDatePhonetic(birthDate, identity.BirthName, birthInput);
        used = TokenInputs.WriteBirthDatePhonetic(birthDate, identity.UsedName, usedInput);
        AddBoth(request, TokenKind.BirthDatePhonetic, birthInput[..birth], usedInput[..used]);
    }

    private static void AddBoth(TokenRequest request, TokenKind kind, ReadOnlySpan<byte> birth, ReadOnlySpan<byte> used)
    {
        Add(request, kind, birth);
        if (!used.SequenceEqual(birth))
        {
            Add(request, kind, used);
        }
    }

    private static void Add(TokenRequest request, TokenKind kind, ReadOnlySpan<byte> input)
    {
        if (!input.IsEmpty)
        {
            request.Add(kind, input);
        }
    }
}

using Serment.CustodyProtocol;
using Serment.RecordAccess.Lookup;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;

namespace Serment.Records.Patients.Lookup;

/// <summary>
/// From what somebody typed, or what an identity holds, to the inputs of a lookup or of a patient's tokens.
/// </summary>
public static class LookupInputs
{
    /// <summary>By birth date and the start or sound of a name, birth or used.</summary>
    public static List<TokenInput> OfName(BirthDate birthDate, string name)
    {
        byte[] buffer = new byte[TokenInputs.MaxBytes];
        List<TokenInput> inputs = [];
        Add(
            inputs, TokenKind.BirthDateNamePrefix, buffer,
            TokenInputs.WriteBirthDateNamePrefix(birthDate, name, buffer));
        Add(inputs, TokenKind.BirthDatePhonetic, buffer, TokenInputs.WriteBirthDatePhonetic(birthDate, name, buffer));
        return inputs;
    }

    /// <summary>By NIR.</summary>
    public static List<TokenInput> OfNir(Nir nir)
    {
        byte[] buffer = new byte[TokenInputs.MaxBytes];
        List<TokenInput> inputs = [];
        Add(inputs, TokenKind.PersonalIdentifier, buffer, TokenInputs.WritePersonalIdentifier(nir, buffer));
        return inputs;
    }

    /// <summary>By a number, in every range that it may be of.</summary>
    public static List<TokenInput> OfNumber(TokenKind kind, string number, IEnumerable<string> spaces)
    {
        byte[] buffer = new byte[TokenInputs.MaxBytes];
        List<TokenInput> inputs = [];
        foreach (string space in spaces)
        {
            Add(inputs, kind, buffer, TokenInputs.WriteNumber(space, number, buffer));
        }

        return inputs;
    }

    /// <summary>Everything that an identity is found by.</summary>
    public static List<TokenInput> Of(PatientIdentity identity)
    {
        TokenRequest request = new();
        PatientTokens.Add(identity, request);
        List<TokenInput> inputs = [];
        if (request.Count == 0)
        {
            return inputs;
        }

        TokenRequestReader.TryRead(request.Payload, out TokenRequestReader reader);
        while (reader.MoveNext())
        {
            inputs.Add(new(reader.Kind, reader.Input.ToArray()));
        }

        request.Clear();
        return inputs;
    }

    private static void Add(List<TokenInput> inputs, TokenKind kind, byte[] buffer, int length)
    {
        if (length > 0)
        {
            inputs.Add(new(kind, buffer.AsSpan(0, length).ToArray()));
        }
    }
}

using Serment.CustodyProtocol;
using Serment.RecordAccess.Lookup;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Lookup;

namespace Serment.Records.Patients;

/// <summary>The tokens of somebody whose NIR, if any, was typed here.</summary>
internal static class DraftTokens
{
    /// <summary>
    /// Everything the person is found by. The strict traits' kind says whether a personal identifier is known.
    /// </summary>
    public static List<TokenInput> Of(PatientIdentity identity, Nir? nir)
    {
        List<TokenInput> inputs = LookupInputs.Of(identity);
        if (nir is not { } known)
        {
            return inputs;
        }

        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Kind == TokenKind.StrictTraits)
            {
                inputs[i] = inputs[i] with { Kind = TokenKind.StrictTraitsIdentified };
            }
        }

        foreach (TokenInput input in LookupInputs.OfNir(known))
        {
            if (!Holds(inputs, input))
            {
                inputs.Add(input);
            }
        }

        return inputs;
    }

    /// <summary>Whether an input is among them.</summary>
    public static bool Holds(List<TokenInput> inputs, TokenInput input) =>
        inputs.Exists(one => one.Kind == input.Kind && one.Bytes.Span.SequenceEqual(input.Bytes.Span));
}

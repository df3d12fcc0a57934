using System.Security.Cryptography;
using Serment.Custodian.Keys;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Releasing;

/// <summary>
/// One patient's compartment keys for the length of one request: derived when first needed, then wiped.
/// </summary>
internal readonly ref struct PatientDoor
{
    private readonly AesGcm?[] compartments;
    private readonly Span<byte> pseudoRandomKey;

    /// <summary>Takes the patient key, which the caller wipes, and a 32-byte buffer of the caller.</summary>
    public PatientDoor(ReadOnlySpan<byte> patientKey, Span<byte> buffer)
    {
        compartments = new AesGcm?[Compartments.Count + 1];
        pseudoRandomKey = buffer;
        KeyDerivation.Extract(patientKey, pseudoRandomKey);
    }

    /// <summary>The cipher under the compartment's key.</summary>
    public AesGcm Of(Compartment compartment)
    {
        ref AesGcm? cipher = ref compartments[(int)compartment];
        if (cipher is null)
        {
            Span<byte> key = stackalloc byte[SealedLengths.KeyBytes];
            KeyDerivation.Compartment(pseudoRandomKey, compartment, key);
            cipher = new(key, SealedLengths.TagBytes);
            CryptographicOperations.ZeroMemory(key);
        }

        return cipher;
    }

    /// <summary>Wipes.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(pseudoRandomKey);
        foreach (AesGcm? cipher in compartments)
        {
            cipher?.Dispose();
        }
    }
}

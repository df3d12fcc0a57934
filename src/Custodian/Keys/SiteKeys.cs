using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Keys;

/// <summary>One site's keys while the process runs: wraps patient keys, makes tokens.</summary>
internal sealed class SiteKeys : IDisposable
{
    private readonly byte[] siteKey;
    private readonly byte[] indexKey;
    private readonly ThreadLocal<AesGcm> aes;
    private readonly ThreadLocal<IncrementalHash> tokens;

    /// <summary>Takes the unwrapped site key, which it wipes when disposed.</summary>
    public SiteKeys(short site, string code, byte[] siteKey)
    {
        Site = site;
        Code = code;
        this.siteKey = siteKey;
        indexKey = SecretBytes.New(SealedLengths.KeyBytes);
        KeyDerivation.Index(siteKey, indexKey);

        // Neither object may be used by two threads at once, and making one costs more than using it.
        aes = new(() => new(this.siteKey, SealedLengths.TagBytes), trackAllValues: true);
        tokens = new(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, indexKey), trackAllValues: true);
    }

    /// <summary>The site.</summary>
    public short Site { get; }

    /// <summary>Its code.</summary>
    public string Code { get; }

    /// <summary>The HMAC of this thread for blind tokens.</summary>
    public IncrementalHash TokenHash => tokens.Value!;

    /// <summary>Wraps a patient key.</summary>
    public void WrapPatientKey(PatientId patient, ReadOnlySpan<byte> key, Span<byte> wrapped)
    {
        Span<byte> data = stackalloc byte[KeyWrap.PatientDataBytes];
        KeyWrap.WritePatientData(data, Site, patient);
        Span<byte> nonce = stackalloc byte[SealedLengths.NonceBytes];
        RandomPool.Current.Fill(nonce);
        KeyWrap.Wrap(aes.Value!, nonce, key, data, wrapped);
    }

    /// <summary>Unwraps a patient key; the caller wipes it.</summary>
    /// <exception cref="InvalidDataException">The row was altered or moved.</exception>
    public void UnwrapPatientKey(PatientId patient, ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        Span<byte> data = stackalloc byte[KeyWrap.PatientDataBytes];
        KeyWrap.WritePatientData(data, Site, patient);
        if (!KeyWrap.TryUnwrap(aes.Value!, wrapped, data, key))
        {
            throw new InvalidDataException("a patient key in the custody database is not this patient's");
        }
    }

    /// <summary>
    /// A copy of the key under which the site's notes (break-glass reasons) are sealed; the caller wipes it.
    /// </summary>
    public byte[] DeriveNoteKey() => Derive("serment/notes/1"u8);

    /// <summary>
    /// A copy of the key under which the site's signing keys for reports are wrapped; the caller wipes it.
    /// </summary>
    public byte[] DeriveReportKey() => Derive("serment/report-keys/1"u8);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AesGcm instance in aes.Values)
        {
            instance.Dispose();
        }

        foreach (IncrementalHash instance in tokens.Values)
        {
            instance.Dispose();
        }

        aes.Dispose();
        tokens.Dispose();
        CryptographicOperations.ZeroMemory(siteKey);
        CryptographicOperations.ZeroMemory(indexKey);
    }

    private byte[] Derive(ReadOnlySpan<byte> info)
    {
        byte[] key = SecretBytes.New(SealedLengths.KeyBytes);
        Span<byte> pseudoRandomKey = stackalloc byte[SealedLengths.HashBytes];
        KeyDerivation.Extract(siteKey, pseudoRandomKey);
        KeyDerivation.Expand(pseudoRandomKey, info, key);
        CryptographicOperations.ZeroMemory(pseudoRandomKey);
        return key;
    }
}

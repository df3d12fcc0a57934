using Serment.CustodyProtocol;

namespace Serment.Cli.Verification;

/// <summary>One row of <c>entry</c> as a scan hands it over; the buffers are reused for the next row.</summary>
internal sealed class SealedRow
{
    private byte[] ciphertext = new byte[4096];
    private int ciphertextLength;

    /// <summary>The patient.</summary>
    public long PatientId { get; set; }

    /// <summary>The entry.</summary>
    public long EntryId { get; set; }

    /// <summary>When it was recorded, milliseconds since 1970.</summary>
    public long RecordedAtMs { get; set; }

    /// <summary>Who recorded it.</summary>
    public long AuthorId { get; set; }

    /// <summary>The leaf that the row points at.</summary>
    public long LogIndex { get; set; }

    /// <summary>The version.</summary>
    public int Version { get; set; }

    /// <summary>The compartment's code.</summary>
    public int Compartment { get; set; }

    /// <summary>The resource type's code.</summary>
    public int ResourceType { get; set; }

    /// <summary>The wrapped key; zeros where the row's has another length.</summary>
    public byte[] WrappedKey { get; } = new byte[SealedLengths.WrappedKeyBytes];

    /// <summary>Whether the wrapped key has the length that it must have.</summary>
    public bool IsWrapWhole { get; private set; }

    /// <summary>The ciphertext.</summary>
    public ReadOnlySpan<byte> Ciphertext => ciphertext.AsSpan(0, ciphertextLength);

    /// <summary>Takes the wrapped key.</summary>
    public void SetWrappedKey(ReadOnlySpan<byte> bytes)
    {
        IsWrapWhole = bytes.Length == WrappedKey.Length;
        WrappedKey.AsSpan().Clear();
        if (IsWrapWhole)
        {
            bytes.CopyTo(WrappedKey);
        }
    }

    /// <summary>Room for the ciphertext, to be filled by the scan.</summary>
    public Span<byte> Ciphertexts(int lengthBytes)
    {
        if (ciphertext.Length < lengthBytes)
        {
            ciphertext = new byte[Math.Max(lengthBytes, ciphertext.Length * 2)];
        }

        ciphertextLength = lengthBytes;
        return ciphertext.AsSpan(0, lengthBytes);
    }
}

using System.Buffers.Binary;

namespace Serment.CustodyProtocol;

/// <summary>
/// What one sealed entry version is bound to. These bytes are the associated data of both the sealing and the
/// key wrap: a row moved to another site, patient, entry, version, compartment or type does not open.
/// Layout (docs/formats/sealed-entry.md): "SE1" and a zero byte, then little-endian site i16, patient i64,
/// entry i64, version i32, compartment u8, resource type i16.
/// </summary>
public readonly record struct EntryBinding(
    short Site, PatientId Patient, EntryId Entry, int Version, Compartment Compartment, ResourceType Type)
{
    /// <summary>Length of the associated data.</summary>
    public const int LengthBytes = 4 + 2 + 8 + 8 + 4 + 1 + 2;

    /// <summary>Writes the associated data; the span has at least <see cref="LengthBytes"/>.</summary>
    public void Write(Span<byte> bytes)
    {
        "SE1\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[4..], Site);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[6..], Patient.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[14..], Entry.Value);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[22..], Version);
        bytes[26] = (byte)Compartment;
        BinaryPrimitives.WriteInt16LittleEndian(bytes[27..], Type.Code);
    }
}

/// <summary>The lengths that both processes and the formats documents share.</summary>
public static class SealedLengths
{
    /// <summary>An entry key.</summary>
    public const int KeyBytes = 32;

    /// <summary>An AES-GCM nonce.</summary>
    public const int NonceBytes = 12;

    /// <summary>An AES-GCM tag.</summary>
    public const int TagBytes = 16;

    /// <summary>A wrapped key: nonce, wrapped key, tag.</summary>
    public const int WrappedKeyBytes = NonceBytes + KeyBytes + TagBytes;

    /// <summary>A SHA-256 hash.</summary>
    public const int HashBytes = 32;
}

using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Serment.Interop.Legacy.Resources;

/// <summary>
/// Writes compact JSON from fixed parts and values, into one buffer that is used for every row. The bulk path writes
/// two
/// million resources: fixed parts are copied, only values are looked at.
/// </summary>
internal sealed class FhirText : IDisposable
{
    private const int InitialBytes = 64 * 1024;
    private const int KeepAtMostBytes = 1024 * 1024;

    private static readonly SearchValues<byte> MustEscape = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(code => (byte)code),
        (byte)'"',
        (byte)'\\',
    ]);

    private byte[] buffer = GC.AllocateUninitializedArray<byte>(InitialBytes, pinned: true);
    private int length;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>Wipes and begins anew.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(buffer.AsSpan(0, length));
        if (buffer.Length > KeepAtMostBytes)
        {
            buffer = GC.AllocateUninitializedArray<byte>(InitialBytes, pinned: true);
        }

        length = 0;
    }

    /// <summary>Copies a fixed part, as it is.</summary>
    public FhirText Raw(ReadOnlySpan<byte> part)
    {
        part.CopyTo(Room(part.Length));
        length += part.Length;
        return this;
    }

    /// <summary>Writes a value as a JSON string, quotes included. A lone surrogate becomes U+FFFD.</summary>
    public FhirText Text(ReadOnlySpan<char> value)
    {
        Span<byte> room = Room((value.Length * 3) + 2);
        room[0] = (byte)'"';
        int written = Encoding.UTF8.GetBytes(value, room[1..]);
        if (room.Slice(1, written).IndexOfAny(MustEscape) < 0)
        {
            room[written + 1] = (byte)'"';
            length += written + 2;
            return this;
        }

        return Escaped(written);
    }

    /// <summary>Writes a comma, unless an object or list has just been opened.</summary>
    public FhirText Sep() => length > 0 && buffer[length - 1] is (byte)'{' or (byte)'[' ? this : Raw(","u8);

    /// <summary>Writes a JSON string of a fixed part, which needs no escapes, and a value.</summary>
    public FhirText Text(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> value)
    {
        int from = length;
        Text(value);
        Raw(prefix);
        Span<byte> whole = buffer.AsSpan(from, length - from);

        // The value was written first, as it may need escapes: the prefix goes between it and the opening quote.
        whole[1..^prefix.Length].CopyTo(whole[(1 + prefix.Length)..]);
        prefix.CopyTo(whole[1..]);
        return this;
    }

    /// <summary>Writes digits.</summary>
    public FhirText Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out int written);
        length += written;
        return this;
    }

    /// <summary>Writes ASCII characters that need no quotes or escapes around them.</summary>
    public FhirText Ascii(ReadOnlySpan<char> value)
    {
        length += Encoding.ASCII.GetBytes(value, Room(value.Length));
        return this;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private FhirText Escaped(int valueBytes)
    {
        byte[] plain = ArrayPool<byte>.Shared.Rent(valueBytes);
        buffer.AsSpan(length + 1, valueBytes).CopyTo(plain);
        Span<byte> room = Room((valueBytes * 6) + 2);
        int at = 0;
        room[at++] = (byte)'"';
        foreach (byte b in plain.AsSpan(0, valueBytes))
        {
            at += Escape(b, room[at..]);
        }

        room[at++] = (byte)'"';
        length += at;
        CryptographicOperations.ZeroMemory(plain.AsSpan(0, valueBytes));
        ArrayPool<byte>.Shared.Return(plain);
        return this;
    }

    private static int Escape(byte b, Span<byte> room)
    {
        if (b is (byte)'"' or (byte)'\\')
        {
            room[0] = (byte)'\\';
            room[1] = b;
            return 2;
        }

        if (b >= 0x20)
        {
            room[0] = b;
            return 1;
        }

        if (b is (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            room[0] = (byte)'\\';
            room[1] =
                b == '\n' ? (byte)'n'
                : b == '\r' ? (byte)'r'
                : (byte)'t';
            return 2;
        }

        "\\u00"u8.CopyTo(room);
        room[4] = (byte)('0' + (b >> 4));
        room[5] = "0123456789abcdef"u8[b & 15];
        return 6;
    }

    private Span<byte> Room(int bytes)
    {
        if (buffer.Length - length < bytes)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>(
                Math.Max(buffer.Length * 2, length + bytes),
                pinned: true
            );
            buffer.AsSpan(0, length).CopyTo(larger);
            CryptographicOperations.ZeroMemory(buffer);
            buffer = larger;
        }

        return buffer.AsSpan(length);
    }
}

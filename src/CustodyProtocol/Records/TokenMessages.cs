using System.Buffers.Binary;

namespace Serment.CustodyProtocol;

/// <summary>
/// Asks for blind tokens: the first eight bytes of HMAC-SHA-256 under the site's index key, over kind and input.
/// A session is charged a lookup for each person that the inputs could ask about (docs/identity.md), whatever is found;
/// a machine client its declared flow. A request of a session names analyses (<see cref="TokenKind.Analysis"/>) or people.
/// Layout: u32 inputs; an input: u8 kind, u16 length, bytes (UTF-8). The answer: an i64 a token, in order.
/// </summary>
public sealed class TokenRequest
{
    /// <summary>Inputs in one request of a machine client.</summary>
    public const int MaxInputs = 65_536;

    /// <summary>Inputs in one request of a session: one lookup, or the traits of one patient.</summary>
    public const int MaxInputsOfSession = 24;

    /// <summary>The longest input.</summary>
    public const int MaxInputBytes = 512;

    private byte[] buffer = new byte[1024];
    private int length = 4;

    /// <summary>Inputs so far.</summary>
    public int Count { get; private set; }

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload
    {
        get
        {
            BinaryPrimitives.WriteUInt32LittleEndian(buffer, (uint)Count);
            return buffer.AsSpan(0, length);
        }
    }

    /// <summary>Forgets everything for the next use.</summary>
    public void Clear()
    {
        buffer.AsSpan(0, length).Clear();
        length = 4;
        Count = 0;
    }

    /// <summary>Adds an input; returns its ordinal.</summary>
    public int Add(TokenKind kind, ReadOnlySpan<byte> input)
    {
        if (input.Length is 0 or > MaxInputBytes || Count == MaxInputs)
        {
            throw new ArgumentException("a token input has 1 to 512 bytes, and a request has a limit", nameof(input));
        }

        if (buffer.Length < length + 3 + input.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + 3 + input.Length));
        }

        buffer[length] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(length + 1), (ushort)input.Length);
        input.CopyTo(buffer.AsSpan(length + 3));
        length += 3 + input.Length;
        return Count++;
    }
}

/// <summary>Reads a <see cref="TokenRequest"/> on the custodian's side, input by input.</summary>
public ref struct TokenRequestReader
{
    private ReadOnlySpan<byte> rest;
    private int left;

    /// <summary>Inputs in the request.</summary>
    public int Count { get; private set; }

    /// <summary>The current input's kind.</summary>
    public TokenKind Kind { get; private set; }

    /// <summary>The current input; the HMAC takes the kind byte, then this.</summary>
    public ReadOnlySpan<byte> Input { get; private set; }

    /// <summary>Begins; false when the head is malformed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out TokenRequestReader reader)
    {
        reader = default;
        if (payload.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(payload) is 0 or > TokenRequest.MaxInputs)
        {
            return false;
        }

        reader = new()
        {
            Count = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload),
            rest = payload[4..],
            left = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload),
        };
        return true;
    }

    /// <summary>
    /// Moves to the next input; throws <see cref="InvalidDataException"/> when the payload is malformed.
    /// </summary>
    public bool MoveNext()
    {
        if (left == 0)
        {
            return rest.IsEmpty ? false : throw new InvalidDataException("bytes left over in a token request");
        }

        if (rest.Length < 4 || rest[0] is 0 or > (byte)TokenKind.Analysis)
        {
            throw new InvalidDataException("a token request is cut short or names no kind");
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]);
        if (length is 0 or > TokenRequest.MaxInputBytes || rest.Length < 3 + length)
        {
            throw new InvalidDataException("a token input is cut short");
        }

        Kind = (TokenKind)rest[0];
        Input = rest.Slice(3, length);
        rest = rest[(3 + length)..];
        left--;
        return true;
    }
}

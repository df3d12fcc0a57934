using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serment.CustodyProtocol;

namespace Serment.Records.Documents;

/// <summary>
/// A piece of a document as a FHIR <c>Binary</c>, written and read without a text of its bytes in between. Its
/// <c>securityContext</c> names the document that it is a piece of: one whose document does not exist, or does not
/// list it, was left by an upload that never ended.
/// </summary>
internal static class PieceCodec
{
    /// <summary>Bytes of a piece. As JSON it fills a bucket of one megabyte almost to the brim.</summary>
    public const int PieceBytes = 786_000;

    /// <summary>The most bytes of a piece as JSON.</summary>
    public const int MaxJsonBytes = ((PieceBytes + 2) / 3 * 4) + 512;

    /// <summary>Pieces of the largest document.</summary>
    public const int MaxPieces = (FileKinds.MaxSizeBytes / PieceBytes) + 1;

    /// <summary>Writes the JSON; returns its length.</summary>
    public static int Write(FileKind kind, EntryId document, ReadOnlySpan<byte> piece, Span<byte> json)
    {
        string head = string.Concat(
            "{\"resourceType\":\"Binary\",\"contentType\":\"", kind.MediaType(),
            "\",\"securityContext\":{\"reference\":\"DocumentReference/", document.ToString(), "\"},\"data\":\"");
        int at = Encoding.ASCII.GetBytes(head, json);
        OperationStatus status = Base64.EncodeToUtf8(piece, json[at..], out _, out int written);
        if (status != OperationStatus.Done)
        {
            throw new ArgumentException("a piece is longer than one may be", nameof(piece));
        }

        at += written;
        "\"}"u8.CopyTo(json[at..]);
        return at + 2;
    }

    /// <summary>Reads the bytes into <paramref name="piece"/>; -1 when it is not a piece of that document.</summary>
    public static int Read(ReadOnlySpan<byte> json, EntryId document, Span<byte> piece)
    {
        Utf8JsonReader reader = new(json);
        string owner = $"DocumentReference/{document}";
        bool isOurs = false;
        int length = -1;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                length = Base64.DecodeFromUtf8(reader.ValueSpan, piece, out _, out int written) == OperationStatus.Done
                    ? written
                    : -1;
            }
            else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("reference"u8))
            {
                reader.Read();
                isOurs = reader.ValueTextEquals(owner);
            }
        }

        return isOurs ? length : -1;
    }

    /// <summary>Wipes a buffer and gives it back.</summary>
    public static void Return(byte[] buffer)
    {
        CryptographicOperations.ZeroMemory(buffer);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}

using System.Buffers;
using System.Text;

namespace Serment.Records.Documents.Checking;

/// <summary>Text in UTF-8 without control characters but line ends, tabs and page breaks.</summary>
internal sealed class TextInspector : FileInspector
{
    private const int WindowBytes = 4096;

    private static readonly SearchValues<char> Controls = SearchValues.Create(
    [
        .. Enumerable.Range(0, 160).Select(code => (char)code)
            .Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f')),
    ]);

    private readonly Decoder decoder =
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();

    private readonly char[] window = new char[WindowBytes + 1];

    /// <inheritdoc/>
    public override int Take(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length && Refusal == FileRefusal.None; at += WindowBytes)
        {
            Read(bytes.Slice(at, Math.Min(WindowBytes, bytes.Length - at)), isLast: false);
        }

        return bytes.Length;
    }

    /// <inheritdoc/>
    public override FileRefusal Finish()
    {
        if (Refusal == FileRefusal.None)
        {
            Read([], isLast: true);
        }

        Array.Clear(window);
        return Refusal;
    }

    private void Read(ReadOnlySpan<byte> bytes, bool isLast)
    {
        try
        {
            int read = decoder.GetChars(bytes, window, isLast);
            if (window.AsSpan(0, read).ContainsAny(Controls))
            {
                Refusal = FileRefusal.NotUtf8;
            }
        }
        catch (DecoderFallbackException)
        {
            Refusal = FileRefusal.NotUtf8;
        }
    }
}

using System.Buffers;
using System.Text;

namespace Serment.Web.Serving;

/// <summary>Writes text as UTF-8 straight into the response's pipe: a page is never a string of its own.</summary>
internal sealed class Utf8PageWriter(IBufferWriter<byte> output) : TextWriter
{
    private const int ChunkChars = 4096;
    private readonly Encoder encoder = Encoding.UTF8.GetEncoder();
    private readonly char[] pending = ArrayPool<char>.Shared.Rent(ChunkChars);
    private int pendingCount;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (pendingCount == pending.Length)
        {
            Empty(finish: false);
        }

        pending[pendingCount++] = value;
    }

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (pendingCount == pending.Length)
            {
                Empty(finish: false);
            }

            int take = Math.Min(buffer.Length, pending.Length - pendingCount);
            buffer[..take].CopyTo(pending.AsSpan(pendingCount));
            pendingCount += take;
            buffer = buffer[take..];
        }
    }

    /// <inheritdoc/>
    public override void Flush() => Empty(finish: true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Empty(finish: true);

            // The buffer held a page; it goes back to the pool without it.
            ArrayPool<char>.Shared.Return(pending, clearArray: true);
        }

        base.Dispose(disposing);
    }

    private void Empty(bool finish)
    {
        ReadOnlySpan<char> from = pending.AsSpan(0, pendingCount);
        Span<byte> to = output.GetSpan(Encoding.UTF8.GetMaxByteCount(from.Length));
        output.Advance(encoder.GetBytes(from, to, finish));
        pendingCount = 0;
    }
}

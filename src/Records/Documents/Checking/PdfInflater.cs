using System.IO.Compression;

namespace Serment.Records.Documents.Checking;

/// <summary>
/// Decompresses one stream of a PDF as its bytes come, and looks for names in what comes out. Bytes that are not
/// compressed end it at once.
/// </summary>
internal sealed class PdfInflater(int ahead) : IDisposable
{
    private const int WindowBytes = 16 * 1024;
    private const int CarryBytes = 64;

    // Enough for the tables of a compressed block and its first byte.
    private const int BeginBytes = 512;

    private readonly Feeding feeding = new();
    private readonly byte[] window = new byte[WindowBytes + CarryBytes];
    private readonly byte[] begin = new byte[BeginBytes];
    private ZLibStream? inflate;
    private int begun;
    private int carried;
    private int toSkip = ahead;

    /// <summary>Whether nothing more comes of it.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Takes the next bytes of the file.</summary>
    public FileRefusal Feed(ReadOnlySpan<byte> bytes, ref long inflated)
    {
        int skipped = Math.Min(toSkip, bytes.Length);
        toSkip -= skipped;
        feeding.Give(bytes[skipped..]);
        inflate ??= new ZLibStream(feeding, CompressionMode.Decompress);
        try
        {
            while (true)
            {
                int read = inflate.Read(window, carried, WindowBytes);
                if (read == 0)
                {
                    // Bytes left over mean that the compressed part is over; none, that more is needed.
                    IsEnded = feeding.HasBytes;
                    break;
                }

                inflated += read;
                if (inflated > PdfInspector.MaxInflatedBytes)
                {
                    return FileRefusal.UncheckablePdf;
                }

                if (Begins(window.AsSpan(carried, read)))
                {
                    return FileRefusal.UncheckablePdf;
                }

                if (Look(carried + read) is var refusal and not FileRefusal.None)
                {
                    return refusal;
                }
            }
        }
        catch (InvalidDataException)
        {
            IsEnded = true;
        }

        FileRefusal last = !IsEnded ? FileRefusal.None
            : begun < BeginBytes && IsDeflated(begin.AsSpan(0, begun)) ? FileRefusal.UncheckablePdf
            : LookAll(carried);
        feeding.Drop();
        return last;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        inflate?.Dispose();
        feeding.Dispose();
        Array.Clear(window);
        Array.Clear(begin);
    }

    private FileRefusal Look(int length)
    {
        int ready = Math.Max(0, length - CarryBytes);
        FileRefusal refusal = Names(length, ready);
        window.AsSpan(ready, length - ready).CopyTo(window);
        carried = length - ready;
        return refusal;
    }

    // Whether enough has come to see that it is twice compressed: what is in there would not be looked at.
    private bool Begins(ReadOnlySpan<byte> read)
    {
        int taken = Math.Min(BeginBytes - begun, read.Length);
        if (taken == 0)
        {
            return false;
        }

        read[..taken].CopyTo(begin.AsSpan(begun));
        begun += taken;
        return begun == BeginBytes && IsDeflated(begin);
    }

    // A header that fits (RFC 1950) comes about by chance now and then; then it does not decompress.
    private static bool IsDeflated(ReadOnlySpan<byte> begin)
    {
        if (begin.Length < 2 || (begin[0] & 0x0F) != 8 || ((begin[0] << 8) | begin[1]) % 31 != 0)
        {
            return false;
        }

        using MemoryStream bytes = new(begin.ToArray(), writable: false);
        using ZLibStream inner = new(bytes, CompressionMode.Decompress);
        try
        {
            return inner.ReadByte() >= 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private FileRefusal LookAll(int length) => Names(length, length);

    private FileRefusal Names(int length, int ready)
    {
        for (int at = 0; at < ready; at++)
        {
            int found = window.AsSpan(at, ready - at).IndexOf((byte)'/');
            if (found < 0)
            {
                return FileRefusal.None;
            }

            at += found;
            if (PdfNames.MeetInflated(window.AsSpan(at, length - at)) is var refusal and not FileRefusal.None)
            {
                return refusal;
            }
        }

        return FileRefusal.None;
    }

    /// <summary>A stream that has what it was given and then, for now, nothing more.</summary>
    private sealed class Feeding : Stream
    {
        private byte[] bytes = [];
        private int at;
        private int end;

        public bool HasBytes => at < end;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Give(ReadOnlySpan<byte> more)
        {
            if (bytes.Length < more.Length)
            {
                bytes = new byte[more.Length];
            }

            more.CopyTo(bytes);
            at = 0;
            end = more.Length;
        }

        public void Drop()
        {
            Array.Clear(bytes);
            at = end = 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = Math.Min(buffer.Length, end - at);
            bytes.AsSpan(at, read).CopyTo(buffer);
            at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

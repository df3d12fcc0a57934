using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Serment.Simulation.People;

namespace Serment.Simulation.LegacyExports;

/// <summary>Writes lines in the export's encoding through one buffer, and sums up what went out.</summary>
internal sealed class ExportWriter(Stream output, char delimiter, bool utf8) : IDisposable
{
    private const int FlushAtBytes = 256 * 1024;

    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SearchValues<char> special = SearchValues.Create([delimiter, '"', '\r', '\n']);
    private byte[] buffer = new byte[2 * FlushAtBytes];
    private int used;

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lines written so far, those inside fields included.</summary>
    public long Lines { get; private set; }

    /// <summary>Writes one record with its line break; quotes the fields that need it.</summary>
    public void Record(ReadOnlySpan<string> fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                Separator();
            }

            if (fields[i].Length > 0)
            {
                Field(fields[i]);
            }
        }

        EndLine();
    }

    /// <summary>Writes a field, quoted if it has to be.</summary>
    public void Field(string field)
    {
        if (field.AsSpan().IndexOfAny(special) < 0)
        {
            Text(field);
            return;
        }

        Text("\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
    }

    /// <summary>Writes the delimiter.</summary>
    public void Separator()
    {
        Reserve(1);
        buffer[used++] = (byte)delimiter;
    }

    /// <summary>Writes text as it is.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        Reserve(text.Length * 3);
        if (Ascii.FromUtf16(text, buffer.AsSpan(used), out int written) == OperationStatus.Done)
        {
            used += written;
            return;
        }

        if (utf8)
        {
            used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
            return;
        }

        foreach (char c in text)
        {
            OneByte(c);
        }
    }

    public void EndLine()
    {
        Text("\r\n");
        Lines++;
        if (used >= FlushAtBytes)
        {
            Flush();
        }
    }

    /// <summary>Notes a line break inside a field.</summary>
    public void LineInside() => Lines++;

    /// <summary>Writes what is left and returns the SHA-256 of everything.</summary>
    public string Finish()
    {
        Flush();
        output.Flush();
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    public void Dispose() => digest.Dispose();

    /// <summary>A character that Windows-1252 lacks is written plain.</summary>
    private void OneByte(char c)
    {
        int one = Windows1252.ByteOf(c);
        if (one >= 0)
        {
            buffer[used++] = (byte)one;
            return;
        }

        foreach (char plain in NameWriting.WithoutAccents(c.ToString()))
        {
            buffer[used++] = plain < 0x80 ? (byte)plain : (byte)'?';
        }
    }

    private void Reserve(int bytes)
    {
        if (buffer.Length - used < bytes)
        {
            Flush();
            if (buffer.Length < bytes)
            {
                buffer = new byte[bytes];
            }
        }
    }

    private void Flush()
    {
        digest.AppendData(buffer, 0, used);
        output.Write(buffer, 0, used);
        Bytes += used;
        used = 0;
    }
}

/// <summary>The code page of the old system.</summary>
internal static class Windows1252
{
    // 0x80 to 0x9F; the five empty places keep their control character, as decoders do.
    private const string Upper =
        "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    /// <summary>The byte for a character, or -1.</summary>
    public static int ByteOf(char c)
    {
        if (c is < '\u0080' or (>= '\u00A0' and <= '\u00FF'))
        {
            return c;
        }

        int at = Upper.IndexOf(c, StringComparison.Ordinal);
        return at < 0 ? -1 : 0x80 + at;
    }

    /// <summary>The character of a byte.</summary>
    public static char CharOf(byte b) => b is >= 0x80 and < 0xA0 ? Upper[b - 0x80] : (char)b;
}

using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Serment.Records.Printing;

/// <summary>
/// Puts objects into a PDF 1.7 file (ISO 32000-1, 7.5): body, cross-reference table, trailer. What people typed comes in
/// only as glyph numbers or hexadecimal strings, so that nothing of it can be read as PDF.
/// </summary>
internal sealed class PdfFile : IDisposable
{
    private readonly MemoryStream bytes = new();
    private readonly List<long> places = [];

    /// <summary>Begins a file.</summary>
    public PdfFile()
    {
        Write("%PDF-1.7\n");
        bytes.Write([(byte)'%', 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
    }

    /// <summary>A number for an object that is written later.</summary>
    public int Reserve()
    {
        places.Add(0);
        return places.Count;
    }

    /// <summary>Writes a reserved object.</summary>
    public void Add(int number, string content)
    {
        places[number - 1] = bytes.Length;
        Write(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n{content}\nendobj\n"));
    }

    /// <summary>Writes an object.</summary>
    public int Add(string content)
    {
        int number = Reserve();
        Add(number, content);
        return number;
    }

    /// <summary>Writes a stream, compressed.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="entries">Further entries of its dictionary.</param>
    public int AddStream(ReadOnlySpan<byte> content, string entries = "")
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }

        int number = Reserve();
        places[number - 1] = bytes.Length;
        Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{number} 0 obj\n<</Length {packed.Length}/Filter/FlateDecode{entries}>>\nstream\n"));
        packed.Position = 0;
        packed.CopyTo(bytes);
        Write("\nendstream\nendobj\n");
        return number;
    }

    /// <summary>Ends the file.</summary>
    public byte[] Finish(int catalog, int info, ReadOnlySpan<byte> mark = default)
    {
        // 14.4: two identifiers, the same in a file that was never changed.
        string identifier = mark.IsEmpty ? "" : $"/ID[<{Convert.ToHexString(mark)}><{Convert.ToHexString(mark)}>]";
        long start = bytes.Length;
        StringBuilder table = new();
        table.Append(CultureInfo.InvariantCulture, $"xref\n0 {places.Count + 1}\n0000000000 65535 f \n");
        foreach (long place in places)
        {
            table.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        }

        table.Append(
            CultureInfo.InvariantCulture,
            $"trailer\n<</Size {places.Count + 1}/Root {catalog} 0 R/Info {info} 0 R{identifier}>>\nstartxref\n{start}\n%%EOF\n");
        Write(table.ToString());
        byte[] result = bytes.ToArray();
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes.GetBuffer());
        return result;
    }

    /// <summary>A text string as hexadecimal UTF-16 (7.9.2.2).</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <inheritdoc/>
    public void Dispose() => bytes.Dispose();

    private void Write(string text) => bytes.Write(Encoding.ASCII.GetBytes(text));
}

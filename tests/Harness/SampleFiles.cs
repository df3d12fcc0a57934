using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Serment.Harness;

/// <summary>Small files of every kind, made by hand.</summary>
internal static class SampleFiles
{
    /// <summary>The test virus of eicar.org, which is none; in two halves: no scanner finds this source.</summary>
    public static string Eicar { get; } =
        @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";

    /// <summary>A JPEG of eight by eight points, as a baseline encoder writes it.</summary>
    public static byte[] Jpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcp"
        + "LDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgED"
        + "AwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RF"
        + "RkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJ"
        + "ytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APn+v//Z");

    /// <summary>A PNG of so many points, grey.</summary>
    public static byte[] Png(int width = 2, int height = 2)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return
        [
            0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR", header),
            .. Chunk("IDAT", Deflated(new byte[(width + 1) * height])), .. Chunk("IEND", []),
        ];
    }

    /// <summary>A PDF of one page that says something, with more objects where they are given.</summary>
    public static byte[] Pdf(string text = "Bonjour", params string[] objects) =>
        Pdf(text, [.. objects.Select(Encoding.Latin1.GetBytes)]);

    /// <summary>The same with objects in bytes.</summary>
    public static byte[] Pdf(string text, IReadOnlyList<byte[]> objects)
    {
        byte[] content = Deflated(Encoding.Latin1.GetBytes($"BT /F1 24 Tf 72 700 Td ({text}) Tj ET"));
        List<byte[]> all =
        [
            "<< /Type /Catalog /Pages 2 0 R >>"u8.ToArray(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"u8.ToArray(),
            [
                .. "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "u8,
                .. "/Resources << /Font << /F1 5 0 R >> >> >>"u8,
            ],
            Stream("/Filter /FlateDecode", content),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"u8.ToArray(),
            .. objects,
        ];
        using MemoryStream pdf = new();
        pdf.Write("%PDF-1.5\n"u8);
        List<long> places = [];
        for (int i = 0; i < all.Count; i++)
        {
            places.Add(pdf.Position);
            pdf.Write(Encoding.ASCII.GetBytes($"{i + 1} 0 obj\n"));
            pdf.Write(all[i]);
            pdf.Write("\nendobj\n"u8);
        }

        long table = pdf.Position;
        pdf.Write(Encoding.ASCII.GetBytes($"xref\n0 {all.Count + 1}\n0000000000 65535 f \n"));
        foreach (long place in places)
        {
            pdf.Write(Encoding.ASCII.GetBytes($"{place:D10} 00000 n \n"));
        }

        pdf.Write(Encoding.ASCII.GetBytes(
            $"trailer\n<< /Size {all.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
        return pdf.ToArray();
    }

    /// <summary>An object with a stream.</summary>
    public static byte[] Stream(string dictionary, byte[] content) =>
    [
        .. Encoding.Latin1.GetBytes($"<< {dictionary} /Length {content.Length} >>\nstream\n"), .. content,
        .. "\nendstream"u8,
    ];

    /// <summary>Bytes compressed as PDF and PNG have them.</summary>
    public static byte[] Deflated(byte[] plain)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal))
        {
            zlib.Write(plain);
        }

        return compressed.ToArray();
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(
            chunk.AsSpan(8 + data.Length), Checksum(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte one in bytes)
        {
            sum ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
            }
        }

        return ~sum;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using Serment.Simulation.Draws;

namespace Serment.Simulation.Weeks;

/// <summary>
/// An invented rhythm strip on squared paper, as a PNG with a palette (ISO/IEC 15948): 25 mm a second, 10 mm a
/// millivolt, five seconds.
/// </summary>
public static class EcgStrip
{
    private const int PixelsPerMm = 6;
    private const int WidthMm = 125;
    private const int HeightMm = 40;
    private const int Width = WidthMm * PixelsPerMm;
    private const int Height = HeightMm * PixelsPerMm;
    private const double MmPerSecond = 25;
    private const double MmPerMillivolt = 10;
    private const int LinePixels = 2;
    private const int LargeSquareMm = 5;

    // Paper, small squares, large squares, ink.
    private static ReadOnlySpan<byte> Palette => [255, 252, 250, 250, 222, 218, 238, 170, 166, 24, 24, 34];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    // Waves of one beat: middle in seconds after the beat's begin, width in seconds, height in millivolts.
    private static readonly (double At, double Width, double Height, bool IsAtrial)[] Waves =
    [
        (0.10, 0.045, 0.12, true), (0.215, 0.010, -0.10, false), (0.235, 0.012, 1.15, false), (0.258, 0.012, -0.28, false),
        (0.46, 0.060, 0.27, false),
    ];

    /// <summary>Draws one.</summary>
    /// <param name="seed">The same seed draws the same strip.</param>
    /// <param name="pulse">Beats a minute.</param>
    /// <param name="isFibrillating">Beats at odd intervals and no atrial waves.</param>
    public static byte[] Draw(string seed, int pulse, bool isFibrillating)
    {
        SeededSource source = new("ecg " + seed);
        List<double> beats = [];
        for (double at = -0.3; at < Width / (MmPerSecond * PixelsPerMm); )
        {
            beats.Add(at);
            at += 60.0 / pulse * (1 + ((source.Unit() - 0.5) * (isFibrillating ? 0.7 : 0.05)));
        }

        byte[] pixels = Paper();
        int? before = null;
        for (int x = 0; x < Width; x++)
        {
            double seconds = x / (MmPerSecond * PixelsPerMm);
            double millivolts = beats.Sum(beat => BeatAt(seconds - beat, isFibrillating));
            millivolts += isFibrillating ? 0.04 * Math.Sin(seconds * 43) : 0;
            int y = (int)Math.Clamp(
                (Height * 0.62) - (millivolts * MmPerMillivolt * PixelsPerMm), LinePixels, Height - 1 - LinePixels);
            for (int line = Math.Min(y, before ?? y); line <= Math.Max(y, before ?? y) + LinePixels - 1; line++)
            {
                pixels[(line * (Width + 1)) + 1 + x] = 3;
            }

            before = y;
        }

        return Encode(pixels);
    }

    private static double BeatAt(double seconds, bool isFibrillating) =>
        Waves.Where(wave => !(wave.IsAtrial && isFibrillating))
            .Sum(wave => wave.Height * Math.Exp(-Math.Pow((seconds - wave.At) / wave.Width, 2)));

    // Each row begins with its filter: none.
    private static byte[] Paper()
    {
        byte[] pixels = new byte[Height * (Width + 1)];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                bool isLarge = x % (LargeSquareMm * PixelsPerMm) == 0 || y % (LargeSquareMm * PixelsPerMm) == 0;
                bool isSmall = x % PixelsPerMm == 0 || y % PixelsPerMm == 0;
                pixels[(y * (Width + 1)) + 1 + x] = (byte)(isLarge ? 2 : isSmall ? 1 : 0);
            }
        }

        return pixels;
    }

    private static byte[] Encode(byte[] rows)
    {
        const byte BitsPerPixel = 8;
        const byte PaletteColour = 3;
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = BitsPerPixel;
        header[9] = PaletteColour;
        using MemoryStream packed = new();
        using (ZLibStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(rows);
        }

        using MemoryStream file = new();
        file.Write(Signature);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, Palette);
        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(data, Checksum(type, uint.MaxValue)) ^ uint.MaxValue);
        file.Write(number);
    }

    // CRC-32 as ISO/IEC 15948, annex D has it.
    private static uint Checksum(ReadOnlySpan<byte> bytes, uint crc)
    {
        const uint Polynomial = 0xEDB88320;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? Polynomial ^ (crc >> 1) : crc >> 1;
            }
        }

        return crc;
    }
}

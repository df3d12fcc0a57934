using System.Text;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;

namespace Serment.Interop.Legacy.Recognition;

/// <summary>Looks at a file before anything is written: what it is, how it is written, and whether the profile
/// fits.</summary>
public sealed class FileRecognizer
{
    private readonly LegacyProfile profile;
    private readonly byte? askedDelimiter;

    /// <summary>Looks with a profile, and with the delimiter that the user insists on, if any.</summary>
    public FileRecognizer(LegacyProfile profile, byte? delimiter = null)
    {
        this.profile = profile;
        askedDelimiter = delimiter ?? profile.Delimiter;
    }

    /// <summary>Looks at the file at <paramref name="path"/>. Nothing is thrown for a file that cannot be
    /// opened.</summary>
    public FileRecognition Recognize(string path, CancellationToken stop)
    {
        try
        {
            using FileStream file = new(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.RandomAccess);
            return Recognize(file, stop);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return new UnreadableFile(UnreadableCode.NotFound, new(
                "Le fichier n'existe pas.", "The file does not exist."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new UnreadableFile(UnreadableCode.CannotRead, new(
                "Le fichier ne peut pas être lu (droits, ou erreur de disque).",
                "The file cannot be read (permissions, or a disk error)."));
        }
    }

    /// <summary>Looks at a seekable stream; its position afterwards is undefined.</summary>
    public FileRecognition Recognize(Stream file, CancellationToken stop)
    {
        byte[] sample = new byte[LegacyLimits.FirstSampleBytes];
        file.Position = 0;
        int length = file.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        ReadOnlyMemory<byte> start = sample.AsMemory(0, length);
        if (ContentGuess.Check(start.Span) is { } noText)
        {
            return noText;
        }

        int mark = start.Span.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        EncodingGuess guess = new();
        guess.Add(start.Span[mark..]);
        Spread(file, guess, stop);
        (LegacyEncoding encoding, bool certain) = guess.Decide();
        if (profile.Encoding is { } stated)
        {
            (encoding, certain) = (stated, true);
        }
        else if (mark > 0)
        {
            (encoding, certain) = (LegacyEncoding.Utf8, true);
        }

        bool whole = length == file.Length;
        FirstSample first = new(start, mark, whole, encoding, profile, stop);
        FileRecognition result = first.Decide(askedDelimiter, file.Length);
        return result is RecognizedFile recognized ? recognized with { EncodingCertain = certain } : result;
    }

    private static void Spread(Stream file, EncodingGuess guess, CancellationToken stop)
    {
        byte[] sample = new byte[LegacyLimits.SpreadSampleBytes];
        long step = file.Length / (LegacyLimits.SpreadSamples + 1);
        for (int i = 1; i <= LegacyLimits.SpreadSamples && step > LegacyLimits.FirstSampleBytes; i++)
        {
            stop.ThrowIfCancellationRequested();
            file.Position = step * i;
            int length = file.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);

            // A character cut at the start of a sample would speak against UTF-8.
            int whole = sample.AsSpan(0, length).IndexOfAnyInRange((byte)0x00, (byte)0x7F);
            if (whole >= 0)
            {
                guess.Add(sample.AsSpan(whole, length - whole));
            }
        }
    }
}

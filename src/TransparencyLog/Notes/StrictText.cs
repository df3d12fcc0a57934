using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Serment.TransparencyLog.Notes;

/// <summary>Encodings with exactly one spelling a value: what is signed must not be writable in two ways.</summary>
internal static class StrictText
{
    internal static readonly UTF8Encoding Utf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Standard padded base64; without the white space and stray trailing bits that the platform
    /// tolerates.</summary>
    internal static bool TryFromBase64(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        byte[] buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, buffer, out int written)
            || !string.Equals(Convert.ToBase64String(buffer, 0, written), text, StringComparison.Ordinal))
        {
            return false;
        }

        bytes = buffer[..written];
        return true;
    }

    /// <summary>Whether a text has a control character other than a newline, or cannot be UTF-8.</summary>
    internal static bool IsUnclean(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value < ' ' && rune.Value != '\n')
            {
                return true;
            }
        }

        // EnumerateRunes shows a lone surrogate as U+FFFD; a real U+FFFD is legitimate text.
        return HasLoneSurrogate(text);
    }

    /// <summary>Key names are not empty and hold no space of any kind, no plus sign and no control
    /// character.</summary>
    internal static bool IsKeyName(string name) =>
        name.Length is > 0 and <= NoteSignature.MaxNameChars
        && !name.Contains('+', StringComparison.Ordinal)
        && !name.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))
        && !HasLoneSurrogate(name);

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }
}

using System.Text;

namespace Serment.AttackSimulations.Means;

/// <summary>The forms in which bytes or a text may hide in a file.</summary>
internal static class Spelling
{
    /// <summary>Bytes as they are, in hex of either case, and in base64 at each of its three alignments.</summary>
    public static IEnumerable<byte[]> Of(byte[] bytes)
    {
        yield return bytes;
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(bytes));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes));
        for (int shift = 0; shift < 3; shift++)
        {
            string coded = Base64At(bytes, shift);
            yield return Encoding.ASCII.GetBytes(coded);
            yield return Encoding.ASCII.GetBytes(coded.Replace('+', '-').Replace('/', '_'));
        }
    }

    /// <summary>A text in UTF-8 (of which ASCII and Latin-1 are the same where it has no accents) and both
    /// UTF-16.</summary>
    public static IEnumerable<byte[]> Of(string text)
    {
        foreach (Encoding encoding in (Encoding[])[Encoding.UTF8, Encoding.Latin1, Encoding.Unicode,
            Encoding.BigEndianUnicode])
        {
            foreach (byte[] form in Of(encoding.GetBytes(text)))
            {
                yield return form;
            }
        }
    }

    // What of the base64 does not depend on the bytes before and after.
    private static string Base64At(byte[] bytes, int shift)
    {
        string coded = Convert.ToBase64String([.. new byte[shift], .. bytes]).TrimEnd('=');
        int from = shift == 0 ? 0 : shift + 1;
        int until = (shift + bytes.Length) * 8 / 6;
        return coded[from..until];
    }
}

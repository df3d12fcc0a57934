using System.Text;
using Serment.Interop.Legacy.Reading;
using Xunit;

namespace Serment.UnitTests.Interop.Legacy.Reading;

public sealed class TextTests
{
    [Theory]
    [InlineData("FranÃ§ois", "François")]
    [InlineData("HÃ©lÃ¨ne", "Hélène")]
    [InlineData("20 RUE DE L'Ã‰GLISE", "20 RUE DE L'ÉGLISE")]
    [InlineData("LÅ“uillet", "Lœuillet")]
    [InlineData("lâ€™accueil", "l’accueil")]
    [InlineData("Ã\u00A0 jeun", "à jeun")]
    [InlineData("Hélène", "Hélène")]
    [InlineData("SÃO PÂTE Å", "SÃO PÂTE Å")]
    [InlineData("Ã", "Ã")]
    [InlineData("â€", "â€")]
    [InlineData("", "")]
    public void Mends_mojibake_and_leaves_sound_text(string garbled, string meant)
    {
        char[] text = garbled.ToCharArray();

        Assert.Equal(meant, new string(text, 0, Mojibake.Mend(text)));
    }

    [Fact]
    public void Mends_every_accented_letter_of_french()
    {
        Encoding windows1252 = Encoding.Latin1;
        const string letters = "àâäçéèêëîïôöùûüÿÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ";
        char[] garbled = windows1252.GetString(Encoding.UTF8.GetBytes(letters)).ToCharArray();

        Assert.Equal(letters, new string(garbled, 0, Mojibake.Mend(garbled)));
    }

    [Theory]
    [InlineData(LegacyEncoding.Windows1252, new byte[] { 0x80, 0x9C, 0xE9, 0x92 }, "€œé’", RecordFlags.None)]
    [InlineData(LegacyEncoding.Windows1252, new byte[] { 0x41, 0x81 }, "A\u0081", RecordFlags.Undecodable)]
    [InlineData(LegacyEncoding.Latin1, new byte[] { 0xE9, 0xFF }, "éÿ", RecordFlags.None)]
    [InlineData(LegacyEncoding.Cp850, new byte[] { 0x82, 0x8A, 0x87, 0x90, 0xB6 }, "éèçÉÂ", RecordFlags.None)]
    [InlineData(LegacyEncoding.Utf8, new byte[] { 0xC3, 0xA9 }, "é", RecordFlags.None)]
    [InlineData(LegacyEncoding.Utf8, new byte[] { 0x41, 0xE9, 0x42 }, "AéB", RecordFlags.Undecodable)]
    public void Decodes_each_encoding(LegacyEncoding encoding, byte[] bytes, string expected, RecordFlags expectedFlags)
    {
        RecordFlags flags = RecordFlags.None;
        char[] chars = new char[bytes.Length];

        int length = TextDecoder.Decode(bytes, encoding, chars, ref flags);

        Assert.Equal(expected, new string(chars, 0, length));
        Assert.Equal(expectedFlags, flags);
    }

    [Fact]
    public void Every_byte_has_a_character_in_every_encoding_of_one_byte()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        LegacyEncoding[] oneByte = [LegacyEncoding.Windows1252, LegacyEncoding.Latin1, LegacyEncoding.Cp850];
        foreach (LegacyEncoding encoding in oneByte)
        {
            RecordFlags flags = RecordFlags.None;
            char[] chars = new char[256];
            Assert.Equal(256, TextDecoder.Decode(all, encoding, chars, ref flags));
            Assert.Equal(256, chars.Distinct().Count());
        }
    }
}

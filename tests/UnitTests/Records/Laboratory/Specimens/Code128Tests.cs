using FsCheck;
using FsCheck.Fluent;
using Serment.Records.Laboratory.Specimens;

namespace Serment.UnitTests.Records.Laboratory.Specimens;

/// <summary>ISO/IEC 15417; the published example PJJ123C has the check value 54 in code set A and 55 in B.</summary>
public sealed class Code128Tests
{
    [Fact]
    public void Checks_the_published_example_in_both_code_sets()
    {
        int[] values = [48, 42, 42, 17, 18, 19, 35];
        Assert.Equal(54, Code128.Check([103, .. values]));
        Assert.Equal(55, Code128.Check([104, .. values]));
        Assert.Equal([104, .. values, 55, 106], Code128.Symbols("PJJ123C"));
    }

    [Fact]
    public void Writes_digits_two_by_two()
    {
        // Start C, 26, 11, 22, 00, 01, 23: 105 + 26 + 22 + 66 + 0 + 5 + 138 = 362, modulo 103 is 53.
        Assert.Equal([105, 26, 11, 22, 0, 1, 23, 53, 106], Code128.Symbols("261122000123"));
    }

    [Fact]
    public void Leaves_the_set_of_digits_for_an_odd_one_at_the_end()
    {
        IReadOnlyList<int> symbols = Code128.Symbols("12345");
        Assert.Equal([105, 12, 34, 100, '5' - ' '], symbols.Take(5));
    }

    [Fact]
    public void Every_symbol_has_eleven_modules_and_bars_of_an_even_sum()
    {
        for (char one = ' '; one < 127; one++)
        {
            IReadOnlyList<int> bars = Code128.Bars($"a{one}");
            for (int symbol = 0; symbol < (bars.Count - 7) / 6; symbol++)
            {
                int[] widths = [.. bars.Skip(symbol * 6).Take(6)];
                Assert.Equal(11, widths.Sum());
                Assert.Equal(0, (widths[0] + widths[2] + widths[4]) % 2);
            }
        }
    }

    [Fact]
    public void What_is_written_can_be_read_back() =>
        Prop.ForAll(
            Gen.Choose(32, 126).Select(one => (char)one).NonEmptyListOf()
                .Select(some => string.Concat(some.Take(Code128.MaxCharacters))).ToArbitrary(),
            text => string.Equals(Read(Code128.Symbols(text)), text, StringComparison.Ordinal))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("a\nb")]
    [InlineData("1234567890123456789012345678901234567890123456789")]
    public void Refuses_what_no_label_bears(string text) =>
        Assert.Throws<ArgumentException>(() => Code128.Symbols(text));

    private static string Read(IReadOnlyList<int> symbols)
    {
        Assert.Equal(106, symbols[^1]);
        Assert.Equal(Code128.Check([.. symbols.Take(symbols.Count - 2)]), symbols[^2]);
        bool inC = symbols[0] == 105;
        System.Text.StringBuilder text = new();
        foreach (int symbol in symbols.Skip(1).SkipLast(2))
        {
            if (inC && symbol == 100)
            {
                inC = false;
            }
            else if (!inC && symbol == 99)
            {
                inC = true;
            }
            else if (inC)
            {
                text.Append(symbol.ToString("00", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append((char)(symbol + 32));
            }
        }

        return text.ToString();
    }
}

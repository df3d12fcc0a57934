using Serment.Records.Laboratory.Orders;
using Xunit;

namespace Serment.UnitTests.Records.Laboratory.Orders;

public sealed class AccessionNumberTests
{
    // ISO/IEC 7064:2003, the example of the hybrid systems; the others are of docs/formats/accession-number.md.
    [Theory]
    [InlineData("0794", '5')]
    [InlineData("0790", '4')]
    [InlineData("26000000000", '1')]
    [InlineData("26123456789", '6')]
    [InlineData("26999999999", '2')]
    [InlineData("99000000001", '3')]
    public void Has_the_standards_check_digit(string digits, char check) =>
        Assert.Equal(check, AccessionNumber.CheckDigitOf(digits));

    [Fact]
    public void Draws_numbers_that_read_back_and_repeat_nothing()
    {
        HashSet<string> drawn = new(StringComparer.Ordinal);
        for (int i = 0; i < 1000; i++)
        {
            string number = AccessionNumber.Draw(2026);
            Assert.StartsWith("26", number, StringComparison.Ordinal);
            Assert.Equal(AccessionRefusal.None, AccessionNumber.TryParse(number, out string read));
            Assert.Equal(number, read);
            drawn.Add(number);
        }

        Assert.True(drawn.Count > 995);
    }

    [Fact]
    public void Finds_every_wrong_digit_and_nearly_every_exchange_of_neighbours()
    {
        int exchanged = 0;
        int found = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            string number = AccessionNumber.From(2026, (int)(seed * 2_481_337L % 1_000_000_000));
            for (int at = 0; at < number.Length; at++)
            {
                for (char digit = '0'; digit <= '9'; digit++)
                {
                    string wrong = number[..at] + digit + number[(at + 1)..];
                    Assert.Equal(
                        wrong == number ? AccessionRefusal.None : AccessionRefusal.CheckDigit,
                        AccessionNumber.TryParse(wrong, out _));
                }

                if (at > 0 && number[at] != number[at - 1])
                {
                    exchanged++;
                    string wrong = number[..(at - 1)] + number[at] + number[at - 1] + number[(at + 1)..];
                    found += AccessionNumber.TryParse(wrong, out _) == AccessionRefusal.CheckDigit ? 1 : 0;
                }
            }
        }

        // MOD 11,10 misses about one exchange in fifty.
        Assert.InRange(found, exchanged * 95 / 100, exchanged);
    }

    [Theory]
    [InlineData("26 123 456 789 6", "261234567896")]
    [InlineData(" 261234567896\r\n", "261234567896")]
    [InlineData("26-123.456-789-6", "261234567896")]
    public void Reads_what_people_and_scanners_write(string text, string number)
    {
        Assert.Equal(AccessionRefusal.None, AccessionNumber.TryParse(text, out string read));
        Assert.Equal(number, read);
        Assert.Equal("26 123 456 789 6", AccessionNumber.Format(read));
    }

    [Theory]
    [InlineData("", AccessionRefusal.Empty)]
    [InlineData(null, AccessionRefusal.Empty)]
    [InlineData("26123456789", AccessionRefusal.Form)]
    [InlineData("2612345678960", AccessionRefusal.Form)]
    [InlineData("26123456789A", AccessionRefusal.Form)]
    [InlineData("٢٦١٢٣٤٥٦٧٨٩٦", AccessionRefusal.Form)]
    [InlineData("D261234567896", AccessionRefusal.Form)]
    [InlineData("261234567890", AccessionRefusal.CheckDigit)]
    public void Refuses_what_is_no_tube(string? text, AccessionRefusal why)
    {
        Assert.Equal(why, AccessionNumber.TryParse(text, out string read));
        Assert.Equal("", read);
    }

    [Fact]
    public void Refuses_a_text_without_an_end() =>
        Assert.Equal(AccessionRefusal.Form, AccessionNumber.TryParse(new string('1', 1_000_000), out _));

    [Theory]
    [InlineData("D261234567896")]
    [InlineData("d26 123 456 789 6")]
    [InlineData("261234567896")]
    public void Reads_an_orders_number_with_or_without_its_letter(string text)
    {
        Assert.Equal(AccessionRefusal.None, AccessionNumber.TryParseRequest(text, out string read));
        Assert.Equal("D261234567896", read);
        Assert.Equal("D26 123 456 789 6", AccessionNumber.Format(read));
    }
}

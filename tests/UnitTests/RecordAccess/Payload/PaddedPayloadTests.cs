using System.Text;
using Serment.RecordAccess.Payload;

namespace Serment.UnitTests.RecordAccess.Payload;

public sealed class PaddedPayloadTests
{
    [Theory]
    [InlineData(1, 128)]
    [InlineData(128, 128)]
    [InlineData(129, 160)]
    [InlineData(160, 160)]
    [InlineData(161, 192)]
    [InlineData(224, 224)]
    [InlineData(225, 256)]
    [InlineData(257, 320)]
    [InlineData(321, 384)]
    [InlineData(512, 512)]
    [InlineData(513, 640)]
    [InlineData(1_000_000, 1_048_576)]
    public void Pads_to_the_next_of_four_sizes_an_octave(int length, int bucket) =>
        Assert.Equal(bucket, PaddedPayload.BucketFor(length));

    [Fact]
    public void Never_wastes_more_than_a_quarter_above_the_smallest_bucket()
    {
        for (int length = 129; length < 100_000; length++)
        {
            int bucket = PaddedPayload.BucketFor(length);
            Assert.InRange(bucket, length, length * 5 / 4);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"resourceType":"Patient","active":true,"name":[{"use":"official","family":"Lefèvre"}]}""")]
    [InlineData("not JSON at all, \u0001 with a code byte")]
    public void Gives_back_what_it_was_given(string text)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        byte[] padded = new byte[PaddedPayload.MaxLengthFor(content.Length)];
        int length = PaddedPayload.Write(content, padded);

        byte[] back = new byte[PaddedPayload.ContentLength(padded.AsSpan(0, length))];
        PaddedPayload.Read(padded.AsSpan(0, length), back);

        Assert.Equal(content, back);
    }

    [Fact]
    public void Zeros_what_it_does_not_use()
    {
        byte[] padded = new byte[256];
        padded.AsSpan().Fill(0xEE);
        int length = PaddedPayload.Write("{}"u8, padded);
        Assert.Equal(128, length);
        Assert.All(padded[(PaddedPayload.HeaderBytes + 2)..128], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 9)]
    [InlineData(5, 0x7F)]
    public void Refuses_a_head_that_it_does_not_know(int place, byte value)
    {
        byte[] padded = new byte[128];
        PaddedPayload.Write("{}"u8, padded);
        padded[place] = value;
        Assert.Equal(-1, PaddedPayload.ContentLength(padded));
    }
}

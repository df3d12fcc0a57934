using Serment.TransparencyLog;
using Serment.TransparencyLog.Tiles;

namespace Serment.UnitTests.TransparencyLog.Tiles;

public sealed class EntryBundleTests
{
    [Fact]
    public void Writes_big_endian_lengths() =>
        Assert.Equal(
            [0, 2, 7, 8, 0, 0, 0, 1, 9],
            EntryBundle.Encode([new byte[] { 7, 8 }, default, new byte[] { 9 }]));

    [Fact]
    public void Reads_what_it_wrote()
    {
        ReadOnlyMemory<byte>[] leaves = [new byte[EntryBundle.MaxLeafBytes], new byte[] { 1 }, default];
        IReadOnlyList<ReadOnlyMemory<byte>> read = EntryBundle.Decode(EntryBundle.Encode(leaves));
        Assert.Equal(leaves.Select(leaf => leaf.ToArray()), read.Select(leaf => leaf.ToArray()));
    }

    [Fact]
    public void Refuses_a_leaf_over_65535_bytes() =>
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([new byte[EntryBundle.MaxLeafBytes + 1]]));

    [Fact]
    public void Refuses_no_leaf_and_more_than_256()
    {
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode([]));
        Assert.Throws<ArgumentException>(() => EntryBundle.Encode(new ReadOnlyMemory<byte>[257]));
        Assert.Equal(256, EntryBundle.Decode(EntryBundle.Encode(new ReadOnlyMemory<byte>[256])).Count);
    }

    [Fact]
    public void Refuses_an_empty_bundle() => AssertRefused([], "empty");

    [Fact]
    public void Refuses_a_broken_length() => AssertRefused([0, 1, 5, 0], "breaks off in a length");

    [Fact]
    public void Refuses_a_broken_leaf() => AssertRefused([0, 3, 5, 6], "breaks off in a leaf");

    [Fact]
    public void Refuses_to_read_more_than_256_leaves() => AssertRefused(new byte[2 * 257], "more than 256");

    private static void AssertRefused(byte[] bundle, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<LogFormatException>(() => EntryBundle.Decode(bundle)).Message,
            StringComparison.Ordinal);
}

using System.Security.Cryptography;
using Serment.TransparencyLog.Merkle;

namespace Serment.UnitTests.TransparencyLog.Merkle;

public sealed class Rfc6962Tests
{
    [Fact]
    public void The_empty_tree_hashes_to_sha256_of_nothing() =>
        Assert.Equal(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Rfc6962.EmptyRoot.ToString());

    [Fact]
    public void The_empty_leaf_hashes_to_sha256_of_a_zero_byte() =>
        Assert.Equal(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Rfc6962.LeafHash([]).ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(Rfc6962.StackLeafBytes)]
    [InlineData(Rfc6962.StackLeafBytes + 1)]
    [InlineData(70_000)]
    public void A_leaf_of_any_length_has_the_prefix_0(int lengthBytes)
    {
        byte[] leaf = new byte[lengthBytes];
        leaf[^1] = 7;
        byte[] expected = SHA256.HashData([0, .. leaf]);
        Assert.Equal(expected, Rfc6962.LeafHash(leaf).ToArray());
    }

    [Fact]
    public void A_node_has_the_prefix_1()
    {
        MerkleHash left = Rfc6962.LeafHash([1]);
        MerkleHash right = Rfc6962.LeafHash([2]);
        byte[] expected = SHA256.HashData([1, .. left.ToArray(), .. right.ToArray()]);
        Assert.Equal(expected, Rfc6962.NodeHash(left, right).ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Only_32_bytes_are_a_hash(int lengthBytes) =>
        Assert.Throws<ArgumentException>(() => new MerkleHash(new byte[lengthBytes]));
}

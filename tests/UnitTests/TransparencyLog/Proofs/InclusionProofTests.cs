using System.Text.Json;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Proofs;
using Serment.TransparencyLog.Tiles;

namespace Serment.UnitTests.TransparencyLog.Proofs;

public sealed class InclusionProofTests
{
    private const int VectorCount = 98;

    public static TheoryData<string> Vectors => ProofVectors.Names("inclusion");

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Agrees_with_the_vector(string name)
    {
        JsonElement vector = ProofVectors.Read(name);
        ProofFault fault = InclusionProof.Check(
            vector.Number("leafIdx"),
            vector.Number("treeSize"),
            vector.Bytes("leafHash"),
            vector.ProofPath(),
            vector.Bytes("root"));
        Assert.Equal(vector.IsPositive(), fault == ProofFault.None);
    }

    [Fact]
    public void No_vector_is_missing() => Assert.Equal(VectorCount, Vectors.Count);

    [Fact]
    public void The_empty_root_and_leaf_are_refused_for_their_length() =>
        Assert.Equal(ProofFault.HashLength, InclusionProof.Check(0, 1, [], [], []));

    [Fact]
    public void Proves_every_leaf_at_every_small_size()
    {
        const int maxSize = 40;
        MerkleHash[] hashes = LogLeaves.Hashes(maxSize);
        TiledTree tree = LogLeaves.Tree(maxSize, new StoredTiles());
        for (int size = 1; size <= maxSize; size++)
        {
            MerkleHash root = LogLeaves.NaiveRoot(hashes.AsSpan(0, size));
            for (int index = 0; index < size; index++)
            {
                Assert.True(tree.ProveInclusion(index, size).Verify(hashes[index], root), $"{index} of {size}");
            }
        }
    }

    [Fact]
    public void Proofs_of_trees_of_any_size_verify() => LogProperties.Hold(3000, (size, pick) =>
    {
        StoredTiles stored = new();
        TiledTree tree = LogLeaves.Tree(size, stored);
        int index = pick % size;
        int earlier = index + 1 + pick / 7 % (size - index);
        MerkleHash leaf = Rfc6962.LeafHash(LogLeaves.Leaf(index));
        return tree.ProveInclusion(index, size).Verify(leaf, tree.Root)
            && tree.ProveInclusion(index, earlier).Verify(leaf, tree.RootAt(earlier));
    });

    [Fact]
    public void A_flipped_bit_in_leaf_root_or_path_is_refused() => LogProperties.Hold(700, (size, pick) =>
    {
        TiledTree tree = LogLeaves.Tree(size, new StoredTiles());
        int index = pick % size;
        int bit = pick / 11 % 256;
        MerkleHash leaf = Rfc6962.LeafHash(LogLeaves.Leaf(index));
        InclusionProof proof = tree.ProveInclusion(index, size);
        return proof.Check(LogLeaves.Flip(leaf, bit), tree.Root) == ProofFault.RootMismatch
            && proof.Check(leaf, LogLeaves.Flip(tree.Root, bit)) == ProofFault.RootMismatch
            && Enumerable.Range(0, proof.Path.Count).All(at =>
                !(proof with { Path = Damaged(proof.Path, at, bit) }).Verify(leaf, tree.Root));
    });

    [Fact]
    public void Another_index_or_a_longer_or_shorter_path_is_refused() => LogProperties.Hold(700, (size, pick) =>
    {
        TiledTree tree = LogLeaves.Tree(size, new StoredTiles());
        int index = pick % size;
        int other = pick / 13 % size;
        MerkleHash leaf = Rfc6962.LeafHash(LogLeaves.Leaf(index));
        InclusionProof proof = tree.ProveInclusion(index, size);
        return (other == index || !(proof with { LeafIndex = other }).Verify(leaf, tree.Root))
            && (proof with { Path = [.. proof.Path, leaf] }).Check(leaf, tree.Root) == ProofFault.PathLength
            && (size == 1
                || (proof with { Path = [.. proof.Path.Skip(1)] }).Check(leaf, tree.Root) == ProofFault.PathLength);
    });

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, long.MinValue)]
    public void An_index_outside_the_tree_is_refused(long index, long size)
    {
        MerkleHash hash = Rfc6962.LeafHash([]);
        Assert.Equal(ProofFault.Range, new InclusionProof(index, size, []).Check(hash, hash));
    }

    [Fact]
    public void The_largest_tree_needs_a_path_of_its_height()
    {
        MerkleHash hash = Rfc6962.LeafHash([]);
        InclusionProof proof = new(0, long.MaxValue, [.. Enumerable.Repeat(hash, 63)]);
        Assert.Equal(ProofFault.RootMismatch, proof.Check(hash, hash));
    }

    private static MerkleHash[] Damaged(IReadOnlyList<MerkleHash> path, int at, int bit)
    {
        MerkleHash[] damaged = [.. path];
        damaged[at] = LogLeaves.Flip(damaged[at], bit);
        return damaged;
    }
}

using System.Text.Json;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Proofs;
using Serment.TransparencyLog.Tiles;

namespace Serment.UnitTests.TransparencyLog.Proofs;

public sealed class ConsistencyProofTests
{
    private const int VectorCount = 98;

    public static TheoryData<string> Vectors => ProofVectors.Names("consistency");

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Agrees_with_the_vector(string name)
    {
        JsonElement vector = ProofVectors.Read(name);
        ProofFault fault = ConsistencyProof.Check(
            vector.Number("size1"),
            vector.Number("size2"),
            vector.Bytes("root1"),
            vector.Bytes("root2"),
            vector.ProofPath());
        Assert.Equal(vector.IsPositive(), fault == ProofFault.None);
    }

    [Fact]
    public void No_vector_is_missing() => Assert.Equal(VectorCount, Vectors.Count);

    [Fact]
    public void Roots_of_a_wrong_length_are_refused()
    {
        byte[] hash = Rfc6962.LeafHash([]).ToArray();
        Assert.Equal(ProofFault.HashLength, ConsistencyProof.Check(1, 2, hash.AsSpan(1), hash, [hash]));
        Assert.Equal(ProofFault.HashLength, ConsistencyProof.Check(1, 2, hash, [], [hash]));
        Assert.Equal(ProofFault.HashLength, ConsistencyProof.Check(1, 2, hash, hash, [[.. hash, 0]]));
    }

    [Fact]
    public void Proves_every_pair_of_small_sizes()
    {
        const int maxSize = 40;
        MerkleHash[] hashes = LogLeaves.Hashes(maxSize);
        TiledTree tree = LogLeaves.Tree(maxSize, new StoredTiles());
        for (int newer = 1; newer <= maxSize; newer++)
        {
            MerkleHash newRoot = LogLeaves.NaiveRoot(hashes.AsSpan(0, newer));
            for (int older = 1; older <= newer; older++)
            {
                MerkleHash oldRoot = LogLeaves.NaiveRoot(hashes.AsSpan(0, older));
                Assert.True(tree.ProveConsistency(older, newer).Verify(oldRoot, newRoot), $"{older} to {newer}");
            }
        }
    }

    [Fact]
    public void Proofs_of_trees_of_any_size_verify() => LogProperties.Hold(3000, (size, pick) =>
    {
        TiledTree tree = LogLeaves.Tree(size, new StoredTiles());
        int newer = 1 + pick % size;
        int older = 1 + pick / 7 % newer;
        return tree.ProveConsistency(older, newer).Verify(tree.RootAt(older), tree.RootAt(newer));
    });

    [Fact]
    public void A_flipped_bit_in_a_root_or_the_path_is_refused() => LogProperties.Hold(700, (size, pick) =>
    {
        TiledTree tree = LogLeaves.Tree(size, new StoredTiles());
        int older = 1 + pick % size;
        int bit = pick / 11 % 256;
        MerkleHash oldRoot = tree.RootAt(older);
        ConsistencyProof proof = tree.ProveConsistency(older, size);
        return proof.Check(LogLeaves.Flip(oldRoot, bit), tree.Root) == ProofFault.RootMismatch
            && proof.Check(oldRoot, LogLeaves.Flip(tree.Root, bit)) == ProofFault.RootMismatch
            && Enumerable.Range(0, proof.Path.Count).All(at =>
                !(proof with { Path = Damaged(proof.Path, at, bit) }).Verify(oldRoot, tree.Root));
    });

    [Fact]
    public void A_rewritten_leaf_is_not_consistent() => LogProperties.Hold(700, (size, pick) =>
    {
        TiledTree honest = LogLeaves.Tree(size, new StoredTiles());
        TiledTree forged = new(new StoredTiles());
        int rewritten = pick % size;
        for (int index = 0; index < 2 * size; index++)
        {
            forged.Append(index == rewritten ? [0xff] : LogLeaves.Leaf(index));
        }

        return !forged.ProveConsistency(size, 2 * size).Verify(honest.Root, forged.Root);
    });

    [Theory]
    [InlineData(0, 0, ProofFault.EmptyTree)]
    [InlineData(0, 5, ProofFault.EmptyTree)]
    [InlineData(6, 5, ProofFault.Range)]
    [InlineData(-1, 5, ProofFault.Range)]
    [InlineData(3, 5, ProofFault.PathLength)]
    [InlineData(4, 5, ProofFault.PathLength)]
    public void Sizes_that_prove_nothing_are_refused(long older, long newer, ProofFault fault)
    {
        MerkleHash hash = Rfc6962.LeafHash([]);
        Assert.Equal(fault, new ConsistencyProof(older, newer, []).Check(hash, hash));
    }

    private static MerkleHash[] Damaged(IReadOnlyList<MerkleHash> path, int at, int bit)
    {
        MerkleHash[] damaged = [.. path];
        damaged[at] = LogLeaves.Flip(damaged[at], bit);
        return damaged;
    }
}

using Serment.TransparencyLog.Merkle;

namespace Serment.UnitTests.TransparencyLog.Merkle;

public sealed class LogVerifierTests
{
    [Fact]
    public void Has_the_root_of_the_recursive_definition_at_every_size()
    {
        const int maxSize = 600;
        MerkleHash[] hashes = LogLeaves.Hashes(maxSize);
        LogVerifier verifier = new();
        for (int size = 0; size < maxSize; size++)
        {
            Assert.Equal(LogLeaves.NaiveRoot(hashes.AsSpan(0, size)), verifier.Root);
            Assert.Equal(hashes[size], verifier.Append(LogLeaves.Leaf(size)));
            Assert.Equal(size + 1, verifier.Size);
        }
    }

    [Fact]
    public void Allocates_nothing_for_a_leaf()
    {
        const int leaves = 20_000;
        LogVerifier verifier = new();
        byte[] leaf = new byte[300];
        verifier.Append(leaf);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < leaves; i++)
        {
            verifier.Append(leaf);
        }

        long allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocatedBytes < leaves, $"{allocatedBytes} bytes for {leaves} leaves");
    }
}

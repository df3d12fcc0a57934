using System.Security.Cryptography;
using Serment.Custodian.Keys;
using Serment.TransparencyLog.Merkle;

namespace Serment.UnitTests.Custodian.Keys;

/// <summary>The vectors of docs/formats/custody-seals.md, made there by other means.</summary>
public sealed class CustodySealsTests : IDisposable
{
    private static readonly RelationshipRow Row = new(1, 2, 3, 4, 5, 6, 7, null, 1, 2);

    private readonly CustodySeals seals = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    public void Dispose() => seals.Dispose();

    [Fact]
    public void Seals_as_the_document_says()
    {
        byte[] root = new byte[32];
        byte[] digest = new byte[32];
        Array.Fill(root, (byte)0x11);
        Array.Fill(digest, (byte)0x22);

        Assert.Equal("e89a30c32ee9e745616ff6aa6a1f0fb1", Convert.ToHexStringLower(seals.Of(Row)));
        Assert.Equal("efaa9ccb05a2186dc63e8554a09a9c9b", Convert.ToHexStringLower(seals.OfLogEnd(3, 5, new MerkleHash(root))));
        Assert.Equal("f7c6cd52408271c1156a7c513e711596", Convert.ToHexStringLower(seals.OfRegister(3, digest)));
    }

    [Fact]
    public void A_relationship_with_any_column_changed_does_not_fit()
    {
        byte[] seal = seals.Of(Row);
        Assert.True(seals.Fits(Row, seal));
        Assert.All(
            (RelationshipRow[])
            [
                Row with { Id = 9 }, Row with { Patient = 9 }, Row with { StartsAtMs = 9 }, Row with { EndsAtMs = 9 },
                Row with { Staff = 9 }, Row with { Staff = null }, Row with { DeclaredBy = 9 }, Row with { LogIndex = 9 },
                Row with { Unit = 9 }, Row with { Site = 9 }, Row with { Kind = 9 },
            ],
            changed => Assert.False(seals.Fits(changed, seal)));
        Assert.False(seals.Fits(Row, null));
        Assert.False(seals.Fits(Row, RandomNumberGenerator.GetBytes(16)));
    }
}

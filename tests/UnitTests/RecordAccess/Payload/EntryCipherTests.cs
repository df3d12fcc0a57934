using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Payload;

namespace Serment.UnitTests.RecordAccess.Payload;

public sealed class EntryCipherTests
{
    private static readonly EntryBinding Binding =
        new(1, new(11), new(22), 3, Compartment.Laboratory, ResourceType.Of("Observation"));

    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public static TheoryData<EntryBinding> OtherPlaces =>
    [
        Binding with { Site = 2 },
        Binding with { Patient = new(12) },
        Binding with { Entry = new(23) },
        Binding with { Version = 4 },
        Binding with { Compartment = Compartment.Sensitive },
        Binding with { Type = ResourceType.Of("Patient") },
    ];

    [Fact]
    public void Opens_what_it_sealed()
    {
        byte[] padded = RandomNumberGenerator.GetBytes(128);
        byte[] opened = new byte[128];
        Assert.True(EntryCipher.TryOpen(Binding, Key, Sealed(padded), opened));
        Assert.Equal(padded, opened);
    }

    [Theory]
    [MemberData(nameof(OtherPlaces))]
    public void Does_not_open_at_another_place(EntryBinding place) =>
        Assert.False(EntryCipher.TryOpen(place, Key, Sealed(new byte[128]), new byte[128]));

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(143)]
    public void Does_not_open_when_a_bit_was_turned(int place)
    {
        byte[] ciphertext = Sealed(new byte[128]);
        ciphertext[place] ^= 1;
        Assert.False(EntryCipher.TryOpen(Binding, Key, ciphertext, new byte[128]));
    }

    [Fact]
    public void Does_not_open_what_is_shorter_than_a_tag() =>
        Assert.False(EntryCipher.TryOpen(Binding, Key, new byte[15], new byte[16]));

    private static byte[] Sealed(byte[] padded)
    {
        byte[] ciphertext = new byte[padded.Length + SealedLengths.TagBytes];
        EntryCipher.Seal(Binding, Key, padded, ciphertext);
        return ciphertext;
    }
}

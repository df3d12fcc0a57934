using System.Security.Cryptography;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Notes;

namespace Serment.UnitTests.TransparencyLog.Notes;

public sealed class CheckpointTests : IDisposable
{
    private const string Origin = "log.example/site";
    private const string Root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    private readonly ECDsa[] _keys =
        [.. Enumerable.Range(0, 3).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];

    private NoteSigner Log => new(Origin, _keys[0]);

    private NoteSigner FirstWitness => new("witness.example/1", _keys[1]);

    private NoteSigner SecondWitness => new("witness.example/2", _keys[2]);

    public void Dispose()
    {
        foreach (ECDsa key in _keys)
        {
            key.Dispose();
        }
    }

    [Fact]
    public void Reads_the_example_of_the_specification()
    {
        const string text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        Checkpoint checkpoint = Checkpoint.Parse(text);
        Assert.Equal("example.com/behind-the-sofa", checkpoint.Origin);
        Assert.Equal(20852163, checkpoint.Size);
        Assert.Equal("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", checkpoint.Root.ToBase64());
        Assert.Empty(checkpoint.Extensions);
        Assert.Equal(text, checkpoint.ToText());
    }

    [Fact]
    public void Reads_what_it_wrote()
    {
        Checkpoint checkpoint = new("log.example – site 4", long.MaxValue, Rfc6962.EmptyRoot, ["Timestamp: 1", "b"]);
        Assert.Equal(checkpoint, Checkpoint.Parse(checkpoint.ToText()));
        Assert.NotEqual(checkpoint, checkpoint with { Extensions = ["b"] });
    }

    [Theory]
    [InlineData("", "newline")]
    [InlineData("o\n0\n" + Root, "newline")]
    [InlineData("o\n0\n", "an origin, a size and a root")]
    [InlineData("\n0\n" + Root + "\n", "origin")]
    [InlineData("o\n\n" + Root + "\n", "size")]
    [InlineData("o\n01\n" + Root + "\n", "size")]
    [InlineData("o\n-1\n" + Root + "\n", "size")]
    [InlineData("o\n+1\n" + Root + "\n", "size")]
    [InlineData("o\n 1\n" + Root + "\n", "size")]
    [InlineData("o\n1.0\n" + Root + "\n", "size")]
    [InlineData("o\n0x1\n" + Root + "\n", "size")]
    [InlineData("o\n٣\n" + Root + "\n", "size")]
    [InlineData("o\n9223372036854775808\n" + Root + "\n", "size")]
    [InlineData("o\n1\n\n", "root")]
    [InlineData("o\n1\nAAAA\n", "root")]
    [InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n", "root")]
    [InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", "root")]
    [InlineData("o\n1\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n", "root")]
    [InlineData("o\n1\n" + Root + " \n", "root")]
    [InlineData("o\n1\n" + Root + "\n\n", "extension")]
    [InlineData("o\n1\n" + Root + "\n\nb\n", "extension")]
    [InlineData("o\r\n1\n" + Root + "\n", "control character")]
    public void Refuses(string text, string reason) => AssertRefused(() => Checkpoint.Parse(text), reason);

    [Fact]
    public void Refuses_too_many_or_too_long_lines()
    {
        string extensions = string.Concat(Enumerable.Repeat("e\n", Checkpoint.MaxExtensions));
        Assert.Equal(Checkpoint.MaxExtensions, Checkpoint.Parse($"o\n1\n{Root}\n{extensions}").Extensions.Count);
        AssertRefused(() => Checkpoint.Parse($"o\n1\n{Root}\n{extensions}e\n"), "too many");
        string longLine = new('o', Checkpoint.MaxLineChars + 1);
        AssertRefused(() => Checkpoint.Parse($"{longLine}\n1\n{Root}\n"), "too long");
    }

    [Theory]
    [InlineData("", 1, "origin")]
    [InlineData("a\nb", 1, "origin")]
    [InlineData("o", -1, "negative")]
    public void Refuses_to_write_what_could_not_be_read_back(string origin, long size, string reason) =>
        AssertRefused(() => new Checkpoint(origin, size, Rfc6962.EmptyRoot).ToText(), reason);

    [Fact]
    public void Opens_with_the_logs_signature_and_enough_witnesses()
    {
        Checkpoint checkpoint = new(Origin, 0, Rfc6962.EmptyRoot);
        SignedNote note = checkpoint.Sign(Log);
        note = note.With(FirstWitness.Sign(note.Text), SecondWitness.Sign(note.Text));
        Assert.Equal(checkpoint, Open(SignedNote.Parse(note.ToBytes()), 2));
    }

    [Fact]
    public void Does_not_open_without_the_logs_signature() =>
        AssertUntrusted(() => Open(new Checkpoint(Origin, 0, Rfc6962.EmptyRoot).Sign(FirstWitness), 0), "log's key");

    [Fact]
    public void Does_not_open_with_a_wrong_cosignature()
    {
        SignedNote note = new Checkpoint(Origin, 0, Rfc6962.EmptyRoot).Sign(Log);
        AssertUntrusted(() => Open(note.With(FirstWitness.Sign("another\n")), 0), "wrong");
    }

    [Fact]
    public void Does_not_open_with_too_few_witnesses()
    {
        SignedNote note = new Checkpoint(Origin, 0, Rfc6962.EmptyRoot).Sign(Log, FirstWitness, FirstWitness);
        AssertUntrusted(() => Open(note, 2), "too few");
    }

    [Fact]
    public void Does_not_count_the_log_as_its_own_witness()
    {
        NoteSigner disguised = new("witness.example/1", _keys[0]);
        SignedNote note = new Checkpoint(Origin, 0, Rfc6962.EmptyRoot).Sign(Log, disguised);
        AssertUntrusted(
            () => Checkpoint.Open(note, Origin, Log.Verifier, [disguised.Verifier], witnessQuorum: 1), "too few");
    }

    [Fact]
    public void Does_not_open_as_another_log() =>
        AssertUntrusted(
            () => Open(new Checkpoint("log.example/other", 0, Rfc6962.EmptyRoot).Sign(Log), 0), "another log");

    private Checkpoint Open(SignedNote note, int witnessQuorum) =>
        Checkpoint.Open(note, Origin, Log.Verifier, [FirstWitness.Verifier, SecondWitness.Verifier], witnessQuorum);

    private static void AssertRefused(Func<object> read, string reason) =>
        Assert.Contains(reason, Assert.Throws<LogFormatException>(read).Message, StringComparison.Ordinal);

    private static void AssertUntrusted(Func<object> open, string reason) =>
        Assert.Contains(reason, Assert.Throws<UntrustedCheckpointException>(open).Message, StringComparison.Ordinal);
}

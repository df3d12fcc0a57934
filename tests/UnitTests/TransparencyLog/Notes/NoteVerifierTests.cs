using System.Security.Cryptography;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Notes;

namespace Serment.UnitTests.TransparencyLog.Notes;

public sealed class NoteVerifierTests
{
    private const string Key =
        "AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4Q"
        + "vFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";

    [Fact]
    public void The_key_id_is_the_hash_of_the_der_key()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        NoteVerifier verifier = NoteVerifier.From("log.example", key);
        string hash = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..8];
        Assert.Equal(hash, verifier.ToString().Split('+')[1]);
        Assert.Equal(verifier, NoteVerifier.Parse(verifier.ToString()));
    }

    [Fact]
    public void Reads_a_key_in_use_elsewhere()
    {
        NoteVerifier verifier = NoteVerifier.Parse($"rekor.sigstore.dev+c0d23d6a+{Key}");
        Assert.Equal("rekor.sigstore.dev", verifier.Name);
        Assert.Equal(0xc0d23d6a, verifier.KeyId);
    }

    [Theory]
    [InlineData("", "joined by plus")]
    [InlineData("log.example", "joined by plus")]
    [InlineData("log.example+c0d23d6a", "joined by plus")]
    [InlineData("log.example+c0d23d6a+", "not base64")]
    [InlineData("log.example+c0d23d6a+Ag==", "not base64")]
    [InlineData("log.example+c0d23d6a+?", "not base64")]
    [InlineData("log.example+c0d23d6a+AgAA", "not a public key on P-256")]
    [InlineData("log.example+c0d23d6a+AQAA", "not of type 2")]
    [InlineData("log.example+c0d23d6b+" + Key, "hash does not belong")]
    [InlineData("log.example+C0D23D6A+" + Key, "hash does not belong")]
    [InlineData("log.example+c0d23d6+" + Key, "hash does not belong")]
    [InlineData("+c0d23d6a+" + Key, "name")]
    [InlineData("log example+c0d23d6a+" + Key, "name")]
    [InlineData("log.example+c0d23d6a+" + Key + "\n", "not base64")]
    public void Refuses(string text, string reason) => AssertRefused(() => NoteVerifier.Parse(text), reason);

    [Fact]
    public void Refuses_a_key_that_is_too_long() =>
        AssertRefused(() => NoteVerifier.Parse(new string('a', NoteVerifier.MaxTextChars + 1)), "too long");

    [Fact]
    public void Refuses_bytes_after_the_key()
    {
        byte[] key = [.. Convert.FromBase64String(Key), 0];
        AssertRefused(() => NoteVerifier.Parse($"log.example+c0d23d6a+{Convert.ToBase64String(key)}"), "P-256");
    }

    [Fact]
    public void Refuses_another_curve()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        AssertRefused(() => NoteVerifier.From("log.example", key), "P-256");
        AssertRefused(() => new NoteSigner("log.example", key), "P-256");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\u2003b")]
    [InlineData("a\u0007b")]
    public void Refuses_a_signer_of_this_name(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AssertRefused(() => new NoteSigner(name, key), "name");
    }

    [Fact]
    public void Refuses_a_signer_named_by_half_a_surrogate_pair() => Refuses_a_signer_of_this_name("a\ud800");

    private static void AssertRefused(Func<object> read, string reason) =>
        Assert.Contains(reason, Assert.Throws<LogFormatException>(read).Message, StringComparison.Ordinal);
}

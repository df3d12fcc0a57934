using System.Security.Cryptography;
using System.Text;
using Serment.Custodian.Keys;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Keys;

public sealed class KeyDerivationTests
{
    [Fact]
    public void Is_HKDF_as_the_platform_computes_it()
    {
        byte[] patientKey = RandomNumberGenerator.GetBytes(32);
        byte[] pseudoRandomKey = new byte[32];
        byte[] ours = new byte[32];
        KeyDerivation.Extract(patientKey, pseudoRandomKey);
        foreach (Compartment compartment in Compartments.All)
        {
            string info = "serment/compartment/1/" + Encoding.ASCII.GetString(Compartments.NameOf(compartment));
            KeyDerivation.Compartment(pseudoRandomKey, compartment, ours);

            Assert.Equal(
                HKDF.DeriveKey(HashAlgorithmName.SHA256, patientKey, 32, [], Encoding.ASCII.GetBytes(info)), ours);
        }

        KeyDerivation.Index(patientKey, ours);
        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, patientKey, 32, [], "serment/index/1"u8.ToArray()), ours);
    }

    /// <summary>RFC 5869, appendix A.3: no salt, no info.</summary>
    [Fact]
    public void Meets_the_vector_of_RFC_5869_without_salt()
    {
        byte[] pseudoRandomKey = new byte[32];
        byte[] output = new byte[32];
        KeyDerivation.Extract(Convert.FromHexString("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), pseudoRandomKey);
        KeyDerivation.Expand(pseudoRandomKey, [], output);

        Assert.Equal(
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04", Convert.ToHexStringLower(pseudoRandomKey));
        Assert.Equal("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d", Convert.ToHexStringLower(output));
    }
}

public sealed class RootKeyFileTests
{
    private const string Passphrase = "correct horse battery staple";
    private const int FastIterations = 6_000;

    [Fact]
    public void Opens_with_its_passphrase_and_says_clearly_when_not()
    {
        byte[] rootKey = RandomNumberGenerator.GetBytes(32);
        RootKeyFile file = RootKeyFile.Seal(rootKey, Passphrase, FastIterations);

        Assert.Equal(rootKey, file.Open(Passphrase));
        RootKeyException wrong = Assert.Throws<RootKeyException>(() => file.Open("another passphrase"));
        Assert.Contains("passphrase does not open", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_altered_file_does_not_open()
    {
        RootKeyFile file = RootKeyFile.Seal(new byte[32], Passphrase, FastIterations);

        Assert.Throws<RootKeyException>(() => (file with { Iterations = FastIterations + 1 }).Open(Passphrase));
        Assert.Throws<RootKeyException>(() => (file with { Iterations = 1 }).Open(Passphrase));
        Assert.Throws<RootKeyException>(() => (file with { Salt = new byte[16] }).Open(Passphrase));
        Assert.Throws<RootKeyException>(() => (file with { Format = "serment-root-key/2" }).Open(Passphrase));
    }

    [Fact]
    public void A_new_file_takes_six_hundred_thousand_iterations() =>
        Assert.Equal(600_000, RootKeyFile.Seal(new byte[32], Passphrase).Iterations);

    /// <summary>The vector of docs/formats/root-key-file.md.</summary>
    [Fact]
    public void Meets_the_documents_vector()
    {
        byte[] rootKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)(0x40 + i))];
        byte[] nonce = [.. Enumerable.Range(0, 12).Select(i => (byte)(0x80 + i))];

        RootKeyFile file = RootKeyFile.SealWith(rootKey, Passphrase, RootKeyFile.DefaultIterations, salt, nonce);

        Assert.Equal(
            "808182838485868788898a8b"
            + "859224b415e6a6ef3e95b24f63bef13c6db5d4e359677e625dc249d1e818a69e"
            + "9a7655a0cbca1c35adb114d8f86c52c8",
            Convert.ToHexStringLower(file.SealedKey));
    }
}

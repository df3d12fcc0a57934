using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serment.TransparencyLog.Notes;
using Serment.Web.Downtime;

namespace Serment.UnitTests.Web.Downtime;

public sealed class PackEnvelopeTests : IDisposable
{
    private static readonly DateTimeOffset Made = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly RSA key = RSA.Create(3072);
    private readonly ECDsa log = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        key.Dispose();
        log.Dispose();
    }

    [Fact]
    public void What_is_sealed_opens_with_the_wards_key_alone()
    {
        byte[] file = PackEnvelope.Seal(new("certificate", "Müller; pénicilline"), Certificate());

        Assert.Equal(new PackContent("certificate", "Müller; pénicilline"), PackEnvelope.Open(file, key));
        Assert.DoesNotContain("nicilline", Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        using RSA other = RSA.Create(3072);
        Assert.Throws<InvalidDataException>(() => PackEnvelope.Open(file, other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(-1)]
    public void A_file_that_was_altered_or_cut_does_not_open(int at)
    {
        byte[] file = PackEnvelope.Seal(new("certificate", new string('x', 400)), Certificate());
        byte[] cut = file[..(file.Length / 2)];
        file[at < 0 ? ^1 : at] ^= 1;

        Assert.Throws<InvalidDataException>(() => PackEnvelope.Open(file, key));
        Assert.Throws<InvalidDataException>(() => PackEnvelope.Open(cut, key));
        Assert.Throws<InvalidDataException>(() => PackEnvelope.Open([], key));
        Assert.Throws<InvalidDataException>(() => PackEnvelope.Open("hello"u8, key));
    }

    [Fact]
    public void The_certificate_is_held_against_the_pack_and_the_logs_key()
    {
        string note = Note("{}", Made, Made.AddHours(12));

        PackStatement statement = PackStatement.Check(note, "{}", Verifier());

        Assert.Equal(("CLINIQUE/MED", 17, Made.AddHours(12)), (statement.Ward, statement.Patients, statement.Expires));
        Assert.Throws<InvalidDataException>(() => PackStatement.Check(note, "{ }", Verifier()));
        Assert.Throws<InvalidDataException>(() => PackStatement.Check("nothing", "{}", Verifier()));
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<InvalidDataException>(
            () => PackStatement.Check(note, "{}", NoteVerifier.From("another", other)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(500, false)]
    [InlineData(-1, false)]
    public void It_is_read_until_it_expires_and_not_with_a_clock_set_back(int hoursLater, bool isReadable)
    {
        PackStatement statement = PackStatement.Check(Note("{}", Made, Made.AddHours(12)), "{}", null);

        Assert.Equal(isReadable, statement.WhyNot(Made.AddHours(hoursLater)) is null);
    }

    private string Note(string pack, DateTimeOffset made, DateTimeOffset expires)
    {
        string text = string.Join(
            '\n', "serment-downtime/1", "log.example", "42", At(made), At(expires), "CLINIQUE/MED", "17",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pack))), "");
        return SignedNote.Sign(text, new NoteSigner("log.example", log)).ToString();
    }

    private static string At(DateTimeOffset time) =>
        time.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private NoteVerifier Verifier() => NoteVerifier.From("log.example", log);

    private X509Certificate2 Certificate() =>
        new CertificateRequest("CN=Médecine", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Made, Made.AddYears(1));
}

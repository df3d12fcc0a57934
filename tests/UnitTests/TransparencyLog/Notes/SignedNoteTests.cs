using System.Security.Cryptography;
using System.Text;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Notes;

namespace Serment.UnitTests.TransparencyLog.Notes;

public sealed class SignedNoteTests : IDisposable
{
    private const string Text = "premier\n\ntroisième\n";
    private const string Line = "— log.example AAAAAQI=\n";
    private readonly ECDsa _logKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _witnessKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private NoteSigner Log => new("log.example", _logKey);

    private NoteSigner Witness => new("witness.example/é", _witnessKey);

    public void Dispose()
    {
        _logKey.Dispose();
        _witnessKey.Dispose();
    }

    [Fact]
    public void Reads_what_it_wrote_and_verifies()
    {
        SignedNote note = SignedNote.Parse(SignedNote.Sign(Text, Log, Witness).ToBytes());
        Assert.Equal(Text, note.Text);
        Assert.Equal("log.example", note.Signatures[0].KeyName);
        Assert.Equal("witness.example/é", note.Signatures[1].KeyName);
        NoteVerification verification = note.Verify(Log.Verifier, Witness.Verifier);
        Assert.True(verification.IsTrusted);
        Assert.Equal([Log.Verifier, Witness.Verifier], verification.SignedBy);
    }

    [Fact]
    public void Verifies_notes_that_other_logs_signed()
    {
        // Rekor and Pixel: from transparency-dev/formats, note/note_verifier_test.go (Apache-2.0).
        const string rekorKey = "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogS"
            + "MdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";
        const string rekorNote = "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n"
            + "— rekor.sigstore.dev wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20"
            + "uDLet7MCoTURUCRdxwWBHHufk=\n";
        const string pixelKey = "pixel6_transparency_log+91c16e30+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+4x0Jk1yTwvLFI"
            + "9A4NDdGZcX0aiWVdWM5XJVy0M4VWD3AvyW5Q6Hs9A0mcDkpUoYgn+KKPNzFC0H3nN3q6JQ8=";
        const string pixelNote = "DEFAULT\n10\nbsWRucJU5xJPHb5eBdOm6+DM+VelCZBuvtI3sHERJ9Y=\n\n"
            + "— pixel6_transparency_log kcFuMDBFAiEAhqMAP8P6qf6QxtUJhzMhbN+MbZ9dwfUHzGQJmffJHtoCIGD0cNe47dHWB"
            + "oPwYdgBCepB06/+g5O1FmYjXl06owL4\n";

        foreach ((string key, string text) in new[] { (rekorKey, rekorNote), (pixelKey, pixelNote) })
        {
            NoteVerifier verifier = NoteVerifier.Parse(key);
            SignedNote note = SignedNote.Parse(text);
            Assert.True(note.Verify(verifier).IsTrusted);
            Assert.Equal(key, verifier.ToString());
            Assert.Equal(text, note.ToString());

            SignedNote forged = SignedNote.Parse("X" + text);
            Assert.Equal(NoteFault.WrongSignature, forged.Verify(verifier).Fault);
        }
    }

    [Fact]
    public void Ignores_signatures_by_unknown_keys()
    {
        SignedNote note = SignedNote.Sign(Text, Log, Witness);
        Assert.Equal([Log.Verifier], note.Verify(Log.Verifier).SignedBy);
    }

    [Fact]
    public void Is_not_trusted_when_no_known_key_signed() =>
        Assert.Equal(NoteFault.NoKnownSigner, SignedNote.Sign(Text, Log).Verify(Witness.Verifier).Fault);

    [Fact]
    public void Ignores_a_known_name_with_another_key()
    {
        SignedNote note = SignedNote.Sign(Text, new NoteSigner(Log.Verifier.Name, _witnessKey));
        Assert.Equal(NoteFault.NoKnownSigner, note.Verify(Log.Verifier).Fault);
    }

    [Fact]
    public void Is_condemned_by_one_wrong_signature_of_a_known_key()
    {
        NoteSignature stranger = Witness.Sign("another text\n");
        SignedNote note = SignedNote.Sign(Text, Log).With(stranger);
        NoteVerification verification = note.Verify(Log.Verifier, Witness.Verifier);
        Assert.Equal(NoteFault.WrongSignature, verification.Fault);
        Assert.Empty(verification.SignedBy);
    }

    [Fact]
    public void Counts_a_key_once()
    {
        SignedNote note = SignedNote.Sign(Text, Log, Log, Log);
        Assert.Single(note.Verify(Log.Verifier).SignedBy);
    }

    [Fact]
    public void Any_flipped_bit_of_text_or_signature_is_refused() => LogProperties.Hold(1000, (_, pick) =>
    {
        SignedNote note = SignedNote.Sign("origin\n12\nroot\n", Log);
        byte[] bytes = note.ToBytes();
        int bit = pick % (8 * bytes.Length);
        bytes[bit / 8] ^= (byte)(1 << bit % 8);
        try
        {
            return !SignedNote.Parse(bytes).Verify(Log.Verifier).IsTrusted;
        }
        catch (LogFormatException)
        {
            return true;
        }
    });

    [Theory]
    [InlineData("", "no blank line")]
    [InlineData("text\n", "no blank line")]
    [InlineData("text\n" + Line, "no blank line")]
    [InlineData("\n" + Line, "no blank line")]
    [InlineData("text\n\n", "no signature")]
    [InlineData("text\n\n— log.example AAAAAQI=", "does not end in a newline")]
    [InlineData("text\n\n- log.example AAAAAQI=\n", "em dash")]
    [InlineData("text\n\n—log.example AAAAAQI=\n", "em dash")]
    [InlineData("text\n\n— log.example\n", "one space")]
    [InlineData("text\n\n— log.example  AAAAAQI=\n", "one space")]
    [InlineData("text\n\n— log.example AAAAAQI= \n", "one space")]
    [InlineData("text\n\n— log example AAAAAQI=\n", "one space")]
    [InlineData("text\n\n—  AAAAAQI=\n", "key name")]
    [InlineData("text\n\n— log+example AAAAAQI=\n", "key name")]
    [InlineData("text\n\n— log\u00a0example AAAAAQI=\n", "key name")]
    [InlineData("text\n\n— log.example AAAAAQI\n", "not base64")]
    [InlineData("text\n\n— log.example AAAAAQJ=\n", "not base64")]
    [InlineData("text\n\n— log.example AAAA-_I=\n", "not base64")]
    [InlineData("text\n\n— log.example AAAAAA==\n", "too short")]
    [InlineData("text\n\n— log.example AA==\n", "too short")]
    [InlineData("text\n\n" + Line + "extra\n", "em dash")]
    [InlineData("text\r\n\n" + Line, "control character")]
    [InlineData("te\txt\n\n" + Line, "control character")]
    [InlineData("te\0xt\n\n" + Line, "control character")]
    public void Refuses(string note, string reason) => AssertRefused(() => SignedNote.Parse(note), reason);

    [Fact]
    public void Refuses_bytes_that_are_not_utf8() =>
        AssertRefused(() => SignedNote.Parse([.. "text"u8, 0xff, .. Encoding.UTF8.GetBytes("\n\n" + Line)]), "UTF-8");

    [Fact]
    public void Refuses_half_a_surrogate_pair()
    {
        AssertRefused(() => SignedNote.Parse("text\ud800\n\n" + Line), "Unicode");
        AssertRefused(() => SignedNote.Sign("\udc00\n", Log), "Unicode");
        Assert.Equal("\U0001f512\n", SignedNote.Parse("\U0001f512\n\n" + Line).Text);
    }

    [Fact]
    public void Refuses_too_many_signatures()
    {
        string lines = string.Concat(Enumerable.Repeat(Line, SignedNote.MaxSignatures));
        Assert.Equal(SignedNote.MaxSignatures, SignedNote.Parse($"text\n\n{lines}").Signatures.Count);
        AssertRefused(() => SignedNote.Parse($"text\n\n{lines}{Line}"), "too many");
        AssertRefused(() => SignedNote.Parse($"text\n\n{lines}").With(Log.Sign("text\n")), "too many");
    }

    [Fact]
    public void Refuses_a_note_that_is_too_long()
    {
        string note = new string('a', SignedNote.MaxNoteBytes) + "\n\n" + Line;
        AssertRefused(() => SignedNote.Parse(note), "too long");
        AssertRefused(() => SignedNote.Parse(Encoding.UTF8.GetBytes(note)), "too long");
    }

    [Fact]
    public void Refuses_a_signature_that_is_too_long()
    {
        string signature = Convert.ToBase64String(new byte[4 + NoteSignature.MaxSignatureBytes + 1]);
        AssertRefused(() => SignedNote.Parse($"text\n\n— log.example {signature}\n"), "too long");
    }

    [Fact]
    public void Refuses_to_sign_what_could_not_be_read_back()
    {
        AssertRefused(() => SignedNote.Sign("text", Log), "newline");
        AssertRefused(() => SignedNote.Sign("te\rxt\n", Log), "control character");
        AssertRefused(() => SignedNote.Sign("text\n"), "no signature");
    }

    private static void AssertRefused(Func<object> read, string reason) =>
        Assert.Contains(reason, Assert.Throws<LogFormatException>(read).Message, StringComparison.Ordinal);
}

namespace Serment.TransparencyLog.Notes;

/// <summary>A text with one or more signatures (C2SP signed-note). Its text must not be believed before
/// <see cref="Verify"/> has said so.</summary>
public sealed class SignedNote
{
    /// <summary>A longer note is refused unread.</summary>
    public const int MaxNoteBytes = 256 * 1024;

    /// <summary>A note with more signatures is refused; the format asks for at least 16.</summary>
    public const int MaxSignatures = 64;

    private const string Separator = "\n\n";

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed: ends in a newline, without the blank line before the signatures.</summary>
    public string Text { get; }

    /// <summary>The signatures, in the note's order, verified or not.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Signs a text with one or more keys.</summary>
    /// <exception cref="LogFormatException">The text cannot be a note's: it does not end in a newline, or holds a
    /// control character; or there is no signer.</exception>
    public static SignedNote Sign(string text, params IReadOnlyList<NoteSigner> signers)
    {
        CheckText(text);
        return Checked(text, [.. signers.Select(signer => signer.Sign(text))]);
    }

    /// <summary>Reads a note.</summary>
    /// <exception cref="LogFormatException">It is malformed; the message says how.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> note)
    {
        if (note.Length > MaxNoteBytes)
        {
            throw new LogFormatException("the note is too long");
        }

        try
        {
            return Split(StrictText.Utf8.GetString(note));
        }
        catch (ArgumentException invalid)
        {
            throw new LogFormatException("the note is not UTF-8", invalid);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static SignedNote Parse(string note) =>
        note.Length <= MaxNoteBytes ? Split(note) : throw new LogFormatException("the note is too long");

    /// <summary>This note with further signatures, as a witness adds its cosignature; the text stays as it
    /// is.</summary>
    public SignedNote With(params IReadOnlyList<NoteSignature> signatures) =>
        Checked(Text, [.. Signatures, .. signatures]);

    /// <summary>Checks the signatures of the known keys. Signatures by other keys are ignored; a wrong one by a
    /// known key condemns the whole note.</summary>
    public NoteVerification Verify(params IReadOnlyList<NoteVerifier> known)
    {
        List<NoteVerifier> signedBy = [];
        foreach (NoteSignature signature in Signatures)
        {
            NoteVerifier? verifier = known.FirstOrDefault(key => key.Matches(signature));
            if (verifier is null)
            {
                continue;
            }

            if (!verifier.Verify(Text, signature))
            {
                return new NoteVerification(NoteFault.WrongSignature, []);
            }

            // A key counts once, however often it signs.
            if (!signedBy.Contains(verifier))
            {
                signedBy.Add(verifier);
            }
        }

        return new NoteVerification(signedBy.Count == 0 ? NoteFault.NoKnownSigner : NoteFault.None, signedBy);
    }

    /// <summary>The note as it is stored and sent.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(line => $"{line}\n"))}";

    /// <summary>The note in UTF-8.</summary>
    public byte[] ToBytes() => StrictText.Utf8.GetBytes(ToString());

    private static SignedNote Split(string note)
    {
        if (StrictText.IsUnclean(note))
        {
            throw new LogFormatException("the note holds a control character or is not Unicode");
        }

        int separator = note.LastIndexOf(Separator, StringComparison.Ordinal);
        if (separator < 0)
        {
            throw new LogFormatException("the note has no blank line before its signatures");
        }

        string text = note[..(separator + 1)];
        string lines = note[(separator + Separator.Length)..];
        if (lines.Length == 0)
        {
            throw new LogFormatException("the note has no signature");
        }

        if (!lines.EndsWith('\n'))
        {
            throw new LogFormatException("the last signature line does not end in a newline");
        }

        string[] each = lines[..^1].Split('\n', MaxSignatures + 1);
        return each.Length <= MaxSignatures
            ? Checked(text, [.. each.Select(NoteSignature.Parse)])
            : throw new LogFormatException("the note has too many signatures");
    }

    private static SignedNote Checked(string text, IReadOnlyList<NoteSignature> signatures) =>
        signatures.Count switch
        {
            0 => throw new LogFormatException("the note has no signature"),
            > MaxSignatures => throw new LogFormatException("the note has too many signatures"),
            _ => new SignedNote(text, signatures),
        };

    private static void CheckText(string text)
    {
        if (!text.EndsWith('\n'))
        {
            throw new LogFormatException("the text does not end in a newline");
        }

        if (StrictText.IsUnclean(text))
        {
            throw new LogFormatException("the text holds a control character or is not Unicode");
        }
    }
}

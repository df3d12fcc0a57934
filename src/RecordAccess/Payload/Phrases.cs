namespace Serment.RecordAccess.Payload;

/// <summary>The coding in phrases, version 1.</summary>
internal static class Phrases
{
    /// <summary>Codes into the destination; -1 when the content cannot be coded or gains nothing.</summary>
    public static int TryEncode(ReadOnlySpan<byte> content, Span<byte> destination) => -1;

    /// <summary>The decoded length; -1 for bytes that are no coding.</summary>
    public static int DecodedLength(ReadOnlySpan<byte> coded) => -1;

    /// <summary>Decodes.</summary>
    public static void Decode(ReadOnlySpan<byte> coded, Span<byte> destination) => coded.CopyTo(destination);
}

namespace Serment.Records.Documents.Checking;

/// <summary>
/// Reads a file as it streams by and says whether it is, all through, what its first bytes promise. It keeps a few
/// bytes only, whatever the file's size.
/// </summary>
internal abstract class FileInspector
{
    /// <summary>What is wrong so far; once something is, nothing more is read.</summary>
    public FileRefusal Refusal { get; protected set; }

    /// <summary>
    /// Reads on. What follows an image's end is cut off: it is not part of the image, and often something else.
    /// </summary>
    /// <returns>How many of the bytes belong to the file.</returns>
    public abstract int Take(ReadOnlySpan<byte> bytes);

    /// <summary>Refuses it for a reason that is not in its bytes.</summary>
    public void Refuse(FileRefusal why) => Refusal = why;

    /// <summary>The file has ended.</summary>
    public abstract FileRefusal Finish();

    /// <summary>The inspector of a kind.</summary>
    public static FileInspector Of(FileKind kind) => kind switch
    {
        FileKind.Pdf => new PdfInspector(),
        FileKind.Jpeg => new JpegInspector(),
        FileKind.Png => new PngInspector(),
        _ => new TextInspector(),
    };
}

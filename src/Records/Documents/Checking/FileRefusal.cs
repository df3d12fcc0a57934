namespace Serment.Records.Documents.Checking;

/// <summary>Why a file is not kept. Each has a sentence that says what to do.</summary>
public enum FileRefusal
{
    /// <summary>It is kept.</summary>
    None,

    /// <summary>Not a byte in it.</summary>
    Empty,

    /// <summary>More than <see cref="FileKinds.MaxSizeBytes"/>.</summary>
    TooLarge,

    /// <summary>Neither PDF, JPEG, PNG nor text.</summary>
    UnknownFormat,

    /// <summary>A program.</summary>
    Executable,

    /// <summary>HTML, SVG, XML or another text that browsers or programs act upon.</summary>
    Markup,

    /// <summary>Text in another encoding than UTF-8, or with control characters.</summary>
    NotUtf8,

    /// <summary>Two formats in one file: what one program shows is not what another does.</summary>
    Polyglot,

    /// <summary>The structure is broken or the end is missing.</summary>
    Broken,

    /// <summary>An image of more than <see cref="ImageSize.MaxPixels"/>.</summary>
    TooManyPixels,

    /// <summary>A PDF that runs scripts, starts programs, sends forms or carries other files.</summary>
    ActivePdf,

    /// <summary>A PDF with a password or restrictions: what is in it cannot be checked.</summary>
    EncryptedPdf,

    /// <summary>A PDF whose inner parts are coded in a way that cannot be checked.</summary>
    UncheckablePdf,

    /// <summary>The virus scanner recognised something.</summary>
    Infected,

    /// <summary>Text, where only pages will do: a paper prescription, another laboratory's report.</summary>
    NotPages,
}

/// <summary>Images that a browser can draw without falling over.</summary>
internal static class ImageSize
{
    /// <summary>Width times height.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>What is wrong with a size.</summary>
    public static FileRefusal Check(long width, long height) =>
        width == 0 || height == 0 ? FileRefusal.Broken
        : width * height > MaxPixels ? FileRefusal.TooManyPixels
        : FileRefusal.None;
}

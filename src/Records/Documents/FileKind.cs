namespace Serment.Records.Documents;

/// <summary>The kinds of file that are kept. What a file is follows from its content, never from its name.</summary>
public enum FileKind
{
    /// <summary>PDF, ISO 32000.</summary>
    Pdf,

    /// <summary>JPEG, ITU-T T.81.</summary>
    Jpeg,

    /// <summary>PNG, ISO/IEC 15948.</summary>
    Png,

    /// <summary>Plain text in UTF-8.</summary>
    Text,
}

/// <summary>Media types and endings.</summary>
public static class FileKinds
{
    /// <summary>The largest file.</summary>
    public const int MaxSizeBytes = 50 * 1024 * 1024;

    /// <summary>The media type, as it is stored and served.</summary>
    public static string MediaType(this FileKind kind) => kind switch
    {
        FileKind.Pdf => "application/pdf",
        FileKind.Jpeg => "image/jpeg",
        FileKind.Png => "image/png",
        _ => "text/plain",
    };

    /// <summary>The ending of a downloaded file's name, without the dot.</summary>
    public static string Ending(this FileKind kind) => kind switch
    {
        FileKind.Pdf => "pdf",
        FileKind.Jpeg => "jpg",
        FileKind.Png => "png",
        _ => "txt",
    };

    /// <summary>The kind of a stored media type; null for one that is not ours.</summary>
    public static FileKind? OfMediaType(string? mediaType) => mediaType switch
    {
        "application/pdf" => FileKind.Pdf,
        "image/jpeg" => FileKind.Jpeg,
        "image/png" => FileKind.Png,
        "text/plain" => FileKind.Text,
        _ => null,
    };
}

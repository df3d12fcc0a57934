namespace Serment.Interop.Legacy.Reading;

/// <summary>The encodings that legacy exports come in and that are read in place.</summary>
public enum LegacyEncoding
{
    /// <summary>UTF-8, with or without a byte order mark. Plain ASCII is read as this.</summary>
    Utf8,

    /// <summary>Windows-1252, the usual one; it also reads Latin-1 text, which differs only in control
    /// characters.</summary>
    Windows1252,

    /// <summary>ISO 8859-1, when a profile insists.</summary>
    Latin1,

    /// <summary>DOS code page 850, of the oldest systems.</summary>
    Cp850,
}

using System.Runtime.InteropServices;

namespace Serment.Interop.Legacy.Reading;

/// <summary>How a file writes its records: what separates fields, how many there are, how text is encoded.</summary>
/// <param name="Delimiter">One byte: semicolon, comma, tab or vertical bar.</param>
/// <param name="FieldCount">Fields that every record must have, from 1 to <see cref="LegacyLimits.MaxFields"/>.</param>
/// <param name="Encoding">How the bytes of a field become text.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LegacyDialect(byte Delimiter, int FieldCount, LegacyEncoding Encoding);

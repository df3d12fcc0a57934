namespace Serment.Fhir;

/// <summary>
/// The bytes are not a FHIR resource in JSON. The message says where and what is wrong, and never what was there:
/// it goes to logs.
/// </summary>
public sealed class FhirFormatException : FormatException
{
    internal FhirFormatException(string path, long offsetBytes, string problem)
        : base($"{path}: {problem} (byte {offsetBytes})")
    {
        Path = path;
        OffsetBytes = offsetBytes;
        Problem = problem;
    }

    /// <summary>
    /// The place as a JSON path, such as <c>$.name[0].family</c>. A member that FHIR does not define
    /// appears as <c>?</c>, since its name may be personal data.
    /// </summary>
    public string Path { get; }

    /// <summary>The place in bytes from the start.</summary>
    public long OffsetBytes { get; }

    /// <summary>What is wrong, in English, for developers and interface administrators.</summary>
    public string Problem { get; }
}

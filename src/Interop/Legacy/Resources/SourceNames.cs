using System.Text;

namespace Serment.Interop.Legacy.Resources;

/// <summary>
/// The names of a source's number ranges: what its record numbers and accession numbers are unique in. A source is a
/// site and a
/// profile: two old systems that number their patients each from 1 need two profiles, of different names.
/// </summary>
public sealed class SourceNames
{
    /// <summary>The longest site code and profile name that go into a name.</summary>
    public const int MaxPartChars = 24;

    /// <summary>Makes the names of a source.</summary>
    public SourceNames(string siteCode, string profileName)
    {
        string source = $"{Part(siteCode)}:{Part(profileName)}";
        RecordNumbers = $"{source}:patient";
        Ipp = $"{source}:ipp";
        Accessions = $"{source}:accession";
        Visits = $"{source}:visit";
        Samplers = $"{source}:sampler";
        RecordNumberSystem = System(RecordNumbers);
        IppSystem = System(Ipp);
        AccessionSystem = System(Accessions);
        VisitSystem = System(Visits);
        SamplerSystem = System(Samplers);
    }

    /// <summary>Namespace of the source's patient numbers, for blind tokens.</summary>
    public string RecordNumbers { get; }

    /// <summary>Namespace of the hospital numbers (IPP) that the source holds.</summary>
    public string Ipp { get; }

    /// <summary>Namespace of the source's dossier numbers.</summary>
    public string Accessions { get; }

    /// <summary>Namespace of visit numbers (NDA).</summary>
    public string Visits { get; }

    /// <summary>Namespace of the codes of those who took specimens.</summary>
    public string Samplers { get; }

    internal byte[] RecordNumberSystem { get; }

    internal byte[] IppSystem { get; }

    internal byte[] AccessionSystem { get; }

    internal byte[] VisitSystem { get; }

    internal byte[] SamplerSystem { get; }

    // FHIR wants a URI: the identifier system of the source.
    private static byte[] System(string name) => Encoding.ASCII.GetBytes($"\"urn:serment:import:{name}\"");

    private static string Part(string text)
    {
        StringBuilder part = new();
        foreach (char c in text)
        {
            part.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-');
        }

        return part.Length is > 0 and <= MaxPartChars
            ? part.ToString()
            : throw new ArgumentException("a site code and a profile name have 1 to 24 characters", nameof(text));
    }
}

using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Resources;

namespace Serment.Interop.Legacy.Matching;

/// <summary>One finding of a row: a code and, where it helps, the field.</summary>
internal readonly record struct RowFinding(string Code, LegacyField? Field, bool Refuses);

/// <summary>
/// What an import makes of one row: token ordinals, digests, findings, and then whose it is. Reused, like the row
/// itself.
/// </summary>
internal sealed class RowFacts
{
    /// <summary>An ordinal that stands for no token.</summary>
    public const int NoToken = -1;

    /// <summary>Tokens by which a row's person is found: prefix and phonetic form of two names.</summary>
    public const int MaxNameTokens = 4;

    /// <summary>Findings kept of one row.</summary>
    public const int MaxFindings = 64;

    /// <summary>Findings, in the order noticed.</summary>
    public List<RowFinding> Findings { get; } = [];

    /// <summary>The row is not imported.</summary>
    public bool Refused { get; private set; }

    /// <summary>What the NIR is worth.</summary>
    public NirStanding Nir { get; set; }

    /// <summary>Ordinal of the NIR's token.</summary>
    public int NirToken { get; set; }

    /// <summary>Ordinal of the record number's token.</summary>
    public int RecordNumberToken { get; set; }

    /// <summary>Ordinal of the hospital number's token.</summary>
    public int IppToken { get; set; }

    /// <summary>Ordinal of the strict traits' token.</summary>
    public int TraitsToken { get; set; }

    /// <summary>Ordinal of the same traits' token for a patient whose NIR is known.</summary>
    public int IdentifiedTraitsToken { get; set; }

    /// <summary>Ordinal of the accession number's token.</summary>
    public int AccessionToken { get; set; }

    /// <summary>Ordinals of the tokens that only a search uses.</summary>
    public (TokenKind Kind, int Ordinal)[] NameTokens { get; } = new (TokenKind, int)[MaxNameTokens];

    /// <summary>How many of them there are.</summary>
    public int NameTokenCount { get; set; }

    /// <summary>The entry that this row's dossier makes, by its content.</summary>
    public EntryId Dossier { get; set; }

    /// <summary>Keyed digest of the identity traits.</summary>
    public UInt128 IdentityDigest { get; set; }

    /// <summary>Keyed digest of the contact traits; zero when there are none.</summary>
    public UInt128 ContactDigest { get; set; }

    /// <summary>Keyed digest of the coverage traits; zero when there are none.</summary>
    public UInt128 CoverageDigest { get; set; }

    /// <summary>Empties.</summary>
    public void Clear()
    {
        Findings.Clear();
        Refused = false;
        Nir = NirStanding.Absent;
        NirToken = RecordNumberToken = IppToken = TraitsToken = IdentifiedTraitsToken = AccessionToken = NoToken;
        NameTokenCount = 0;
        Dossier = default;
        IdentityDigest = ContactDigest = CoverageDigest = default;
    }

    /// <summary>Notes something about the row.</summary>
    public void Flag(string code, LegacyField? field = null)
    {
        if (Findings.Count < MaxFindings)
        {
            Findings.Add(new(code, field, Refuses: false));
        }
    }

    /// <summary>Refuses the row.</summary>
    public void Refuse(string code)
    {
        Refused = true;
        Findings.Clear();
        Findings.Add(new(code, null, Refuses: true));
    }
}

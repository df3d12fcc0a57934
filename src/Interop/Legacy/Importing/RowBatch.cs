using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Matching;
using Serment.Interop.Legacy.Profiles;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// Some rows on their way through the import, with what was read of them. Pooled: memory follows from how many there
/// are.
/// </summary>
internal sealed class RowBatch
{
    /// <summary>Rows in a batch.</summary>
    public const int Rows = 1024;

    public RowBatch()
    {
        for (int i = 0; i < Rows; i++)
        {
            Row[i] = new();
            Facts[i] = new();
        }
    }

    /// <summary>The rows.</summary>
    public LegacyRow[] Row { get; } = new LegacyRow[Rows];

    /// <summary>What is known of each.</summary>
    public RowFacts[] Facts { get; } = new RowFacts[Rows];

    /// <summary>How many rows are filled.</summary>
    public int Count { get; set; }

    /// <summary>Inputs of the rows' tokens.</summary>
    public TokenRequest Inputs { get; } = new();

    /// <summary>The tokens, once the custodian has made them.</summary>
    public long[] Tokens { get; set; } = [];

    /// <summary>Empties, wiping what could be read.</summary>
    public void Clear()
    {
        for (int i = 0; i < Count; i++)
        {
            Row[i].Wipe();
        }

        Inputs.Clear();
        Tokens = [];
        Count = 0;
    }
}

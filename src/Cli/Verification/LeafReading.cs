using Serment.Custodian.Log;
using Serment.CustodyProtocol;

namespace Serment.Cli.Verification;

/// <summary>The kinds of leaves that the main database is held against.</summary>
internal static class LeafReading
{
    /// <summary>Reads a leaf of sealed versions; false for any other leaf, or none.</summary>
    /// <exception cref="InvalidDataException">The leaf is damaged.</exception>
    public static bool TrySealed(ReadOnlySpan<byte> leaf, out SealedLeafReader seals)
    {
        seals = default;
        if (leaf.IsEmpty)
        {
            return false;
        }

        LogLeafReader reader = LogLeafReader.Read(leaf);
        if (reader.Kind != LogEventKind.EntriesSealed)
        {
            return false;
        }

        seals = reader.AsSealed();
        return true;
    }

    /// <summary>Reads a leaf of confirmations.</summary>
    public static bool TryConfirmed(ReadOnlySpan<byte> leaf, out ConfirmedLeafReader confirmed)
    {
        confirmed = default;
        LogLeafReader reader = LogLeafReader.Read(leaf);
        if (reader.Kind != LogEventKind.SealsConfirmed)
        {
            return false;
        }

        confirmed = reader.AsConfirmed();
        return true;
    }
}

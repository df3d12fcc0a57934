namespace Serment.RecordAccess.Sealing;

/// <summary>
/// The order in which rows are written: that of the index they go into, so that a batch touches each page once and two
/// writers never wait for each other in a circle.
/// </summary>
internal static class RowOrder
{
    /// <summary>From so many tokens on, a batch adds them to the small table (<see cref="BulkStore"/>).</summary>
    public const int ManyTokens = 256;

    /// <summary>Whether the batch adds its tokens to the small table.</summary>
    public static bool AddsMany(SealBatch batch) => batch.Tokens.Count(token => !token.Remove) >= ManyTokens;

    /// <summary>Entries, by patient.</summary>
    public static int[] OfEntries(SealBatch batch)
    {
        int[] order = new int[batch.Entries.Count];
        long[] patients = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            patients[i] = batch.Patients[batch.Entries[i].Patient].Value;
        }

        Array.Sort(patients, order);
        return order;
    }

    /// <summary>Tokens to add or to remove, by token.</summary>
    public static List<PendingToken> OfTokens(SealBatch batch, bool remove)
    {
        List<PendingToken> tokens = new(batch.Tokens.Count);
        foreach (PendingToken token in batch.Tokens)
        {
            if (token.Remove == remove)
            {
                tokens.Add(token);
            }
        }

        tokens.Sort(static (left, right) => left.Token.CompareTo(right.Token));
        return tokens;
    }
}

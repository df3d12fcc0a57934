using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Matching;

namespace Serment.Interop.Legacy.Importing;

/// <content>What the blind index and the batches under way say of one row.</content>
internal sealed partial class BatchPlanner
{
    // A record number that somebody bears wants a second witness; names are asked for these rows alone.
    private long[] NameTokensOfKnownNumbers(RowBatch rows)
    {
        HashSet<long> tokens = [];
        for (int i = 0; i < rows.Count; i++)
        {
            RowFacts facts = rows.Facts[i];
            Gather(rows, TokenKind.RecordNumber, facts.RecordNumberToken, byRecordNumber);
            if (byRecordNumber.Count == 0)
            {
                continue;
            }

            foreach ((_, int ordinal) in facts.NameTokens.AsSpan(0, facts.NameTokenCount))
            {
                tokens.Add(rows.Tokens[ordinal]);
            }
        }

        long[] sorted = [.. tokens];
        Array.Sort(sorted);
        return sorted;
    }

    private void GatherNames(RowBatch rows, RowFacts facts)
    {
        sameBirthAndName.Clear();
        if (byRecordNumber.Count == 0)
        {
            return;
        }

        foreach ((TokenKind kind, int ordinal) in facts.NameTokens.AsSpan(0, facts.NameTokenCount))
        {
            Gather(rows, kind, ordinal, byOneName);
            sameBirthAndName.AddRange(byOneName);
        }
    }

    private void Gather(RowBatch rows, RowFacts facts)
    {
        Gather(rows, TokenKind.RecordNumber, facts.RecordNumberToken, byRecordNumber);
        Gather(rows, TokenKind.PersonalIdentifier, facts.NirToken, byNir);
        Gather(rows, TokenKind.RecordNumber, facts.IppToken, byIpp);
        Gather(rows, TokenKind.StrictTraits, facts.TraitsToken, sameTraits);
        Gather(rows, TokenKind.StrictTraitsIdentified, facts.IdentifiedTraitsToken, sameTraitsIdentified);
        Gather(rows, TokenKind.Accession, facts.AccessionToken, byAccession);
        GatherNames(rows, facts);
    }

    private void Gather(RowBatch rows, TokenKind kind, int ordinal, List<PatientId> into)
    {
        into.Clear();
        if (ordinal == RowFacts.NoToken)
        {
            return;
        }

        long token = rows.Tokens[ordinal];
        onRecord.Collect(kind, token, into);
        foreach (PlanGroup earlier in seen)
        {
            earlier.Book.Collect(kind, token, into);
        }

        if (survivors.Count > 0 && into.Count > 0)
        {
            PatientId[] people = [.. into.Select(one => survivors.GetValueOrDefault(one, one)).Distinct()];
            into.Clear();
            into.AddRange(people);
        }
    }
}

using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.RecordAccess.Lookup;

/// <summary>From the tokens of a lookup to its candidates.</summary>
internal static class FindCandidates
{
    // Enough to know that it is too many: each candidate can match every input, and kinds can collide by chance.
    private const int MaxRows = (LookupResult.MaxCandidates + 1) * LookupResult.MaxInputs * 2;

    public static async Task<LookupResult> RunAsync(
        DatabaseLocation main,
        IReadOnlyList<TokenInput> inputs,
        long[] tokens,
        CancellationToken stop
    )
    {
        if (tokens.Length == 0)
        {
            return new(LookupOutcome.Nobody, []);
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        List<TokenRow> rows = await TokenLookup.RowsAsync(connection, main.Engine, tokens, MaxRows, stop);
        Dictionary<PatientId, int> matched = [];
        foreach (TokenRow row in rows)
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                if (tokens[i] == row.Token && inputs[i].Kind == row.Kind)
                {
                    matched[row.Patient] = matched.GetValueOrDefault(row.Patient) | (1 << i);
                }
            }
        }

        if (matched.Count == 0)
        {
            return new(LookupOutcome.Nobody, []);
        }

        if (rows.Count < MaxRows)
        {
            matched = await JoinAsync(connection, main.Engine, matched, stop);
        }

        return matched.Count > LookupResult.MaxCandidates || rows.Count == MaxRows
            ? new(LookupOutcome.TooMany, [])
            : new(
                LookupOutcome.Found,
                [.. matched.Select(one => new LookupCandidate(one.Key, one.Value)).OrderBy(one => one.Patient.Value)]
            );
    }

    private static async Task<Dictionary<PatientId, int>> JoinAsync(
        DbConnection connection,
        DatabaseEngine engine,
        Dictionary<PatientId, int> matched,
        CancellationToken stop
    )
    {
        long[] patients = [.. matched.Keys.Select(patient => patient.Value)];
        Dictionary<PatientId, PatientId> survivors = await TokenLookup.SurvivorsAsync(
            connection,
            engine,
            patients,
            stop
        );
        if (survivors.Count == 0)
        {
            return matched;
        }

        Dictionary<PatientId, int> joined = [];
        foreach ((PatientId patient, int inputs) in matched)
        {
            PatientId survivor = survivors.GetValueOrDefault(patient, patient);
            joined[survivor] = joined.GetValueOrDefault(survivor) | inputs;
        }

        return joined;
    }
}

using System.Runtime.InteropServices;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Lookup;

namespace Serment.Interop.Legacy.Importing;

/// <summary>Who bears which token: of one look into the blind index, or of one batch that is not stored yet.</summary>
internal sealed class TokenBook(int capacity = 0)
{
    private readonly Dictionary<Key, Bearers> bearers = new(capacity);

    /// <summary>Notes a bearer.</summary>
    public void Add(TokenKind kind, long token, PatientId patient)
    {
        ref Bearers entry = ref CollectionsMarshal.GetValueRefOrAddDefault(bearers, new(token, kind), out bool exists);
        if (!exists)
        {
            entry = new(patient, null);
        }
        else if (entry.First != patient && entry.Others?.Contains(patient) != true)
        {
            entry = entry with { Others = [.. entry.Others ?? [], patient] };
        }
    }

    /// <summary>Notes everything found.</summary>
    public void Add(IReadOnlyList<TokenRow> rows)
    {
        foreach (TokenRow row in rows)
        {
            Add(row.Kind, row.Token, row.Patient);
        }
    }

    /// <summary>Collects the bearers of a token.</summary>
    public void Collect(TokenKind kind, long token, List<PatientId> into)
    {
        if (!bearers.TryGetValue(new(token, kind), out Bearers found))
        {
            return;
        }

        AddOnce(into, found.First);
        foreach (PatientId other in found.Others ?? [])
        {
            AddOnce(into, other);
        }
    }

    private static void AddOnce(List<PatientId> into, PatientId patient)
    {
        if (!into.Contains(patient))
        {
            into.Add(patient);
        }
    }

    // A token is random, so it is its own hash. Asked for some fifty times a row.
    private readonly record struct Key(long Token, TokenKind Kind)
    {
        public override int GetHashCode() => (int)Token ^ (int)Kind;
    }

    // Nearly every token has one bearer: the second costs an array, the first nothing.
    private readonly record struct Bearers(PatientId First, PatientId[]? Others);
}

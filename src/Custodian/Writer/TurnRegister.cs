using System.Data.Common;
using Serment.Custodian.Storage;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Writer;

/// <summary>
/// The register within one turn. Before the first statement that names one of its tables, the table is read whole and held
/// against its digest, in the turn's own snapshot: what the statement then sees, and what the turn later seals, is what this
/// custodian wrote, and nothing that was put there meanwhile.
/// </summary>
internal sealed class TurnRegister(Register register, StatementCache statements, DbTransaction transaction)
{
    private readonly Dictionary<int, byte[]> changed = [];
    private uint checkedTables;
    private uint written;

    /// <summary>Whether the turn has changed what the register says.</summary>
    public bool IsChanged => changed.Count > 0;

    /// <summary>Checks the tables that a statement names, once a turn.</summary>
    /// <exception cref="CustodyRefusal">One was altered from outside.</exception>
    public void BeforeRunning(string sql)
    {
        (uint named, uint writes) = register.TablesOf(sql);
        for (int table = 0; (named & ~checkedTables) >> table != 0; table++)
        {
            uint bit = 1u << table;
            if ((named & ~checkedTables & bit) == 0)
            {
                continue;
            }

            if (!Hash(table).AsSpan().SequenceEqual(register.DigestOf(table)))
            {
                register.Raise(table);
                throw new CustodyRefusal(ResponseStatus.Failed, "custody-altered");
            }

            checkedTables |= bit;
        }

        written |= writes;
    }

    /// <summary>Reads again what the turn has written to; call it after the last step.</summary>
    public void Finish()
    {
        for (int table = 0; table < Register.Count; table++)
        {
            if ((written & 1u << table) != 0 && Hash(table) is byte[] digest
                && !digest.AsSpan().SequenceEqual(register.DigestOf(table)))
            {
                changed[table] = digest;
            }
        }
    }

    /// <summary>One digest over all tables as the turn leaves them.</summary>
    public byte[] Digest() => register.Digest((table, known) => changed.GetValueOrDefault(table, known));

    /// <summary>The turn is durable.</summary>
    public void Committed()
    {
        foreach ((int table, byte[] digest) in changed)
        {
            register.Set(table, digest);
        }
    }

    private byte[] Hash(int table)
    {
        using DbDataReader reader = statements.Bind(Register.SqlOf(table), transaction, []).ExecuteReader();
        return Register.Hash(reader);
    }
}

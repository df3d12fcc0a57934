using System.Data.Common;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Database;

namespace Serment.Custodian.Writer;

/// <summary>
/// What one step of the writer may do: read and write the custody database, append to the log, and change state in
/// memory in a way that is undone or never applied when the transaction fails. Valid only while the step runs.
/// </summary>
internal sealed class Turn
{
    private readonly StatementCache statements;
    private readonly PendingLeaves leaves;
    private readonly List<Action> apply = [];
    private readonly TurnRegister register;

    internal Turn(
        DatabaseEngine engine, DbConnection connection, DbTransaction transaction, StatementCache statements,
        PendingLeaves leaves, CustodyLog log, DateTimeOffset now)
    {
        Seals = log.Seals;
        register = new(log.Register, statements, transaction);
        Engine = engine;
        Connection = connection;
        Transaction = transaction;
        this.statements = statements;
        this.leaves = leaves;
        Now = now;
    }

    /// <summary>The engine, for the few statements that differ.</summary>
    public DatabaseEngine Engine { get; }

    /// <summary>The writer's connection.</summary>
    public DbConnection Connection { get; }

    /// <summary>The transaction that this turn's steps share.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>The time, in whole milliseconds. It never goes back: setting the clock back gains nothing.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Makes the seals of rows that are sealed one by one.</summary>
    public CustodySeals Seals { get; }

    /// <summary>Where the next leaf will stand.</summary>
    public long NextIndex => leaves.NextIndex;

    /// <summary>Appends a leaf; returns its index, which holds once the turn is committed.</summary>
    public long Append(in LogLeaf leaf) => leaves.Append(leaf, Now);

    /// <summary>
    /// Runs a statement that is prepared once and kept. Parameters are named <c>@p1</c>, <c>@p2</c>, … in order.
    /// </summary>
    /// <exception cref="CustodyRefusal">The statement names a table that was altered from outside.</exception>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row, or null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        object? value = Bind(sql, values).ExecuteScalar();
        return value is DBNull ? null : value;
    }

    /// <summary>Reads rows; the reader must be disposed before the statement is used again.</summary>
    public DbDataReader Read(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>
    /// A change in memory to make once everything is durable, before the step's task completes. State that must change
    /// at once, because the next step of the turn depends on it, is an <see cref="IDurableState"/>: it is read again
    /// from the database when the turn fails.
    /// </summary>
    public void OnCommit(Action action) => apply.Add(action);

    internal int ApplyCount => apply.Count;

    internal void ForgetSince(int applyCount) => apply.RemoveRange(applyCount, apply.Count - applyCount);

    /// <summary>The register as this turn leaves it.</summary>
    internal TurnRegister Register => register;

    private DbCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        register.BeforeRunning(sql);
        return statements.Bind(sql, Transaction, values);
    }

    internal void Apply()
    {
        foreach (Action action in apply)
        {
            action();
        }
    }
}

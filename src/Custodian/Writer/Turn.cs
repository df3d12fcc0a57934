using System.Data.Common;
using Serment.Custodian.Log;

namespace Serment.Custodian.Writer;

/// <summary>
/// What one step of the writer may do: read and write the custody database, append to the log, and change state in
/// memory in a way that is undone or never applied when the transaction fails. Valid only while the step runs.
/// </summary>
internal sealed class Turn
{
    private const string InsertEvent =
        """
        INSERT INTO log_event (log_index, at, actor_id, session_id, patient_id, subject_id, number, site, kind, role,
                               purpose, outcome, reason, charged, code, compartments)
        VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16)
        """;

    private readonly StatementCache statements;
    private readonly PendingLeaves leaves;
    private readonly List<Action> undo = [];
    private readonly List<Action> apply = [];

    internal Turn(
        DbConnection connection, DbTransaction transaction, StatementCache statements, PendingLeaves leaves,
        DateTimeOffset now)
    {
        Connection = connection;
        Transaction = transaction;
        this.statements = statements;
        this.leaves = leaves;
        Now = now;
    }

    /// <summary>The writer's connection.</summary>
    public DbConnection Connection { get; }

    /// <summary>The transaction that this turn's steps share.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>The time, in whole milliseconds. It never goes back: setting the clock back gains nothing.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Where the next leaf will stand.</summary>
    public long NextIndex => leaves.NextIndex;

    /// <summary>Appends a leaf; returns its index, which holds once the turn is committed.</summary>
    public long Append(in LogLeaf leaf)
    {
        long index = leaves.Append(leaf, Now);
        if (leaf.Index is LogIndexRow row)
        {
            Execute(
                InsertEvent, index, Now.ToUnixTimeMilliseconds(), leaf.Actor.Value, row.Session?.Value,
                row.Patient?.Value, row.Subject, row.Number, leaf.Site, (short)leaf.Kind, (short?)row.Role,
                (short?)row.Purpose, (short?)row.Outcome, (short?)row.Reason, (short?)row.Charged, (short?)row.Code,
                (short?)row.Compartments);
        }

        return index;
    }

    /// <summary>Runs a statement that is prepared once and kept. Parameters are named <c>@p1</c>, <c>@p2</c>, … in order.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) =>
        statements.Bind(sql, Transaction, values).ExecuteNonQuery();

    /// <summary>The first column of the first row, or null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        object? value = statements.Bind(sql, Transaction, values).ExecuteScalar();
        return value is DBNull ? null : value;
    }

    /// <summary>Reads rows; the reader must be disposed before the statement is used again.</summary>
    public DbDataReader Read(string sql, params ReadOnlySpan<object?> values) =>
        statements.Bind(sql, Transaction, values).ExecuteReader();

    /// <summary>How to take back a change in memory that the step has already made; run newest first.</summary>
    public void OnUndo(Action action) => undo.Add(action);

    /// <summary>A change in memory to make once everything is durable, before the step's task completes.</summary>
    public void OnCommit(Action action) => apply.Add(action);

    internal int UndoCount => undo.Count;

    internal int ApplyCount => apply.Count;

    internal void UndoTo(int undoCount, int applyCount)
    {
        for (int i = undo.Count - 1; i >= undoCount; i--)
        {
            undo[i]();
        }

        undo.RemoveRange(undoCount, undo.Count - undoCount);
        apply.RemoveRange(applyCount, apply.Count - applyCount);
    }

    internal void Apply()
    {
        foreach (Action action in apply)
        {
            action();
        }
    }
}

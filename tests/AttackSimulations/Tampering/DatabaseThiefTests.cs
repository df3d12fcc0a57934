using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Serment.AttackSimulations.Means;

namespace Serment.AttackSimulations.Tampering;

/// <summary>
/// Goal: change what the record says, or make something disappear, unseen.
/// Means: full write access to the main database, and the patience to write well-formed rows.
/// </summary>
public sealed class DatabaseThiefTests(PreparedRecord prepared) : IClassFixture<PreparedRecord>, IDisposable
{
    private readonly Stolen serment = Stolen.CopyOf(prepared.Running);

    public void Dispose() => serment.Dispose();

    [Fact]
    public async Task An_untouched_record_is_intact()
    {
        (int code, string output) = await VerifyAsync();

        Assert.Equal(0, code);
        Assert.Contains("intact", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_ciphertext_is_named()
    {
        (long patient, long entry) = AnyRow(0);
        Execute("UPDATE entry SET ciphertext = ciphertext || x'00' WHERE patient_id = $1 AND entry_id = $2", patient,
            entry);

        await AssertFoundAsync("Altered", 1);
    }

    [Fact]
    public async Task Altered_authorship_is_named()
    {
        (long patient, long entry) = AnyRow(0);
        Execute("UPDATE entry SET author_id = author_id + 1 WHERE patient_id = $1 AND entry_id = $2", patient, entry);

        await AssertFoundAsync("Altered", 1);
    }

    [Fact]
    public async Task An_altered_compartment_is_named()
    {
        (long patient, long entry) = AnyRow(0);
        Execute("UPDATE entry SET compartment = 7 - compartment WHERE patient_id = $1 AND entry_id = $2", patient,
            entry);

        await AssertFoundAsync("Altered", 1);
    }

    [Fact]
    public async Task Rows_swapped_between_patients_are_named()
    {
        (long onePatient, long oneEntry) = AnyRow(0);
        (long otherPatient, long otherEntry) = AnyRow(1);
        Execute(
            "UPDATE entry SET patient_id = $3, entry_id = -1 WHERE patient_id = $1 AND entry_id = $2",
            onePatient, oneEntry, otherPatient);
        Execute(
            "UPDATE entry SET patient_id = $3, entry_id = $4 WHERE patient_id = $1 AND entry_id = $2",
            otherPatient, otherEntry, onePatient, oneEntry);
        Execute("UPDATE entry SET entry_id = $2 WHERE patient_id = $1 AND entry_id = -1", otherPatient, otherEntry);

        await AssertFoundAsync("Swapped", 2);
    }

    [Fact]
    public async Task Rows_that_point_at_each_others_leaves_are_named()
    {
        (long onePatient, long oneEntry) = AnyRow(0);
        (long otherPatient, long otherEntry) = AnyRow(1);
        long one = Scalar("SELECT log_index FROM entry WHERE patient_id = $1 AND entry_id = $2", onePatient, oneEntry);
        long other = Scalar("SELECT log_index FROM entry WHERE patient_id = $1 AND entry_id = $2", otherPatient,
            otherEntry);
        Execute("UPDATE entry SET log_index = $3 WHERE patient_id = $1 AND entry_id = $2", onePatient, oneEntry,
            other);
        Execute("UPDATE entry SET log_index = $3 WHERE patient_id = $1 AND entry_id = $2", otherPatient, otherEntry,
            one);

        await AssertFoundAsync("Reordered", 2);
    }

    [Fact]
    public async Task A_deleted_row_is_named()
    {
        (long patient, long entry) = AnyRow(0);
        Execute("DELETE FROM entry WHERE patient_id = $1 AND entry_id = $2", patient, entry);

        string output = await AssertFoundAsync("Deleted", 1);
        Assert.Contains(Serment.CustodyProtocol.OpaqueId.Format(patient), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_rolled_back_is_named()
    {
        Execute(
            """
            DELETE FROM entry WHERE rowid = (
                SELECT rowid FROM entry AS newest WHERE version > 1 AND NOT EXISTS (
                    SELECT 1 FROM entry WHERE patient_id = newest.patient_id AND entry_id = newest.entry_id
                        AND version > newest.version)
                ORDER BY rowid LIMIT 1)
            """);

        await AssertFoundAsync("RolledBack", 1);
    }

    [Fact]
    public async Task A_whole_table_emptied_is_named_row_by_row()
    {
        long rows = Scalar("SELECT COUNT(*) FROM entry");
        Execute("DELETE FROM entry");

        (int code, string output) = await VerifyAsync();

        Assert.Equal(3, code);
        Assert.Contains($"{rows} findings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_row_is_named()
    {
        (long patient, long entry) = AnyRow(0);
        Execute(
            """
            INSERT INTO entry (patient_id, entry_id, recorded_at, author_id, log_index, version, compartment,
                resource_type,
                wrapped_key, ciphertext)
            SELECT patient_id, entry_id, recorded_at, author_id, log_index, version + 1, compartment, resource_type,
                wrapped_key, randomblob(length(ciphertext))
            FROM entry WHERE patient_id = $1 AND entry_id = $2
            """,
            patient, entry);

        await AssertFoundAsync("Forged", 1);
    }

    [Fact]
    public async Task A_forged_link_between_two_records_is_named()
    {
        (long onePatient, _) = AnyRow(0);
        (long otherPatient, _) = AnyRow(1);
        Execute(
            "INSERT INTO patient_link (patient_id, survivor_id, linked_at, log_index) VALUES ($1, $2, 0, 0)",
            onePatient, otherPatient);

        await AssertFoundAsync("LinkForged", 1);
    }

    [Fact]
    public async Task A_log_cut_short_is_named()
    {
        Custody("DELETE FROM log_batch WHERE first_index > (SELECT MAX(first_index) / 2 FROM log_batch)");

        (int code, string output) = await VerifyAsync();

        Assert.Equal(3, code);
        Assert.Contains("LogTruncated", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rewritten_log_is_named()
    {
        Custody(
            """
            UPDATE log_batch SET leaves = CAST(substr(leaves, 1, length(leaves) - 1) || x'5A' AS BLOB)
            WHERE first_index = (SELECT MIN(first_index) FROM log_batch)
            """);

        (int code, string output) = await VerifyAsync();

        Assert.Equal(3, code);
        Assert.Contains("LogForked", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE log_batch SET leaves = substr(leaves, 1, length(leaves) - 3) WHERE first_index = 0")]
    [InlineData("UPDATE log_batch SET leaves = x'FFFFFF7F' || substr(leaves, 5) WHERE first_index = 0")]
    [InlineData("UPDATE log_batch SET leaves = 'no bytes' WHERE first_index = 0")]
    [InlineData("UPDATE log_batch SET leaf_count = leaf_count + 1 WHERE first_index = 0")]
    [InlineData("UPDATE log_batch SET leaves = CAST(x'0000' || leaves AS BLOB) WHERE first_index = 0")]
    public async Task A_log_whose_batch_was_rewritten_is_named_as_damaged_with_its_leaf(string sql)
    {
        Custody(sql);

        (int code, string output) = await VerifyAsync();

        Assert.Equal(3, code);
        Assert.Matches("(?m)^LogDamaged leaf 0: ", output);
    }

    private async Task<string> AssertFoundAsync(string kind, int count)
    {
        (int code, string output) = await VerifyAsync();

        Assert.Equal(3, code);
        Assert.Equal(count, Regex.Count(output, $"^{kind} ", RegexOptions.Multiline));
        Assert.Contains($"{count} findings", output, StringComparison.Ordinal);
        return output;
    }

    private Task<(int ExitCode, string Output)> VerifyAsync() =>
        prepared.Running.TryAsync("verify", "--data", serment.Data);

    private (long Patient, long Entry) AnyRow(int number)
    {
        using SqliteConnection connection = Open("main.db");
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT MIN(patient_id), entry_id FROM entry WHERE compartment = 2
            GROUP BY entry_id HAVING COUNT(*) = 1 ORDER BY 1, 2 LIMIT 1 OFFSET $1
            """;
        command.Parameters.AddWithValue("$1", number);
        using SqliteDataReader reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private void Execute(string sql, params long[] values) => Run("main.db", sql, values).Dispose();

    private void Custody(string sql) => Run("custody.db", sql, []).Dispose();

    private long Scalar(string sql, params long[] values)
    {
        using SqliteConnection connection = Open("main.db");
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        Bind(command, values);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection Run(string file, string sql, long[] values)
    {
        SqliteConnection connection = Open(file);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        Bind(command, values);
        Assert.True(command.ExecuteNonQuery() > 0, "the attack changed nothing");
        return connection;
    }

    private static void Bind(SqliteCommand command, long[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue("$" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
                values[i]);
        }
    }

    private SqliteConnection Open(string file)
    {
        SqliteConnection connection = new($"Data Source={Path.Combine(serment.Data, file)};Pooling=False");
        connection.Open();
        return connection;
    }
}

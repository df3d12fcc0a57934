using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Storage;

/// <summary>
/// The tables that say who may do what, as one digest each (docs/formats/custody-seals.md). The digests in memory are those
/// of the last durable turn; the log's end carries a seal over them. A table that was changed from outside — a row put in,
/// altered, taken away, or an older one put back — no longer fits, and no statement that names it runs.
/// </summary>
internal sealed partial class Register
{
    private const byte NullTag = 0;
    private const byte NumberTag = 1;
    private const byte BytesTag = 2;
    private const byte TextTag = 3;

    // Only what is in force: a session that has ended, a proposal that was decided, an address that was used grant nothing,
    // and if one were made to live again, it would be one row too many.
    private static readonly (string Name, string Sql)[] Tables =
    [
        ("staff", "SELECT * FROM staff ORDER BY staff_id"),
        ("staff_unit", "SELECT * FROM staff_unit ORDER BY staff_id, unit_id"),
        ("passkey", "SELECT * FROM passkey ORDER BY credential_id"),
        ("enrolment", "SELECT * FROM enrolment WHERE used_at IS NULL ORDER BY secret_hash"),
        ("client", "SELECT * FROM client ORDER BY client_id"),
        ("budget", "SELECT * FROM budget ORDER BY site, role, meter, window_hours"),
        ("patient_link", "SELECT * FROM patient_link ORDER BY patient_id"),
        ("canary", "SELECT * FROM canary ORDER BY patient_id"),
        ("session",
            """
            SELECT session_id, staff_id, begun_at, absolute_end_at, audience, token_hash
            FROM session WHERE ended_at IS NULL ORDER BY session_id
            """),
        ("step_up", "SELECT * FROM step_up ORDER BY session_id, patient_id, kind"),
        ("proposal", "SELECT * FROM proposal WHERE state = 1 ORDER BY proposal_id"),
        ("cover", "SELECT * FROM cover WHERE ended_at IS NULL ORDER BY cover_id"),
        ("care_request", "SELECT * FROM care_request WHERE answered_at IS NULL ORDER BY request_id"),
        ("ward_key", "SELECT * FROM ward_key WHERE ended_at IS NULL ORDER BY unit_id"),
        ("release_rule", "SELECT * FROM release_rule WHERE ended_at IS NULL ORDER BY unit_id, rule_number"),
        ("report_key", "SELECT * FROM report_key ORDER BY key_id"),
    ];

    // Tables from here on came later: empty, they are not in the digest, so that it is the one of before there were any.
    private const int FirstLater = 11;

    private static readonly byte[] EmptyDigest = SHA256.HashData([]);

    private readonly ConcurrentDictionary<string, (uint Named, uint Written)> statements = new(StringComparer.Ordinal);
    private readonly byte[][] digests = [.. Tables.Select(_ => SHA256.HashData([]))];
    private int alarms;

    /// <summary>Which of the tables a statement names, and which it writes; a bit each.</summary>
    public (uint Named, uint Written) TablesOf(string sql) => statements.GetOrAdd(sql, static text =>
    {
        uint named = Mask(Name().Matches(text));
        uint written = Mask(Write().Matches(text));
        return (named, written);
    });

    /// <summary>How many tables there are.</summary>
    public static int Count => Tables.Length;

    /// <summary>The name of a table.</summary>
    public static string NameOf(int table) => Tables[table].Name;

    /// <summary>The statement that reads a table whole, in order.</summary>
    public static string SqlOf(int table) => Tables[table].Sql;

    /// <summary>The tables found altered since the process began; a bit each.</summary>
    public uint Alarms => (uint)Volatile.Read(ref alarms);

    /// <summary>Remembers that a table was found altered; the next turn says so in the log.</summary>
    public void Raise(int table) => Interlocked.Or(ref alarms, 1 << table);

    /// <summary>The digest of a table as it durably was after the last turn.</summary>
    public ReadOnlySpan<byte> DigestOf(int table) => digests[table];

    /// <summary>A turn that changed a table is durable.</summary>
    public void Set(int table, byte[] digest) => digests[table] = digest;

    /// <summary>Reads all of them, whatever they hold; <see cref="Digest()"/> is then held against the log's end.</summary>
    public void Load(DbConnection connection)
    {
        for (int table = 0; table < Tables.Length; table++)
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = Tables[table].Sql;
            using DbDataReader reader = command.ExecuteReader();
            digests[table] = Hash(reader);
        }
    }

    /// <summary>One digest over all tables.</summary>
    public byte[] Digest() => Digest(static (_, known) => known);

    /// <summary>The same, with some tables replaced by what a turn has made of them.</summary>
    public byte[] Digest(Func<int, byte[], byte[]> replace)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int table = 0; table < Tables.Length; table++)
        {
            byte[] digest = replace(table, digests[table]);
            if (table < FirstLater || !digest.AsSpan().SequenceEqual(EmptyDigest))
            {
                hash.AppendData(Encoding.ASCII.GetBytes(Tables[table].Name + "\0"));
                hash.AppendData(digest);
            }
        }

        return hash.GetHashAndReset();
    }

    /// <summary>
    /// SHA-256 over rows: for each column that is not null its name, a tag, a length and the bytes; a zero byte ends a row.
    /// A column added later, null in old rows, changes nothing.
    /// </summary>
    public static byte[] Hash(DbDataReader reader)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ArrayBufferWriter<byte> row = new(512);
        byte[][] names =
            [.. Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.ASCII.GetBytes(reader.GetName(i)))];
        while (reader.Read())
        {
            row.ResetWrittenCount();
            for (int i = 0; i < names.Length; i++)
            {
                Put(row, names[i], reader.GetValue(i));
            }

            row.Write([NullTag]);
            hash.AppendData(row.WrittenSpan);
        }

        return hash.GetHashAndReset();
    }

    private static void Put(ArrayBufferWriter<byte> row, byte[] name, object value)
    {
        if (value is DBNull)
        {
            return;
        }

        (byte tag, byte[] bytes) = value switch
        {
            byte[] blob => (BytesTag, blob),
            string text => (TextTag, Encoding.UTF8.GetBytes(text)),
            _ => (NumberTag, Number(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture))),
        };
        row.Write([(byte)name.Length]);
        row.Write(name);
        row.Write([tag]);
        BinaryPrimitives.WriteInt32LittleEndian(row.GetSpan(sizeof(int)), bytes.Length);
        row.Advance(sizeof(int));
        row.Write(bytes);
    }

    private static byte[] Number(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static uint Mask(MatchCollection matches)
    {
        uint mask = 0;
        foreach (Match match in matches)
        {
            mask |= 1u << Array.FindIndex(
                Tables, table => string.Equals(table.Name, match.Groups["table"].Value, StringComparison.Ordinal));
        }

        return mask;
    }

    private const string AnyTable =
        "(?<table>staff|staff_unit|passkey|enrolment|client|budget|patient_link|canary|session|step_up|proposal"
        + "|cover|care_request|ward_key|release_rule|report_key)";

    [GeneratedRegex(
        @"\b" + AnyTable + @"\b",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"\b(INSERT INTO|UPDATE|DELETE FROM)\s+" + AnyTable + @"\b",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Write();
}

/// <summary>
/// What the custody database says is not what this custodian has written; the message is for the person at the console.
/// </summary>
internal sealed class AlteredCustodyException(string message) : Exception(message);

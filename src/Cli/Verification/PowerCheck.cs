using System.Data.Common;
using System.Globalization;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Cli.Verification;

/// <summary>
/// Holds what gives power in the custody database against the log: relationships, which open records, and passkeys,
/// which are people. Whoever can write that database could add his own; the log cannot be added to unseen.
/// </summary>
internal static class PowerCheck
{
    private const string Relationships =
        """
        SELECT relationship_id, patient_id, kind, staff_id, unit_id, ends_at, declared_by, log_index, site
        FROM relationship
        """;

    private const string Covers =
        """
        SELECT cover_id, kind, site, taker_id, replaced_id, unit_id, given_by, given_at, starts_at, ends_at, log_index
        FROM cover WHERE ended_at IS NULL
        """;

    private const string Passkeys = "SELECT staff_id, credential_id, public_key FROM passkey";

    /// <summary>Rows that the log does not know as they are.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        DatabaseLocation custody, LeafPages leaves, LogScan log, CancellationToken stop)
    {
        List<Finding> findings = [];
        await using DbConnection connection = await custody.OpenAsync(stop);
        await using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = Relationships;
            await using DbDataReader row = await command.ExecuteReaderAsync(stop);
            while (findings.Count < VerifyRecord.MaxFindings && await row.ReadAsync(stop))
            {
                if (!IsDeclared(row, leaves, log.Events))
                {
                    findings.Add(new(
                        FindingKind.RelationshipForged, new PatientId(Number(row, 1)).ToString(),
                        LogIndex: Number(row, 7)));
                }
            }
        }

        await AddForgedCoversAsync(connection, leaves, findings, stop);
        List<(ActorId Staff, byte[] Commitment)> passkeys = await ReadPasskeysAsync(connection, stop);
        LogEvents later = await log.LaterAsync(custody, stop);
        findings.AddRange(Forged(passkeys, [.. log.Events.Passkeys, .. later.Passkeys]));
        return findings;
    }

    private static async Task AddForgedCoversAsync(
        DbConnection connection, LeafPages leaves, List<Finding> findings, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Covers;
        await using DbDataReader row = await command.ExecuteReaderAsync(stop);
        while (findings.Count < VerifyRecord.MaxFindings && await row.ReadAsync(stop))
        {
            ReadOnlySpan<byte> leaf = Number(row, 10) < 0 ? default : leaves.Leaf(Number(row, 10));
            if (leaf.IsEmpty || !IsGiven(CoverRows.Read(row), leaf))
            {
                findings.Add(new(FindingKind.CoverForged, LogIndex: Number(row, 10)));
            }
        }
    }

    private static bool IsGiven(Cover cover, ReadOnlySpan<byte> leaf)
    {
        try
        {
            LogLeafReader reader = LogLeafReader.Read(leaf);
            return reader.Kind == LogEventKind.CoverGiven
                && reader.Actor == cover.GivenBy
                && EventBody.Read(reader.Body).Commitment is { } commitment
                && commitment.Span.SequenceEqual(cover.Commitment());
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsDeclared(DbDataReader row, LeafPages leaves, LogEvents events)
    {
        ReadOnlySpan<byte> leaf = Number(row, 7) < 0 ? default : leaves.Leaf(Number(row, 7));
        try
        {
            return !leaf.IsEmpty && IsDeclared(row, leaf, events);
        }
        catch (InvalidDataException)
        {
            // A damaged leaf declares nothing; that it is damaged the scan has said.
            return false;
        }
    }

    private static bool IsDeclared(DbDataReader row, ReadOnlySpan<byte> leaf, LogEvents events)
    {
        LogLeafReader reader = LogLeafReader.Read(leaf);
        if (reader.Kind != LogEventKind.RelationshipDeclared
            || reader.Site != Number(row, 8)
            || reader.Actor.Value != Number(row, 6))
        {
            return false;
        }

        EventBody body = EventBody.Read(reader.Body);
        long endsAt = Number(row, 5);
        return body.Subject == Number(row, 0)
            && body.Patient?.Value == Number(row, 1)
            && body.Code == Number(row, 2)
            && body.Number == (row.IsDBNull(3) ? Number(row, 4) : Number(row, 3))
            && row.IsDBNull(3) != row.IsDBNull(4)
            && endsAt <= body.Until?.ToUnixTimeMilliseconds()
            && endsAt <= events.EndedRelationships.GetValueOrDefault(Number(row, 0), long.MaxValue);
    }

    private static async Task<List<(ActorId Staff, byte[] Commitment)>> ReadPasskeysAsync(
        DbConnection connection, CancellationToken stop)
    {
        List<(ActorId, byte[])> passkeys = [];
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Passkeys;
        await using DbDataReader row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            passkeys.Add((
                new(Number(row, 0)), Passkey.CommitmentOf(row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2))));
        }

        return passkeys;
    }

    // Leaves of before they committed to the passkey stand for one each, whichever it is.
    private static IEnumerable<Finding> Forged(
        List<(ActorId Staff, byte[] Commitment)> passkeys, List<PasskeyEvent> enrolled)
    {
        ILookup<ActorId, PasskeyEvent> events = enrolled.ToLookup(one => one.Staff);
        foreach (IGrouping<ActorId, (ActorId Staff, byte[] Commitment)> person in passkeys.GroupBy(one => one.Staff))
        {
            int unnamed = events[person.Key].Count(one => one.Commitment is not { Length: > 0 });
            int unknown = person.Count(passkey => !events[person.Key].Any(one =>
                one.Commitment is { Length: > 0 } known && known.AsSpan().SequenceEqual(passkey.Commitment)));
            for (int i = unnamed; i < unknown; i++)
            {
                yield return new(FindingKind.PasskeyForged, Detail: $"of {person.Key}");
            }
        }
    }

    private static long Number(DbDataReader reader, int column) =>
        Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
}

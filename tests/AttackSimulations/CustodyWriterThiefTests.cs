using System.Data.Common;
using System.Security.Cryptography;
using Serment.Custodian;
using Serment.Custodian.Decisions;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: patients of nobody's care.
/// Means: may write whatever he likes to the custody database, while the custodian runs and while it does not, and may make it
/// read everything again; has no passphrase.
/// </summary>
public sealed class CustodyWriterThiefTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Care_relationships_that_he_writes_open_nobody(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 20, Compartment.Clinical);
        (SessionToken token, StaffMember who) = await bed.SignInAsync(Role.Physician);
        await RunAsync(
            bed,
            $"""
            INSERT INTO relationship
                (relationship_id, patient_id, starts_at, ends_at, staff_id, declared_by, log_index, site, kind, seal)
            SELECT patient_id + 1, patient_id, 0, 9000000000000, {who.Id.Value}, 7, 1, site, 2, wrapped_key FROM patient_key
            """);

        int haul = 0;
        foreach (SealedEntry entry in entries)
        {
            (Outcome outcome, _) = await SealedPatients.AskAsync(bed.Connect(), token, AccessPurpose.Care, entry.Patient);
            haul += outcome == Outcome.Allowed ? 1 : 0;
        }

        Assert.Equal(0, haul);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_enrolment_that_he_writes_is_none_and_is_told(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (_, StaffMember physician) = await bed.SignInAsync(Role.Physician);
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        await RunAsync(
            bed,
            $"""
            INSERT INTO enrolment (secret_hash, staff_id, created_at, expires_at)
            VALUES (@p1, {physician.Id.Value}, 0, 9000000000000)
            """,
            SHA256.HashData(secret));

        CustodyCore core = bed.Host.Core;
        await Assert.ThrowsAsync<CustodyRefusal>(() => core.Writer.RunAsync(
            turn => Enrolments.Find(turn, SHA256.HashData(secret)), CancellationToken.None));
        await AssertAlertedAsync(bed, AlertCode.CustodyAltered);
        await AssertRefusedAtStartAsync(bed);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_session_that_he_writes_never_lives(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (_, StaffMember physician) = await bed.SignInAsync(Role.Physician);
        SessionToken own = SessionToken.New();
        await RunAsync(
            bed,
            $"""
            INSERT INTO session (session_id, staff_id, begun_at, last_seen_at, absolute_end_at, audience, token_hash)
            VALUES (77, {physician.Id.Value}, 1, 9000000000000, 9000000000000, 1, @p1)
            """,
            SHA256.HashData(own.Bytes));
        await ForceReloadAsync(bed);

        Assert.Null(bed.Host.Core.Sessions.Find(own, bed.Clock.GetUtcNow()));
        await AssertRefusedAtStartAsync(bed);
    }

    [Theory]
    [InlineData("UPDATE staff SET role = 1, state = 2")]
    [InlineData("UPDATE staff SET state = CASE state WHEN 2 THEN 3 ELSE 2 END")]
    [InlineData("DELETE FROM staff_unit")]
    [InlineData("UPDATE client SET flow_per_hour = 1, rights = 7")]
    [InlineData("DELETE FROM canary")]
    [InlineData("INSERT INTO budget (site, role, meter, window_hours, limit_count) VALUES (1, 1, 2, 1, 1000000)")]
    [InlineData("INSERT INTO patient_link (patient_id, survivor_id, log_index) VALUES (5, 6, 1)")]
    [InlineData("INSERT INTO step_up (session_id, patient_id, kind, until_at) VALUES (5, 6, 1, 9000000000000)")]
    [InlineData("UPDATE session SET ended_at = NULL, absolute_end_at = 9000000000000")]
    [InlineData(
        "INSERT INTO cover (cover_id, taker_id, replaced_id, given_by, given_at, starts_at, ends_at, log_index, site, kind) "
        + "SELECT 5, staff_id, 7, 7, 0, 0, 9000000000000, 1, 1, 1 FROM staff LIMIT 1")]
    [InlineData(
        "INSERT INTO care_request (request_id, patient_id, asker_id, asked_at, expires_at, log_index, site, role, reason) "
        + "VALUES (5, 6, 7, 0, 9000000000000, 1, 1, 3, x'00')")]
    [InlineData(
        "INSERT INTO ward_key (unit_id, registered_at, registered_by, site, certificate) VALUES (1, 0, 7, 1, x'00')")]
    [InlineData(
        "INSERT INTO release_rule (unit_id, rule_number, active_at, proposed_by, approved_by, rule_version, site, digest, "
        + "name, rule_text) VALUES (1, 1, 1, 7, 8, 1, 1, x'00', 'tout', 'tout')")]
    [InlineData(
        "INSERT INTO report_key (key_id, site, created_at, certificate, wrapped_key) VALUES (5, 1, 0, x'00', x'00')")]
    public async Task Whatever_right_he_writes_the_custodian_refuses(string sql)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(bed.Site.Site)[0].Id;
        await bed.SignInAsync(Role.Physician, null, unit);
        await RunAsync(bed, sql);

        await AssertRefusedAtStartAsync(bed);
    }

    /// <summary>A row that was rightful once: a suspended member of staff is put back as he was, seal or no seal.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_older_row_put_back_revives_nobody(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken token, StaffMember who) = await bed.SignInAsync(Role.Physician);
        CustodyCore core = bed.Host.Core;
        await core.Writer.RunAsync(
            turn =>
            {
                PeopleRows.SetState(turn, who.Id, StaffState.Suspended);
                core.People.FollowStaff(turn, who.Id);
                return turn.Append(LogLeaf.Event(LogEventKind.Approved, who.Site, who.Id, new EventBody()));
            },
            CancellationToken.None);
        await RunAsync(bed, $"UPDATE staff SET state = {(int)StaffState.Active} WHERE staff_id = {who.Id.Value}");

        await Assert.ThrowsAsync<CustodyRefusal>(() => core.Writer.RunAsync(
            turn => PeopleRows.Find(turn, who.Id), CancellationToken.None));
        Assert.Null(core.Sessions.Find(token, bed.Clock.GetUtcNow()));
        await AssertRefusedAtStartAsync(bed);
    }

    /// <summary>The index over the log is his to empty: what was spent stands in the leaves.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Emptying_the_index_of_the_log_gives_no_allowance_back(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken token, StaffMember who) = await bed.SignInAsync(Role.Receptionist);
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 40, Compartment.Identity);
        int before = await CardsAsync(bed, token, entries);
        await RunAsync(bed, "DELETE FROM log_event");
        await ForceReloadAsync(bed);
        int afterReload = await CardsAsync(bed, token, entries.Skip(before));
        await bed.RestartAsync();
        (SessionToken again, _) = await bed.SignInAsync(Role.Receptionist, who);

        Assert.Equal(30, before);
        Assert.Equal(0, afterReload);
        Assert.Equal(0, await CardsAsync(bed, again, entries.Skip(before)));
    }

    [Theory]
    [InlineData("DELETE FROM log_batch WHERE first_index = (SELECT MAX(first_index) FROM log_batch)")]
    [InlineData("UPDATE log_batch SET last_at = last_at + 9000000000")]
    [InlineData("UPDATE log_batch SET seal = NULL")]
    [InlineData("DELETE FROM log_batch")]
    public async Task A_log_that_he_cuts_or_dates_anew_is_refused(string sql)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 3, Compartment.Identity);
        await bed.StopAsync();
        await RunAsync(bed, sql);

        await Assert.ThrowsAsync<CustodianStartException>(() => bed.StartAgainAsync());
    }

    [Fact]
    public async Task An_older_copy_of_the_whole_database_is_refused_until_the_operator_vouches_for_it()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        await bed.StopAsync();
        string database = Path.Combine(bed.Folder, "custody.db");
        byte[] older = await File.ReadAllBytesAsync(database);
        await bed.StartAgainAsync();
        await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 3, Compartment.Identity);
        long size = bed.Host.Core.Log.Size;
        await bed.StopAsync();
        await File.WriteAllBytesAsync(database, older);
        File.Delete(database + "-wal");

        CustodianStartException refused =
            await Assert.ThrowsAsync<CustodianStartException>(() => bed.StartAgainAsync());
        Assert.Contains("--accept-restored", refused.Message, StringComparison.Ordinal);
        await bed.StartAgainAsync(acceptRestored: true);

        await AssertAlertedAsync(bed, AlertCode.CustodyRestored, size);
    }

    [Fact]
    public async Task Without_the_head_kept_outside_nothing_starts()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        await bed.StopAsync();
        File.Delete(Path.Combine(bed.Folder, HeadFile.FileName));

        await Assert.ThrowsAsync<CustodianStartException>(() => bed.StartAgainAsync());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_database_of_before_there_were_seals_is_sealed_once_and_only_with_the_root_key(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        List<SealedEntry> entries = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 2, Compartment.Clinical);
        (_, StaffMember who) = await bed.SignInAsync(Role.Physician);
        await DeclareAsync(bed, entries[0].Patient, who.Id);
        await bed.StopAsync();
        await RunAsync(bed, "UPDATE log_batch SET seal = NULL");
        await RunAsync(bed, "UPDATE relationship SET seal = NULL");
        await Assert.ThrowsAsync<CustodianStartException>(() => bed.StartAgainAsync());

        File.Delete(Path.Combine(bed.Folder, HeadFile.FileName));
        await RunAsync(bed, "UPDATE log_key SET wrapped_key = @p1", await UnsealedLogKeyAsync(bed));
        await bed.StartAgainAsync();
        await AssertAlertedAsync(bed, AlertCode.CustodyFirstSealed, 1);
        (SessionToken token, _) = await bed.SignInAsync(Role.Physician, who);
        (Outcome outcome, _) =
            await SealedPatients.AskAsync(bed.Connect(), token, AccessPurpose.Care, entries[0].Patient);
        Assert.Equal(Outcome.Allowed, outcome);
        await bed.RestartAsync();
    }

    private static async Task<int> CardsAsync(CustodyBed bed, SessionToken token, IEnumerable<SealedEntry> entries)
    {
        int cards = 0;
        foreach (SealedEntry entry in entries)
        {
            using OpenResponse one = await SealedPatients.OpenAsync(bed.Connect(), token, AccessPurpose.Card, entry);
            cards += one.HasKey(0) ? 1 : 0;
        }

        return cards;
    }

    private static async Task DeclareAsync(CustodyBed bed, PatientId patient, ActorId staff)
    {
        DateTimeOffset now = bed.Clock.GetUtcNow();
        await bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                long index = turn.Append(LogLeaf.Event(
                    LogEventKind.RelationshipDeclared, 1, new(7), new EventBody { Patient = patient }));
                RelationshipRows.Insert(turn, new(
                    OpaqueId.Draw(), patient.Value, now.AddHours(-1).ToUnixTimeMilliseconds(),
                    now.AddHours(8).ToUnixTimeMilliseconds(), staff.Value, 7, index, null, 1,
                    (short)RelationshipKind.Appointment));
                return index;
            },
            CancellationToken.None);
    }

    /// <summary>The commit fails: whatever is in memory is read again from the database.</summary>
    private static async Task ForceReloadAsync(CustodyBed bed)
    {
        CustodyWriter writer = bed.Host.Core.Writer;
        Action<DbTransaction> commit = writer.Commit;
        writer.Commit = _ => throw new IOException("forced");
        await Assert.ThrowsAnyAsync<Exception>(() => writer.RunAsync(
            turn => turn.Append(LogLeaf.Event(LogEventKind.EvidenceRefused, 1, default, new EventBody())),
            CancellationToken.None));
        writer.Commit = commit;
    }

    private static async Task AssertRefusedAtStartAsync(CustodyBed bed)
    {
        await bed.StopAsync();
        await Assert.ThrowsAsync<CustodianStartException>(() => bed.StartAgainAsync());
    }

    private static async Task AssertAlertedAsync(CustodyBed bed, AlertCode code, long? number = null)
    {
        await bed.Host.Core.Writer.RunAsync(_ => true, CancellationToken.None);
        await bed.Host.Core.Writer.IndexAsync(CancellationToken.None);
        long alerts = await bed.Host.Core.Writer.RunAsync(
            turn => Convert.ToInt64(
                turn.Scalar(
                    "SELECT COUNT(*) FROM log_event WHERE kind = 50 AND site = 1 AND code = @p1 AND (@p2 < 0 OR number = @p2)",
                    (short)code, number ?? -1),
                System.Globalization.CultureInfo.InvariantCulture),
            CancellationToken.None);
        Assert.Equal(1, alerts);
    }

    /// <summary>The log's key as a version of before wrapped it: only the root key can.</summary>
    private static async Task<byte[]> UnsealedLogKeyAsync(CustodyBed bed)
    {
        await using DatabaseLocation database = DatabaseLocation.Parse(bed.DatabaseText);
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT wrapped_key FROM log_key";
        byte[] box = (byte[])(await command.ExecuteScalarAsync())!;
        using AesGcm root = new(bed.OpenRootKey(), SealedLengths.TagBytes);
        using ECDsa key = LogKey.Unwrap(root, box).Key;
        byte[] plain = key.ExportPkcs8PrivateKey();
        byte[] older = new byte[SealedLengths.NonceBytes + plain.Length + SealedLengths.TagBytes];
        RandomNumberGenerator.Fill(older.AsSpan(0, SealedLengths.NonceBytes));
        root.Encrypt(
            older.AsSpan(0, SealedLengths.NonceBytes), plain, older.AsSpan(SealedLengths.NonceBytes, plain.Length),
            older.AsSpan(older.Length - SealedLengths.TagBytes), "SL1\0"u8);
        return older;
    }

    private static async Task RunAsync(CustodyBed bed, string sql, params object[] values)
    {
        await using DatabaseLocation database = DatabaseLocation.Parse(bed.DatabaseText);
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i + 1}";
            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync();
    }
}

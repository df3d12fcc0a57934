using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using Serment.Custodian.Evidence;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.People;

/// <summary>
/// Staff, units and passkeys as rows. Steps decide on what they read here, inside their transaction: the directory in
/// memory follows only when everything is durable.
/// </summary>
internal static class PeopleRows
{
    /// <summary>One member of staff, with units and passkeys.</summary>
    public static StaffMember? Find(Turn turn, ActorId staff)
    {
        using (DbDataReader reader = turn.Read(
            "SELECT site, role, state, name FROM staff WHERE staff_id = @p1", staff.Value))
        {
            if (!reader.Read())
            {
                return null;
            }

            (short site, Role role, StaffState state, string name) =
                (reader.GetInt16(0), (Role)reader.GetInt16(1), (StaffState)reader.GetInt16(2), reader.GetString(3));
            reader.Dispose();
            return new(staff, site, name, role, state, UnitsOf(turn, staff), PasskeysOf(turn, staff));
        }
    }

    /// <summary>A unit of a site, or null.</summary>
    public static SiteUnit? FindUnit(Turn turn, short site, int unit)
    {
        using DbDataReader reader = turn.Read(
            "SELECT code, name FROM unit WHERE unit_id = @p1 AND site = @p2", unit, site);
        return reader.Read() ? new(unit, site, reader.GetString(0), reader.GetString(1)) : null;
    }

    /// <summary>Active staff of a site who decide proposals, without this one.</summary>
    public static int CountOthersWhoGovern(Turn turn, short site, ActorId without) =>
        Convert.ToInt32(
            turn.Scalar(
                """
                SELECT COUNT(*) FROM staff
                WHERE site = @p1 AND state = @p2 AND staff_id <> @p3 AND role IN (@p4, @p5)
                """,
                site, (short)StaffState.Active, without.Value, (short)Role.Administrator, (short)Role.SecurityOfficer),
            CultureInfo.InvariantCulture);

    /// <summary>Adds a member of staff; passkeys are enrolled separately.</summary>
    public static void Insert(Turn turn, StaffMember member)
    {
        turn.Execute(
            "INSERT INTO staff (staff_id, created_at, site, role, state, name) VALUES (@p1, @p2, @p3, @p4, @p5, @p6)",
            member.Id.Value, turn.Now.ToUnixTimeMilliseconds(), member.Site, (short)member.Role, (short)member.State,
            member.Name);
        InsertUnits(turn, member.Id, member.UnitIds);
    }

    /// <summary>Another role.</summary>
    public static void SetRole(Turn turn, ActorId staff, Role role) =>
        turn.Execute("UPDATE staff SET role = @p2 WHERE staff_id = @p1", staff.Value, (short)role);

    /// <summary>Another state.</summary>
    public static void SetState(Turn turn, ActorId staff, StaffState state) =>
        turn.Execute("UPDATE staff SET state = @p2 WHERE staff_id = @p1", staff.Value, (short)state);

    /// <summary>Other units.</summary>
    public static void SetUnits(Turn turn, ActorId staff, IEnumerable<int> units)
    {
        turn.Execute("DELETE FROM staff_unit WHERE staff_id = @p1", staff.Value);
        InsertUnits(turn, staff, units);
    }

    /// <summary>Adds a unit; returns it with its number.</summary>
    public static SiteUnit InsertUnit(Turn turn, short site, string code, string name)
    {
        int id = Convert.ToInt32(
            turn.Scalar("SELECT COALESCE(MAX(unit_id), 0) + 1 FROM unit"), CultureInfo.InvariantCulture);
        turn.Execute("INSERT INTO unit (unit_id, site, code, name) VALUES (@p1, @p2, @p3, @p4)", id, site, code, name);
        return new(id, site, code, name);
    }

    /// <summary>Whether a site has a unit of that code.</summary>
    public static bool HasUnitCode(Turn turn, short site, string code) =>
        turn.Scalar("SELECT 1 FROM unit WHERE site = @p1 AND code = @p2", site, code) is not null;

    /// <summary>Whether anybody holds that credential.</summary>
    public static bool HasPasskey(Turn turn, byte[] credentialId) =>
        turn.Scalar("SELECT 1 FROM passkey WHERE credential_id = @p1", credentialId) is not null;

    /// <summary>Adds a passkey.</summary>
    public static void InsertPasskey(Turn turn, ActorId staff, Passkey passkey) =>
        turn.Execute(
            """
            INSERT INTO passkey
                (credential_id, staff_id, enrolled_at, sign_count, backup_eligible, backed_up, public_key)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7)
            """,
            passkey.CredentialId, staff.Value, passkey.Enrolled.ToUnixTimeMilliseconds(), passkey.SignCount,
            passkey.IsBackupEligible ? (short)1 : (short)0, passkey.IsBackedUp ? (short)1 : (short)0,
            passkey.PublicKey);

    /// <summary>Ends a passkey. Its row stays: what it signed can still be checked.</summary>
    public static void EndPasskey(Turn turn, byte[] credentialId, ActorId by) =>
        turn.Execute(
            "UPDATE passkey SET ended_at = @p2, ended_by = @p3 WHERE credential_id = @p1 AND ended_at IS NULL",
            credentialId, turn.Now.ToUnixTimeMilliseconds(), by.Value);

    /// <summary>
    /// Moves a passkey's counter on; false when it does not move, which WebAuthn (§6.1.1) takes for a cloned
    /// authenticator. Two answers verified at once meet here, inside the transaction.
    /// </summary>
    public static bool AdvancePasskey(Turn turn, VerifiedTouch touch) =>
        turn.Execute(
            """
            UPDATE passkey SET sign_count = @p2, backed_up = @p3
            WHERE credential_id = @p1 AND ended_at IS NULL AND (sign_count < @p2 OR (sign_count = 0 AND @p2 = 0))
            """,
            touch.CredentialId, touch.SignCount, touch.IsBackedUp ? (short)1 : (short)0) == 1;

    private static void InsertUnits(Turn turn, ActorId staff, IEnumerable<int> units)
    {
        foreach (int unit in units)
        {
            turn.Execute("INSERT INTO staff_unit (staff_id, unit_id) VALUES (@p1, @p2)", staff.Value, unit);
        }
    }

    private static FrozenSet<int> UnitsOf(Turn turn, ActorId staff)
    {
        using DbDataReader reader = turn.Read("SELECT unit_id FROM staff_unit WHERE staff_id = @p1", staff.Value);
        List<int> units = [];
        while (reader.Read())
        {
            units.Add(reader.GetInt32(0));
        }

        return units.ToFrozenSet();
    }

    private static List<Passkey> PasskeysOf(Turn turn, ActorId staff)
    {
        using DbDataReader reader = turn.Read(
            """
            SELECT credential_id, public_key, sign_count, backup_eligible, backed_up, enrolled_at
            FROM passkey WHERE staff_id = @p1 AND ended_at IS NULL
            """,
            staff.Value);
        List<Passkey> passkeys = [];
        while (reader.Read())
        {
            passkeys.Add(PasskeyFrom(reader));
        }

        return passkeys;
    }

    /// <summary>A passkey from the first six columns of a row.</summary>
    public static Passkey PasskeyFrom(DbDataReader reader) =>
        new(
            reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.GetInt64(2),
            reader.GetInt16(3) == 1,
            reader.GetInt16(4) == 1, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)));
}

using System.Data.Common;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Appointments;
using Serment.Simulation.Draws;

namespace Serment.Benchmarks.Clinic;

/// <summary>A row to insert, and its values.</summary>
internal sealed record ClinicRow(string Sql, params (string Name, object? Value)[] Values);

/// <summary>
/// Rows of worklists, drawn from a seed: the same ones go into the main database and into the baseline's. They name nobody.
/// </summary>
internal static class ClinicRows
{
    /// <summary>Agendas side by side.</summary>
    public const int Practitioners = 20;

    /// <summary>Appointments of the week.</summary>
    public const int Appointments = 2_000;

    /// <summary>Those of the first agenda: as many names as one page opens.</summary>
    public const int OfTheFirst = 200;

    /// <summary>Beds of the unit.</summary>
    public const int Beds = 400;

    /// <summary>Stays: as many names as one page opens; ten of them are expected today.</summary>
    public const int Stays = 200;

    private const int Planned = 10;
    private const int WorkDays = 5;
    private const int Opens = 8 * 60;
    private const int Closes = 18 * 60;
    private const int Kinds = 6;
    private const short Present = 2;

    // As many of the other beds are to be cleaned, closed, reserved; what is left is free.
    private static readonly (short State, int Count)[] EmptyBeds = [(2, 40), (3, 30), (4, 20)];

    private static readonly string[] KindNames =
        ["Consultation", "Première consultation", "Contrôle", "Échographie", "Avis", "Pansement"];

    /// <summary>Puts rows into a database, in one transaction.</summary>
    public static async Task InsertAsync(DatabaseLocation into, IEnumerable<ClinicRow> rows)
    {
        await using DbConnection connection = await into.OpenAsync(CancellationToken.None);
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        foreach (ClinicRow row in rows)
        {
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = row.Sql;
            foreach ((string name, object? value) in row.Values)
            {
                command.Add(name, value);
            }

            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    /// <summary>Staff and unit in clear, for the baseline alone: the product asks its custodian for them.</summary>
    public static IEnumerable<ClinicRow> InClear(
        IReadOnlyList<(ActorId Id, string Name)> staff, IEnumerable<UnitDescription> units)
    {
        yield return new("CREATE TABLE IF NOT EXISTS plain_staff (staff_id bigint NOT NULL PRIMARY KEY, name text NOT NULL)");
        yield return new(
            """
            CREATE TABLE IF NOT EXISTS plain_unit (
                unit_id integer NOT NULL PRIMARY KEY, code text NOT NULL, name text NOT NULL)
            """);
        foreach ((ActorId id, string name) in staff)
        {
            yield return new("INSERT INTO plain_staff VALUES (@id, @name)", ("@id", id.Value), ("@name", name));
        }

        foreach (UnitDescription unit in units)
        {
            yield return new(
                "INSERT INTO plain_unit VALUES (@id, @code, @name) ON CONFLICT DO NOTHING",
                ("@id", unit.UnitId), ("@code", unit.Code), ("@name", unit.Name));
        }
    }

    /// <summary>Agendas with their hours, kinds of consultation, and their appointments of five weeks.</summary>
    /// <param name="monday">The last of the weeks; the four before it have as many.</param>
    /// <param name="unit">The agendas' unit.</param>
    /// <param name="staff">Whose they are.</param>
    /// <param name="patients">Who comes, one appointment each a week.</param>
    public static IEnumerable<ClinicRow> Agendas(
        DateOnly monday, int unit, IReadOnlyList<(ActorId Id, string Name)> staff, IReadOnlyList<PatientId> patients)
    {
        yield return new("INSERT INTO agenda_place VALUES (1, 1, 'Consultations', 0, 1)");
        for (int kind = 1; kind <= Kinds; kind++)
        {
            yield return new(
                "INSERT INTO consultation_kind VALUES (1, @kind, @name, 20, @colour, 0, 0, 1, 1)",
                ("@kind", kind), ("@name", KindNames[kind - 1]), ("@colour", (short)kind));
        }

        for (int agenda = 1; agenda <= Practitioners; agenda++)
        {
            yield return new(
                "INSERT INTO schedule VALUES (1, @agenda, 1, @name, @staff, @unit, 1, 20, 1, 1)",
                ("@agenda", agenda), ("@name", staff[agenda - 1].Name), ("@staff", staff[agenda - 1].Id.Value),
                ("@unit", unit));
            for (short weekday = 1; weekday <= WorkDays; weekday++)
            {
                yield return new(
                    "INSERT INTO schedule_hours VALUES (1, @agenda, @weekday, @from, @until)",
                    ("@agenda", agenda), ("@weekday", weekday), ("@from", (short)Opens), ("@until", (short)Closes));
            }
        }

        for (int week = 0; week < WorkDays; week++)
        {
            foreach (ClinicRow row in Week(week, monday.AddDays(-7 * week), unit, staff, patients))
            {
                yield return row;
            }
        }
    }

    /// <summary>A unit's beds, the stays in them and who is expected today.</summary>
    public static IEnumerable<ClinicRow> Board(
        DateTimeOffset now, int unit, IReadOnlyList<(ActorId Id, string Name)> staff, IReadOnlyList<PatientId> patients)
    {
        SeededSource chance = new("board");
        int[] places = Shuffled(Beds, chance);
        short[] states = [.. EmptyBeds.SelectMany(one => Enumerable.Repeat(one.State, one.Count))];
        int occupied = Stays - Planned;
        long nowMs = now.ToUnixTimeMilliseconds();
        for (int i = 0; i < Beds; i++)
        {
            int place = places[i];
            int empty = i - occupied;
            yield return new(
                """
                INSERT INTO bed (site, bed_id, unit_id, room, name, kind, can_isolate, state, reserved_for, removed,
                                 version, changed_at)
                VALUES (1, @bed, @unit, @room, @name, 1, @isolate, @state, NULL, 0, 1, @now)
                """,
                ("@bed", place + 1L), ("@unit", unit),
                ("@room", (101 + (place / 2)).ToString(CultureInfo.InvariantCulture)),
                ("@name", place % 2 == 0 ? "P" : "F"), ("@isolate", (short)(place % 10 == 0 ? 1 : 0)),
                ("@state", empty >= 0 && empty < states.Length ? states[empty] : (short)1), ("@now", nowMs));
        }

        int today = Days.ToNumber(DateOnly.FromDateTime(now.Date));
        for (int i = 0; i < Stays; i++)
        {
            bool isHere = i < occupied;
            yield return new(
                """
                INSERT INTO encounter (patient_id, encounter_id, site, class, status, unit_id, bed_id, physician_id, isolation,
                                       expected_at, expected_out, started_at, version, changed_at)
                VALUES (@patient, @stay, 1, 1, @status, @unit, @bed, @physician, @isolation, @expected, @out, @started, 1, @now)
                """,
                ("@patient", patients[i].Value), ("@stay", i + 1L),
                ("@status", isHere ? (short)(chance.Chance(0.03) ? 3 : Present) : (short)1), ("@unit", unit),
                ("@bed", isHere ? places[i] + 1L : DBNull.Value), ("@physician", staff[i % Practitioners].Id.Value),
                ("@isolation", (short)(chance.Chance(0.05) ? 1 : 0)), ("@expected", isHere ? DBNull.Value : nowMs),
                ("@out", chance.Chance(0.1) ? today : DBNull.Value),
                ("@started", isHere ? nowMs - chance.Below(10 * 24 * 3_600_000) : DBNull.Value), ("@now", nowMs));
        }
    }

    /// <summary>The care that these stays have declared, twice each, as the product does; it holds for weeks yet.</summary>
    public static IEnumerable<ClinicRow> CareOfStays(DateTimeOffset now, int unit, IReadOnlyList<PatientId> patients)
    {
        for (int i = 0; i < Stays - Planned; i++)
        {
            for (int by = 1; by <= 2; by++)
            {
                yield return new(
                    """
                    INSERT INTO stay_care (patient_id, encounter_id, relationship_id, unit_id, staff_id, declared_by,
                                           by_desk, from_ms, until_ms)
                    VALUES (@patient, @stay, @care, @unit, NULL, @by, 1, @from, @until)
                    """,
                    ("@patient", patients[i].Value), ("@stay", i + 1L), ("@care", (i * 2L) + by), ("@unit", unit),
                    ("@by", (long)by), ("@from", now.AddDays(-1).ToUnixTimeMilliseconds()),
                    ("@until", now.AddDays(60).ToUnixTimeMilliseconds()));
            }
        }
    }

    private static IEnumerable<ClinicRow> Week(
        int week, DateOnly monday, int unit, IReadOnlyList<(ActorId Id, string Name)> staff,
        IReadOnlyList<PatientId> patients)
    {
        SeededSource chance = new("week " + week.ToString(CultureInfo.InvariantCulture));
        int made = 0;
        for (int agenda = 1; agenda <= Practitioners; agenda++)
        {
            int others = Practitioners - 1;
            int count = agenda == 1 ? OfTheFirst
                : ((Appointments - OfTheFirst) / others) + (agenda - 2 < (Appointments - OfTheFirst) % others ? 1 : 0);
            int minutes = agenda == 1 ? 15 : 20;
            int[] slots = Shuffled((Closes - Opens) / minutes * WorkDays, chance);
            for (int i = 0; i < count; i++, made++)
            {
                int day = slots[i] % WorkDays;
                yield return new(
                    """
                    INSERT INTO appointment (patient_id, appointment_id, site, day, minute_of_day, unit_id, staff_id, status,
                                             created_by, relationship_id, version, schedule_id, minutes, kind_id)
                    VALUES (@patient, @id, 1, @day, @minute, @unit, @staff, @status, 1, 1, 1, @agenda, @minutes, @kind)
                    """,
                    ("@patient", patients[made].Value), ("@id", (week * 10_000L) + made + 1),
                    ("@day", Days.ToNumber(monday.AddDays(day))),
                    ("@minute", (short)(Opens + (slots[i] / WorkDays * minutes))), ("@unit", unit),
                    ("@staff", staff[agenda - 1].Id.Value), ("@status", (short)(week == 0 ? 1 : 3)), ("@agenda", agenda),
                    ("@minutes", (short)minutes), ("@kind", chance.Between(1, Kinds)));
            }
        }
    }

    private static int[] Shuffled(int count, SeededSource chance)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = chance.Below(i + 1);
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
        }

        return numbers;
    }
}

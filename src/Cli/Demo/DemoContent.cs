using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Storage;
using Serment.Simulation.Establishments;
using Serment.Simulation.LegacyExports;

namespace Serment.Cli.Demo;

/// <summary>Fills a demo through the same doors as real data: the import lane, and an agenda's interface.</summary>
internal static class DemoContent
{
    private const long MaxClinicRows = 400;
    private const int ExpectedPerUnit = 12;
    private const int FirstMinuteOfDay = 8 * 60;
    private const int MinutesBetween = 20;

    /// <summary>
    /// Imports a simulated export into the laboratory and a small one into the clinic; the sources are retired.
    /// </summary>
    public static async Task ImportAsync(DemoFolder demo, long rows, CancellationToken stop)
    {
        await ImportAsync(demo, DemoEstablishment.Laboratory, rows, "laboratory", stop);
        await ImportAsync(demo, DemoEstablishment.Clinic, Math.Min(rows, MaxClinicRows), "clinic", stop);
    }

    /// <summary>Puts people on today's lists of the wards and consultations, as an agenda's interface would.</summary>
    public static async Task ExpectTodayAsync(DemoFolder demo, CancellationToken stop)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(demo.Folder.MainDatabase);
        await using DatabaseLocation custody = DatabaseLocation.Parse(demo.Folder.CustodyDatabase, readOnly: true);
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
        DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), zone).DateTime);
        foreach (SitePlan site in DemoFolder.Plan.Sites)
        {
            IReadOnlyList<(int Unit, short Site)> units = await UnitsAsync(custody, site, stop);
            if (units.Count == 0 || await IsFilledAsync(main, units[0].Site, DayNumber(today), stop))
            {
                continue;
            }

            (ActorId importer, ECDsa importKey) = ClientKeyFile.Read(demo.Folder.ClientKeyPath("import", site.Code));
            importKey.Dispose();
            List<PatientId> patients = await PatientsAsync(main, importer, units.Count * ExpectedPerUnit, stop);
            (ActorId agenda, ECDsa key) = ClientKeyFile.Read(demo.Folder.ClientKeyPath("agenda", site.Code));
            using (key)
            {
                await using CustodianClient custodian = new(demo.Folder.Endpoint);
                custodian.ActAs(agenda, key);
                AppointmentWriter writer = new(custodian, main, agenda, today, zone);
                for (int i = 0; i < patients.Count; i++)
                {
                    int turn = i / units.Count;
                    await writer.AddAsync(patients[i], units[i % units.Count], FirstMinuteOfDay + (turn * MinutesBetween), stop);
                }
            }
        }
    }

    /// <summary>The web side keeps the log's checkpoint, so that what was just written cannot be cut off unseen.</summary>
    public static async Task KeepCheckpointAsync(DemoFolder demo, CancellationToken stop)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(demo.Folder.MainDatabase);
        await using CustodianClient custodian = new(demo.Folder.Endpoint);
        await new KeepCheckpoint(custodian, main, TimeProvider.System, demo.Folder.Settings.LogKey).RunAsync(stop);
    }

    private static async Task ImportAsync(DemoFolder demo, string site, long rows, string seed, CancellationToken stop)
    {
        string inbox = demo.Folder.Resolve("inbox");
        Directory.CreateDirectory(inbox);
        string path = Path.Combine(inbox, $"{site}.csv");
        await using (FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20))
        {
            LegacyExport.Write(file, new() { Rows = rows, Seed = seed }, null, stop);
        }

        string reports = demo.Folder.Resolve("reports");
        Directory.CreateDirectory(reports);
        ProcessStartInfo start = new(Environment.ProcessPath!);
        if (string.Equals(Path.GetFileNameWithoutExtension(start.FileName), "dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(typeof(DemoContent).Assembly.Location);
        }

        string[] arguments =
        [
            "import", path, "--site", site, "--data", demo.Folder.FolderPath, "--retire",
            "--report", Path.Combine(reports, $"import-{site}.json"),
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process import = Process.Start(start)!;
        await import.WaitForExitAsync(stop);
        if (import.ExitCode != 0)
        {
            throw new UserErrorException($"The import into {site} ended with code {import.ExitCode}; what it said stands above.");
        }
    }

    private static int DayNumber(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;

    private static async Task<IReadOnlyList<(int Unit, short Site)>> UnitsAsync(
        DatabaseLocation custody, SitePlan plan, CancellationToken stop)
    {
        HashSet<string> wanted = plan.Units
            .Where(unit => unit.Kind is UnitKind.Ward or UnitKind.Outpatient or UnitKind.Collection or UnitKind.Technical)
            .Select(unit => unit.Code)
            .ToHashSet(StringComparer.Ordinal);
        await using DbConnection connection = await custody.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT unit.unit_id, unit.site, unit.code FROM unit JOIN site ON site.site = unit.site WHERE site.code = @code";
        command.Add("@code", plan.Code);
        List<(int, short)> units = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            if (wanted.Contains(reader.GetString(2)))
            {
                units.Add((
                    Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture),
                    Convert.ToInt16(reader.GetValue(1), CultureInfo.InvariantCulture)));
            }
        }

        return units;
    }

    private static async Task<bool> IsFilledAsync(DatabaseLocation main, short site, int day, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM appointment WHERE site = @site AND day = @day";
        command.Add("@site", site);
        command.Add("@day", day);
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture) > 0;
    }

    private static async Task<List<PatientId>> PatientsAsync(
        DatabaseLocation main, ActorId importer, int count, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT DISTINCT patient_id FROM entry WHERE author_id = @author ORDER BY patient_id LIMIT @count";
        command.Add("@author", importer.Value);
        command.Add("@count", count);
        List<PatientId> patients = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            patients.Add(new(reader.GetInt64(0)));
        }

        return patients;
    }

    /// <summary>Declares an appointment to the custodian and puts it on the day's list.</summary>
    private sealed class AppointmentWriter(
        CustodianClient custodian, DatabaseLocation main, ActorId agenda, DateOnly day, TimeZoneInfo zone)
    {
        private const short Expected = 1;

        public async Task AddAsync(PatientId patient, (int Unit, short Site) at, int minuteOfDay, CancellationToken stop)
        {
            DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
            DateTimeOffset from = new(midnight, zone.GetUtcOffset(midnight));
            RelationshipDeclared declared = await custodian.AskAsync(
                MessageKind.DeclareRelationship, null,
                new RelationshipDeclaration(patient, RelationshipKind.Appointment, null, at.Unit, from, from.AddDays(1)),
                CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared, stop);
            await using DbConnection connection = await main.OpenAsync(stop);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText =
                """
                INSERT INTO appointment (patient_id, appointment_id, site, day, minute_of_day, unit_id, staff_id, status,
                    created_by, relationship_id, version)
                VALUES (@patient, @appointment, @site, @day, @minute, @unit, NULL, @status, @by, @relationship, 1)
                """;
            command.Add("@patient", patient.Value);
            command.Add("@appointment", OpaqueId.Draw());
            command.Add("@site", at.Site);
            command.Add("@day", DayNumber(day));
            command.Add("@minute", (short)minuteOfDay);
            command.Add("@unit", at.Unit);
            command.Add("@status", Expected);
            command.Add("@by", agenda.Value);
            command.Add("@relationship", declared.RelationshipId);
            await command.ExecuteNonQueryAsync(stop);
        }
    }
}

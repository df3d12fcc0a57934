using System.Data.Common;
using System.Diagnostics;
using Serment.Cli.Configuration;
using Serment.Cli.Demo.Week;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
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
        foreach (SitePlan site in DemoFolder.Plan.Sites)
        {
            DemoUnits all = await DemoUnits.ReadAsync(custody, site.Code, stop);
            await using WeekDesk desk = WeekDesk.Open(demo, site.Code);
            DateOnly today = DateOnly.FromDateTime(desk.Local);
            HashSet<int> filled = await FilledAsync(main, all.Site, Days.ToNumber(today), stop);
            int[] units = [.. site.Units.Where(IsVisited).Where(unit => all.ByCode.ContainsKey(unit.Code))
                .Select(unit => all.ByCode[unit.Code]).Where(unit => !filled.Contains(unit))];
            List<PatientId> patients = await PatientsAsync(main, desk.Importer, units.Length * ExpectedPerUnit, stop);
            for (int i = 0; i < patients.Count; i++)
            {
                await ExpectAsync(
                    desk, all.Site, patients[i], units[i % units.Length],
                    FirstMinuteOfDay + (i / units.Length * MinutesBetween), stop);
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

    private static bool IsVisited(UnitPlan unit) =>
        unit.Kind is UnitKind.Ward or UnitKind.Outpatient or UnitKind.Collection or UnitKind.Technical;

    // Expected in a unit that keeps no agenda: no sealed entry, and care for the day.
    private static async Task ExpectAsync(
        WeekDesk desk, short site, PatientId patient, int unit, int minuteOfDay, CancellationToken stop)
    {
        DateOnly today = DateOnly.FromDateTime(desk.Local);
        (DateTimeOffset from, DateTimeOffset until) = Days.Whole(today, desk.Zone);
        long relationship = await desk.DeclareAsync(patient, unit, null, from, until, stop);
        await using DbConnection connection = await desk.Main.OpenAsync(stop);
        await BookAppointment.InsertAsync(
            connection, null, site,
            new(
                patient, OpaqueId.Draw(), minuteOfDay, unit, null, AppointmentStatus.Expected, relationship, 1)
            {
                Day = today,
                CreatedBy = desk.Agenda,
            },
            stop);
    }

    // The units that expect somebody already: an agenda's, or those of a start before.
    private static async Task<HashSet<int>> FilledAsync(DatabaseLocation main, short site, int day, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT unit_id FROM appointment WHERE site = @site AND day = @day";
        command.Add("@site", site);
        command.Add("@day", day);
        HashSet<int> units = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            units.Add(reader.GetInt32(0));
        }

        return units;
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
}

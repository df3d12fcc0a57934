using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serment.Custodian;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Storage;

namespace Serment.Benchmarks.Laboratory;

/// <summary>
/// Results of eight analysers, each sending its next message when the one before is acknowledged. The baseline writes
/// the same rows, with the Observation in clear, each message in a transaction of its own, without custodian, seal or log.
/// </summary>
internal static class AnalyserBenchmark
{
    private const int Links = 8;
    private const int MessagesPerLink = 50;
    private const string Passphrase = "a passphrase for measuring";
    private static readonly CancellationToken Stop = CancellationToken.None;

    private static readonly string[] Codes =
    [
        "NA", "K", "CL", "CO2", "PROT", "ALB", "UREE", "CREA", "GLU", "CA", "PHOS", "MG", "BILT", "ALAT", "ASAT", "GGT",
        "PAL", "LDH", "CK", "CRP",
    ];

    public static async Task<IReadOnlyList<Measured>> RunAsync(BenchmarkSettings settings)
    {
        List<Measured> lines = [];
        foreach (string engine in settings.Postgres ? (string[])["SQLite", "PostgreSQL"] : ["SQLite"])
        {
            bool isSqlite = string.Equals(engine, "SQLite", StringComparison.Ordinal);
            (double clear, double ours) = await MeasureAsync(settings, isSqlite);
            lines.Add(new(
                $"analyser results in, durable and sealed when acknowledged, {Links} links, {engine}",
                string.Create(CultureInfo.InvariantCulture, $"{clear:N0} a second"),
                string.Create(CultureInfo.InvariantCulture, $"{ours:N0} a second"),
                Table.Ratio(clear, ours), "≤ 3 ×, ≥ 500 a second"));
        }

        return lines;
    }

    /// <summary>Results a second, medians of the rounds: in clear, and sealed.</summary>
    private static async Task<(double Clear, double Ours)> MeasureAsync(BenchmarkSettings settings, bool isSqlite)
    {
        string folder = Directory.CreateDirectory(
            Path.Combine(settings.Folder, isSqlite ? "analysers" : "analysers-pg")).FullName;
        CustodianOptions options = new()
        {
            DataFolder = Path.Combine(folder, "custody"),
            CustodyDatabase = isSqlite ? null : await PostgresServer.NewDatabaseAsync(),
            CustodianOrigin = "http://localhost:5081",
            WebOrigins = ["http://localhost:5080"],
            RelyingPartyId = "localhost",
            Passphrase = () => Passphrase,
        };
        EstablishmentFile file = EstablishmentFile.Parse(
            """
            { "sites": [ { "code": "LABO", "name": "Laboratoire", "kind": "laboratory",
                "units": [ { "code": "BIO", "name": "Biochimie" } ],
                "founders": [ { "name": "A. Premier", "role": "Administrator" },
                              { "name": "B. Second", "role": "SecurityOfficer" } ] } ] }
            """u8);
        FoundedSite site = (await FirstStart.CreateAsync(options, file, _ => [], TimeProvider.System, Stop))[0];
        await using CustodianHost host = await CustodianHost.StartAsync(options, TimeProvider.System, Stop);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "laboratory-LABO.pem"),
            ClientKey.Format(site.LaboratoryClient.Client, site.LaboratoryClient.PrivateKeyPem), Stop);
        await using DatabaseLocation main = DatabaseLocation.Parse(
            isSqlite ? Path.Combine(folder, "main.db") : await PostgresServer.NewDatabaseAsync());
        await MainDatabase.MigrateAsync(main, TimeProvider.System, Stop);
        await ExecuteAsync(main, "CREATE TABLE plain_entry (patient_id bigint, entry_id bigint, content text)");
        await using LaboratoryClient client = new(new() { SocketPath = options.Socket }, main, folder);
        Catalogues catalogues = new(main, TimeProvider.System);
        InstrumentKeys keys = new(client);
        await using ReceiveResults receive =
            new(main, client, catalogues, keys, new(main, keys), TimeProvider.System);
        Instrument[] instruments = await InstrumentsAsync(main, catalogues, site.Site);
        List<double> clear = [];
        List<double> ours = [];
        for (int round = -1; round < settings.Rounds; round++)
        {
            double plain = await TimedAsync(
                main, client, site.Site, instruments, (_, tube, tasks) => PlainAsync(main, tube, tasks));
            double sealing = await TimedAsync(
                main, client, site.Site, instruments, (instrument, tube, _) => SealedAsync(receive, instrument, tube));
            if (round >= 0)
            {
                clear.Add(plain);
                ours.Add(sealing);
            }
        }

        return (Median(clear), Median(ours));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> TimedAsync(
        DatabaseLocation main, LaboratoryClient client, short site, Instrument[] instruments,
        Func<Instrument, SpecimenRow, List<TaskRow>, Task> send)
    {
        List<(SpecimenRow Tube, List<TaskRow> Tasks)>[] work = new List<(SpecimenRow, List<TaskRow>)>[Links];
        for (int link = 0; link < Links; link++)
        {
            work[link] = await TubesAsync(main, client, site);
        }

        long begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(instruments.Select((instrument, link) => Task.Run(async () =>
        {
            foreach ((SpecimenRow tube, List<TaskRow> tasks) in work[link])
            {
                await send(instrument, tube, tasks);
            }
        })));
        return Links * MessagesPerLink * Codes.Length / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task SealedAsync(ReceiveResults receive, Instrument instrument, SpecimenRow tube)
    {
        AnalyserResult[] results =
        [
            .. Codes.Select(code => new AnalyserResult
            {
                Specimen = tube.Number, Code = code, Value = "5.1", Unit = instrument.Codes[code].Unit,
            }),
        ];
        Received received = await receive.RunAsync(
            instrument, new() { Results = results }, Encoding.UTF8.GetBytes(tube.Number), Stop);
        if (received.Stored != Codes.Length)
        {
            throw new InvalidOperationException("not all results were stored");
        }
    }

    private static async Task PlainAsync(DatabaseLocation main, SpecimenRow tube, List<TaskRow> tasks)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await using DbConnection connection = await main.OpenAsync(Stop);
        (PatientId Patient, EntryId Specimen)? found =
            await SpecimenRows.OfNumberAsync(connection, tube.Site, tube.Number, Stop);
        List<TaskRow> waiting = await TaskRows.OfSpecimenAsync(connection, null, found!.Value.Patient, tube.Specimen, Stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(Stop);
        foreach (TaskRow task in waiting)
        {
            EntryId entry = EntryId.New();
            await using (DbCommand command = connection.CreateCommand())
            {
                command.Transaction = transaction;
                command.CommandText = "INSERT INTO plain_entry (patient_id, entry_id, content) VALUES (@p, @e, @c)";
                command.Add("@p", task.Patient.Value);
                command.Add("@e", entry.Value);
                command.Add("@c", Content);
                await command.ExecuteNonQueryAsync(Stop);
            }

            await RunRows.InsertAsync(
                connection, transaction,
                new()
                {
                    Patient = task.Patient, Entry = entry, Task = task.Task, Site = task.Site, InstrumentId = 1,
                    State = RunState.Arrived, ResultedAt = now,
                },
                Stop);
            await TaskRows.UpdateAsync(
                connection, transaction,
                task with { Status = AnalysisStatus.Resulted, InstrumentId = 1, ResultedAt = now, ChangedAt = now }, Stop);
        }

        await transaction.CommitAsync(Stop);
    }

    // As long as the Observation of a number with range, method, instrument and catalogue.
    private static string Content { get; } = new('x', 1_100);

    private static async Task<Instrument[]> InstrumentsAsync(DatabaseLocation main, Catalogues catalogues, short site)
    {
        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, Stop);
        InstrumentRows rows = new(main);
        List<Instrument> made = [];
        for (int link = 0; link < Links; link++)
        {
            made.Add(await rows.AddAsync(
                new()
                {
                    Site = site, Id = 0, LaboratoryId = 1, Name = "Automate", Model = "Mesure",
                    Section = Section.Biochemistry,
                    Codes = Codes.ToDictionary(
                        code => code, code => new InstrumentCode(code, code, catalogue.Find(code)!.Unit ?? "", 1),
                        StringComparer.Ordinal),
                },
                Stop));
        }

        return [.. made];
    }

    /// <summary>One tube each of as many new patients, with a task for each code.</summary>
    private static async Task<List<(SpecimenRow, List<TaskRow>)>> TubesAsync(
        DatabaseLocation main, LaboratoryClient client, short site)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using SealBatch batch = new(site);
        List<(SpecimenRow, List<TaskRow>)> tubes = [];
        for (int i = 0; i < MessagesPerLink; i++)
        {
            PatientId patient = batch.NewPatientId();
            batch.BeginPatient(patient, isNew: true);
            SpecimenRow tube = new()
            {
                Patient = patient, Specimen = EntryId.New(), Site = site, LaboratoryId = 1, Request = EntryId.New(),
                Number = OpaqueId.Format(OpaqueId.Draw()), Container = "SER", State = SpecimenState.Received,
                Priority = OrderPriority.Routine, Person = new(LaboratorySex.Female, 14_000), PlannedAt = now,
                ReceivedAt = now, ChangedAt = now,
            };
            batch.Add(
                EntryId.New(), 1, Compartment.Laboratory, ResourceType.Of("Specimen"),
                """{"resourceType":"Specimen"}"""u8);
            tubes.Add((tube, [.. Codes.Select(code => new TaskRow
            {
                Patient = patient, Task = EntryId.New(), Site = site, LaboratoryId = 1, Request = tube.Request,
                Specimen = tube.Specimen, Analysis = code, Section = Section.Biochemistry, Status = AnalysisStatus.Ready,
                Priority = OrderPriority.Routine, Person = tube.Person, RegisteredAt = now, DueAt = now, ChangedAt = now,
            })]));
        }

        await client.SealAsync(batch, Stop, async (connection, transaction, _, stop) =>
        {
            foreach ((SpecimenRow tube, List<TaskRow> tasks) in tubes)
            {
                await SpecimenRows.InsertAsync(connection, transaction, tube, stop);
                foreach (TaskRow task in tasks)
                {
                    await TaskRows.InsertAsync(connection, transaction, task, stop);
                }
            }
        });
        return tubes;
    }

    private static async Task ExecuteAsync(DatabaseLocation main, string sql)
    {
        await using DbConnection connection = await main.OpenAsync(Stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }
}

using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Serment.Benchmarks.Import;
using Serment.Benchmarks.Pages;
using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Benchmarks.Laboratory;

/// <summary>
/// A scan at reception, from the number to the durable answer: the row, its analyses, the counters and the sealed step, with
/// a real custodian, while 200,000 other specimens are open.
/// </summary>
internal static class ReceptionBenchmark
{
    private const int OpenSpecimens = 200_000;
    private const int Warm = 20;
    private const int Laboratory = 1;
    private const int AnalysesOfTube = 4;
    private const string Goal = "≤ 50 ms";

    private const string FillTubes =
        """
        INSERT INTO specimen (patient_id, specimen_id, site, laboratory_id, request_id, number, parent_id, container, state,
            priority, sex, age_days, ward_id, planned_at, collected_at, collected_by, received_at, received_by, rack,
            position, stored_at, keep_until, sent_to, round_id, changed_at, version)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
        SELECT i, i, @site, 1, i, 'X' || CAST(i AS text), 0, 'EDTA', 2, 1, 1, 10000, 0, @now, @now, 7, 0, 0, '', 0, 0, 0, 0,
            0, @now, 1
        FROM n
        """;

    private const string FillNumbers =
        """
        INSERT INTO specimen_number (number, site, patient_id, specimen_id)
        SELECT number, site, patient_id, specimen_id FROM specimen WHERE number LIKE 'X%'
        """;

    private const string FillTasks =
        """
        INSERT INTO observation_task (patient_id, task_id, site, laboratory_id, request_id, specimen_id, analysis,
            analysis_token, section, status, hold, attention, priority, sex, age_days, instrument_id, registered_at,
            ready_at, resulted_at, technical_at, technical_by, final_at, final_by, due_at, changed_at, version)
        SELECT patient_id, specimen_id, site, 1, request_id, specimen_id, 'HGB', 0, 1, 1, 0, 0, 1, 1, 10000, 0, @now, 0, 0,
            0, 0, 0, 0, @now, @now, 1
        FROM specimen WHERE number LIKE 'X%'
        """;

    /// <summary>Measures it on each engine.</summary>
    public static async Task<IReadOnlyList<Measured>> RunAsync(FilledFolders folders, BenchmarkSettings settings)
    {
        List<Measured> lines = [];
        foreach (bool postgres in folders.Engines)
        {
            lines.AddRange(await MeasureAsync(await folders.OfAsync(postgres), settings.Iterations));
        }

        return lines;
    }

    private static async Task<IReadOnlyList<Measured>> MeasureAsync(FilledFolder filled, int iterations)
    {
        await using PageStage stage = await PageStage.StartAsync(filled.Data);
        DataFolder folder = DataFolder.Open(filled.Data, null);
        await using LaboratoryClient client = new(
            folder.Endpoint, stage.Main,
            Path.GetDirectoryName(folder.ClientKeyPath("laboratory", BenchmarkSite.Code)));
        Catalogues catalogues = new(stage.Main, TimeProvider.System);
        ReceiveSpecimen receive = new(client, stage.Main, catalogues, new());
        await FillAsync(stage);
        PatientId[] patients = await PagePreparation.PatientsAsync(stage);
        string[] numbers = new string[iterations + Warm];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = await OrderAsync(stage, patients[i % patients.Length]);
        }

        ActorId technician = ActorId.New();
        Samples times = new();
        for (int i = 0; i < numbers.Length; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            Reception received = await receive.RunAsync(
                PageStage.Site, [Laboratory], numbers[i], technician, TimeProvider.System.GetUtcNow(),
                CancellationToken.None);
            if (received.Answer != ReceptionAnswer.Received)
            {
                throw new InvalidOperationException($"answered {received.Answer}");
            }

            if (i >= Warm)
            {
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        string work = string.Create(
            CultureInfo.InvariantCulture, $"scan at reception, {OpenSpecimens:N0} open specimens, {filled.Engine}");
        return
        [
            new($"{work}, p50", "–", Table.Ms(times.At(50)), "–", Goal),
            new($"{work}, p99", "–", Table.Ms(times.At(99)), "–", Goal),
        ];
    }

    private static async Task<string> OrderAsync(PageStage stage, PatientId patient)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        SpecimenRow tube = new()
        {
            Patient = patient, Specimen = EntryId.New(), Site = PageStage.Site, LaboratoryId = Laboratory,
            Request = EntryId.New(), Number = AccessionNumber.Draw(now.Year), Container = "EDTA",
            State = SpecimenState.Collected, Priority = OrderPriority.Routine, Person = BenchPerson.Unknown,
            PlannedAt = now, CollectedAt = now, ChangedAt = now,
        };
        await using DbConnection connection = await stage.Main.OpenAsync(CancellationToken.None);
        await RequestRows.InsertAsync(
            connection, null,
            new()
            {
                Patient = patient, Request = tube.Request, Site = tube.Site, LaboratoryId = Laboratory,
                Number = AccessionNumber.DrawRequest(now.Year), Priority = tube.Priority, Status = RequestStatus.Active,
                Person = tube.Person, OrderedAt = now, OrderedBy = ActorId.New(), PlannedAt = now, ChangedAt = now,
            },
            CancellationToken.None);
        await SpecimenRows.InsertAsync(connection, null, tube, CancellationToken.None);
        for (int i = 0; i < AnalysesOfTube; i++)
        {
            await TaskRows.InsertAsync(
                connection, null,
                new()
                {
                    Patient = patient, Task = EntryId.New(), Site = tube.Site, LaboratoryId = Laboratory,
                    Request = tube.Request, Specimen = tube.Specimen, Analysis = "NA", Section = Section.Biochemistry,
                    Status = AnalysisStatus.Registered, Priority = tube.Priority, Person = tube.Person,
                    RegisteredAt = now, DueAt = now, ChangedAt = now,
                },
                CancellationToken.None);
        }

        return tube.Number;
    }

    private static async Task FillAsync(PageStage stage)
    {
        await using DbConnection connection = await stage.Main.OpenAsync(CancellationToken.None);
        foreach (string sql in (string[])[FillTubes, FillNumbers, FillTasks])
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;
            command.Add("@count", OpenSpecimens);
            command.Add("@site", PageStage.Site);
            command.Add("@now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            await command.ExecuteNonQueryAsync();
        }
    }
}

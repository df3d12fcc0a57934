using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serment.Custodian;
using Serment.Custodian.Budgets;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Serving;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.IntegrationTests;

namespace Serment.Benchmarks.Custody;

/// <summary>
/// The custodian's own figures, through its socket: durable releases a second against one fsync'd append at a time,
/// the cost of sealing and of tokens, memory and start with many patients.
/// </summary>
internal static class CustodyBenchmark
{
    private const int Clients = 16;
    private const int MaxPatients = 400_000;
    private const int PatientsPerRequest = 1600;
    private const int TokensPerRequest = 20_000;
    private const string Passphrase = "a passphrase for measuring";

    private static readonly Compartment[] Entries =
    [
        Compartment.Identity, Compartment.Contact, Compartment.Coverage, Compartment.Laboratory, Compartment.Sensitive,
    ];

    /// <summary>Durable releases a second for the table, on each engine; the rest is printed.</summary>
    public static async Task<IReadOnlyList<Measured>> MeasuredAsync(BenchmarkSettings settings)
    {
        int patients = (int)Math.Min(settings.Rows, MaxPatients);
        List<Measured> lines = [];
        foreach (string engine in settings.Postgres ? (string[])["SQLite", "PostgreSQL"] : ["SQLite"])
        {
            string? database = string.Equals(engine, "SQLite", StringComparison.Ordinal)
                ? null
                : await PostgresServer.NewDatabaseAsync();
            (double single, double many) = await RunAsync(patients, settings.Seconds, settings.Rounds, database);
            lines.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"durable releases a second, {Clients} clients, {engine}"),
                string.Create(CultureInfo.InvariantCulture, $"{single:N0} a second"),
                string.Create(CultureInfo.InvariantCulture, $"{many:N0} a second"),
                Table.Ratio(many, single), "≥ 10 ×, ≥ 2,000 a second"));
        }

        return lines;
    }

    /// <summary>Runs everything.</summary>
    /// <returns>Medians: fsync'd appends a second by one client, durable releases a second by all.</returns>
    /// <param name="patients">Patients to seal first.</param>
    /// <param name="seconds">How long each rate is measured.</param>
    /// <param name="rounds">How often baseline and releases are measured in turn.</param>
    /// <param name="database">A PostgreSQL connection string of an empty database; null for SQLite.</param>
    private static async Task<(double Single, double Many)> RunAsync(
        int patients, int seconds, int rounds, string? database)
    {
        string folder = Directory.CreateTempSubdirectory("serment-bench-").FullName;
        CustodianOptions options = new()
        {
            DataFolder = folder,
            CustodyDatabase = database,
            CustodianOrigin = "http://localhost:5081",
            WebOrigins = ["http://localhost:5080"],
            RelyingPartyId = "localhost",
            Passphrase = () => Passphrase,
        };
        try
        {
            EstablishmentFile file = new(
            [
                new("MESURE", "Mesure", "clinic", null, [new("U", "Unité")],
                    [new("A", Role.Administrator), new("S", Role.SecurityOfficer)]),
            ]);
            IReadOnlyList<FoundedSite> sites = await FirstStart.CreateAsync(
                options, file, _ => [], TimeProvider.System, CancellationToken.None);
            (double Single, double Many) rates;
            List<PatientId> sealed_;
            await using (CustodianHost host = await CustodianHost.StartAsync(options, TimeProvider.System, default))
            {
                sealed_ = await SealAsync(options, sites[0], patients);
                await TokensAsync(options, sites[0], seconds);
                await RaiseLimitsAsync(host.Core);
                rates = await ReleasesAsync(options, host.Core, folder, sealed_, seconds, rounds);
            }

            await StartAsync(options);
            return rates;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<PatientId>> SealAsync(CustodianOptions options, FoundedSite site, int patients)
    {
        await using CustodianClient client = ConnectImport(options, site);
        List<PatientId> made = new(patients);
        SealRequest request = new();
        byte[] key = new byte[SealedLengths.KeyBytes];
        byte[] hash = new byte[SealedLengths.HashBytes];
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long begun = Stopwatch.GetTimestamp();
        while (made.Count < patients)
        {
            request.Clear();
            for (int i = 0; i < PatientsPerRequest; i++)
            {
                PatientId patient = PatientId.New();
                made.Add(patient);
                request.BeginPatient(patient, isNew: true);
                foreach (Compartment compartment in Entries)
                {
                    request.AddEntry(EntryId.New(), 1, compartment, ResourceType.Of("Patient"), key, hash);
                }
            }

            await client.SealAsync(request, null, CancellationToken.None);
        }

        double wall = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double busy = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        int entries = made.Count * Entries.Length;
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"seal: {entries / wall:N0} entries/s, {busy * 1e6 / entries:N2} µs CPU an entry (caller included)"));
        return made;
    }

    private static async Task TokensAsync(CustodianOptions options, FoundedSite site, int seconds)
    {
        await using CustodianClient client = ConnectImport(options, site);
        TokenRequest request = new();
        for (int i = 0; i < TokensPerRequest; i++)
        {
            request.Add(TokenKind.StrictTraits, Encoding.UTF8.GetBytes($"19700101|F|MARTIN|{i}"));
        }

        long made = 0;
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
        {
            made += (await client.MakeTokensAsync(request, null, CancellationToken.None)).Length;
        }

        double wall = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double busy = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Print(string.Create(
            CultureInfo.InvariantCulture, $"tokens: {made / wall:N0} tokens/s, {busy * 1e6 / made:N2} µs CPU a token"));
    }

    private static async Task<(double Single, double Many)> ReleasesAsync(
        CustodianOptions options, CustodyCore core, string folder, List<PatientId> patients, int seconds, int rounds)
    {
        Samples single = new();
        Samples one = new();
        Samples many = new();
        await MeasureAsync(options, core, patients, 1, 1);
        for (int round = 0; round < rounds; round++)
        {
            single.Add(AppendsPerSecond(folder, seconds));
            one.Add(await MeasureAsync(options, core, patients, 1, seconds));
            TimeSpan busy = Environment.CpuUsage.TotalTime;
            many.Add(await MeasureAsync(options, core, patients, Clients, seconds));
            busy = Environment.CpuUsage.TotalTime - busy;
            double released = many.Last * seconds;
            Print(string.Create(
                CultureInfo.InvariantCulture,
                $"processor time a release, clients included: {busy.TotalMicroseconds / released:N0} µs"));
        }

        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"durable releases: {many.At(50):N0}/s with {Clients} clients, {one.At(50):N0}/s with one"));
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"one fsync'd append a time: {single.At(50):N0}/s; ratio {many.At(50) / single.At(50):N1}"));
        return (single.At(50), many.At(50));
    }

    /// <summary>The baseline: what a careful single-threaded journal can do on this disk.</summary>
    private static double AppendsPerSecond(string folder, int seconds)
    {
        using FileStream file = new(Path.Combine(folder, "baseline"), FileMode.Create);
        byte[] line = RandomNumberGenerator.GetBytes(200);
        int count = 0;
        long begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
        {
            file.Write(line);
            file.Flush(flushToDisk: true);
            count++;
        }

        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> MeasureAsync(
        CustodianOptions options, CustodyCore core, List<PatientId> patients, int clients, int seconds)
    {
        int next = 0;
        long begun = Stopwatch.GetTimestamp();
        int[] released = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            SessionToken session = await SignInAsync(core);
            await using CustodianClient client = new(new CustodianEndpoint { SocketPath = options.Socket });
            int count = 0;
            while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
            {
                OpenRequest request = new(AccessPurpose.Card);
                request.BeginPatient(patients[Interlocked.Increment(ref next) % patients.Count]);
                using OpenResponse response = await client.OpenAsync(request, session, CancellationToken.None);
                if (response.OutcomeOf(0) != Outcome.Allowed)
                {
                    throw new InvalidOperationException(response.ReasonOf(0).ToString());
                }

                count++;
            }

            return count;
        }));
        return released.Sum() / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task StartAsync(CustodianOptions options)
    {
        long begun = Stopwatch.GetTimestamp();
        await using CustodianHost host = await CustodianHost.StartAsync(options, TimeProvider.System, default);
        await using CustodianClient client = new(new CustodianEndpoint { SocketPath = options.Socket });
        await client.AskAsync(
            MessageKind.LatestCheckpoint, null, new CheckpointQuery(), CustodyJson.Default.CheckpointQuery,
            CustodyJson.Default.CheckpointText, CancellationToken.None);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"start to first answer: {seconds:N2} s; managed memory {GC.GetTotalMemory(true) / 1e6:N0} MB"));
    }

    private static Task<bool> RaiseLimitsAsync(CustodyCore core) =>
        core.Writer.RunAsync(
            turn =>
            {
                foreach (int hours in MeterWindows.Hours)
                {
                    core.Limits.Change(turn, 1, (short)Role.Receptionist, Meter.OffPattern, hours, int.MaxValue);
                }

                core.Limits.Change(turn, 1, Limits.BreakerRole, Meter.OffPattern, 1, int.MaxValue);
                return true;
            },
            CancellationToken.None);

    private static Task<SessionToken> SignInAsync(CustodyCore core) =>
        core.Writer.RunAsync(
            turn =>
            {
                StaffMember member = new(
                    ActorId.New(), 1, "Mesure", Role.Receptionist, StaffState.Active, FrozenSet<int>.Empty, []);
                PeopleRows.Insert(turn, member);
                core.People.FollowStaff(turn, member.Id);
                return core.Sessions.Begin(turn, member, SessionAudience.Web).Token;
            },
            CancellationToken.None);

    private static CustodianClient ConnectImport(CustodianOptions options, FoundedSite site)
    {
        CustodianClient client = new(new CustodianEndpoint { SocketPath = options.Socket });
        ECDsa key = ECDsa.Create();
        key.ImportFromPem(site.ImportClient.PrivateKeyPem);
        client.ActAs(site.ImportClient.Client, key);
        return client;
    }

    private static void Print(string line) => Console.WriteLine(line);
}

using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Serment.IntegrationTests;

/// <summary>
/// One throw-away PostgreSQL cluster for the whole test run, on a Unix socket in a temporary folder, with fsync on.
/// Each test gets a database of its own. It is stopped and removed when the process ends.
/// </summary>
internal sealed class PostgresServer
{
    private const int StartTimeoutSeconds = 60;
    private const string User = "postgres";

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    private static int lastDatabase;

    private readonly string folder;

    private PostgresServer(string folder) => this.folder = folder;

    /// <summary>A new database: its connection string.</summary>
    /// <param name="template">What this method answered for the database that it copies; null for an empty one.</param>
    public static async Task<string> NewDatabaseAsync(string? template = null)
    {
        PostgresServer server = await Shared.Value;
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref lastDatabase)}");
        await AdministerAsync(
            server.ConnectionString(name), "SELECT format('CREATE DATABASE %I TEMPLATE %I', @name::text, @template::text)",
            template is null ? "template1" : new NpgsqlConnectionStringBuilder(template).Database!);
        return server.ConnectionString(name);
    }

    /// <summary>Lets nobody into a database and ends who is in it, as if its server had gone.</summary>
    /// <param name="database">What <see cref="NewDatabaseAsync"/> answered.</param>
    public static async Task TakeAwayAsync(string database)
    {
        await AdministerAsync(database, "SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS false', @name::text)");
        await AdministerAsync(
            database,
            "SELECT 'SELECT ' || count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = @name");
    }

    /// <summary>Lets people in again.</summary>
    public static Task BringBackAsync(string database) =>
        AdministerAsync(database, "SELECT format('ALTER DATABASE %I ALLOW_CONNECTIONS true', @name::text)");

    // What is run is made by the server itself, which quotes names; a statement of this kind takes no parameters.
    private static async Task AdministerAsync(string database, string sqlOfStatement, string template = "")
    {
        PostgresServer server = await Shared.Value;
        await using NpgsqlConnection connection = new(server.ConnectionString(User) + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand make = new(sqlOfStatement, connection);
        make.Parameters.AddWithValue("name", new NpgsqlConnectionStringBuilder(database).Database!);
        make.Parameters.AddWithValue("template", template);
        string statement = (string)(await make.ExecuteScalarAsync())!;
        await using NpgsqlCommand run = new(statement, connection);
        await run.ExecuteNonQueryAsync();
    }

    private string ConnectionString(string database) => $"Host={folder};Username={User};Database={database}";

    private static async Task<PostgresServer> StartAsync()
    {
        string path = Directory.CreateTempSubdirectory("serment-pg-").FullName;
        string data = Path.Combine(path, "data");
        if (Environment.IsPrivilegedProcess)
        {
            // The server refuses to run as root.
            await RunAsync("chown", User, path);
        }

        await RunAsUserAsync("initdb", "-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        using Process running = Process.Start(AsUser(
            "postgres", "-D", data, "-k", path, "-c", "listen_addresses=", "-c", "max_connections=400",
            "-c", "shared_buffers=64MB", "-c", "logging_collector=off", "-c", "log_min_messages=fatal"))!;
        PostgresServer server = new(path);
        Guard(path);
        await server.WaitAsync();
        return server;
    }

    private async Task WaitAsync()
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = new(ConnectionString(User) + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(begun).TotalSeconds < StartTimeoutSeconds)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>
    /// Stops and removes the cluster once this process is gone, however it ended: a test host is often killed, and then
    /// no code of its own runs. SIGINT is PostgreSQL's fast shutdown.
    /// </summary>
    private static void Guard(string path)
    {
        const string Script =
            """
            exec >/dev/null 2>&1
            while kill -0 "$1"; do sleep 1; done
            kill -INT "$(head -n 1 "$2/data/postmaster.pid")"
            while [ -e "$2/data/postmaster.pid" ]; do sleep 1; done
            rm -rf "$2"
            """;
        string pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using Process guard = Process.Start("setsid", ["sh", "-c", Script, "guard", pid, path]);
    }

    private static Task RunAsUserAsync(string program, params string[] arguments) => RunAsync(AsUser(program, arguments));

    private static Task RunAsync(string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments));

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process run = Process.Start(start)!;
        Task<string> output = run.StandardOutput.ReadToEndAsync();
        string errors = await run.StandardError.ReadToEndAsync();
        await output;
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{start.FileName} failed: {errors}");
        }
    }

    private static ProcessStartInfo AsUser(string program, params string[] arguments)
    {
        string path = Find(program);
        ProcessStartInfo start = Environment.IsPrivilegedProcess
            ? new("runuser", ["-u", User, "--", path, .. arguments])
            : new(path, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        return start;
    }

    private static string Find(string program)
    {
        const string Installed = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(Installed)
            ? Directory.EnumerateDirectories(Installed).OrderByDescending(path => path, StringComparer.Ordinal)
            : [];
        return versions.Select(version => Path.Combine(version, "bin", program)).FirstOrDefault(File.Exists) ?? program;
    }
}

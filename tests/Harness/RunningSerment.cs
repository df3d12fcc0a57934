using System.Text.Json;
using Serment.Cli.Demo;
using Serment.CustodyProtocol.Framing;

namespace Serment.Harness;

/// <summary>Somebody whom the demo knows.</summary>
public sealed record Persona(string Name, string Role, string Site, string StaffId, string EnrolUrl);

/// <summary>
/// A populated Serment in a temporary folder: custodian and web server as processes of their own on loopback, as
/// <c>demo.sh</c> makes them. Disposing stops both and removes the folder.
/// </summary>
public sealed class RunningSerment : IAsyncDisposable
{
    private static readonly SemaphoreSlim Founding = new(1, 1);

    private readonly string root;

    private RunningSerment(string root, int port)
    {
        this.root = root;
        Port = port;
    }

    /// <summary>The data folder.</summary>
    public string Data => Path.Combine(root, "data");

    /// <summary>Where the passphrase is kept, apart from the data.</summary>
    public string Configuration => Path.Combine(root, "config");

    /// <summary>The web server's port; the custodian's pages have the next.</summary>
    public int Port { get; }

    /// <summary>The web server's origin.</summary>
    public string Web => $"http://localhost:{Port}";

    /// <summary>The origin of the custodian's pages.</summary>
    public string CustodianPages => $"http://localhost:{Port + 1}";

    /// <summary>The custodian's process, once started.</summary>
    public SermentProgram? Custodian { get; private set; }

    /// <summary>The web server's process, once started.</summary>
    public SermentProgram? WebServer { get; private set; }

    /// <summary>Who can sign in.</summary>
    public IReadOnlyList<Persona> Personas { get; private set; } = [];

    /// <summary>The protocol's endpoint.</summary>
    public CustodianEndpoint Endpoint => new() { SocketPath = Path.Combine(Data, "custodian.sock") };

    /// <summary>Makes and fills the folder; starts nothing.</summary>
    /// <param name="rows">Rows of the export imported into the laboratory.</param>
    /// <param name="databases">PostgreSQL connection strings of main and custody database; null for SQLite files.</param>
    /// <param name="week">Whether the clinic has a week of work in it.</param>
    public static async Task<RunningSerment> PrepareAsync(
        int rows = 60, (string Main, string Custody)? databases = null, bool week = false)
    {
        RunningSerment serment = new(Directory.CreateTempSubdirectory("serment-").FullName, FreePorts.Pair());
        List<string> arguments =
        [
            "demo", "--prepare-only", "--week", week ? "true" : "false",
            "--rows", rows.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--data", serment.Data, "--port", serment.Port.ToString(
                System.Globalization.CultureInfo.InvariantCulture),
        ];
        if (databases is { } postgres)
        {
            arguments.AddRange(["--main-database", postgres.Main, "--custody-database", postgres.Custody]);
        }

        await serment.RunAsync(arguments);
        await serment.ReadPersonasAsync();
        return serment;
    }

    /// <summary>Makes the folder with its staff and not one patient; starts nothing.</summary>
    public static async Task<RunningSerment> FoundAsync()
    {
        RunningSerment serment = new(Directory.CreateTempSubdirectory("serment-").FullName, FreePorts.Pair());

        // The passphrase is drawn into the configuration folder that the environment names: one founding at a time.
        await Founding.WaitAsync();
        try
        {
            Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", serment.Configuration);
            await DemoFolder.OpenAsync(
                serment.Data, serment.Port, DemoDatabases.Files, CancellationToken.None);
        }
        finally
        {
            Founding.Release();
        }

        await serment.ReadPersonasAsync();
        return serment;
    }

    /// <summary>Makes and fills the folder and starts both processes.</summary>
    public static async Task<RunningSerment> StartAsync(
        int rows = 60, (string Main, string Custody)? databases = null, bool week = false)
    {
        RunningSerment serment = await PrepareAsync(rows, databases, week);
        await serment.StartCustodianAsync();
        await serment.StartWebAsync();
        return serment;
    }

    /// <summary>The first persona of that role at that site.</summary>
    public Persona Who(string role, string site = "CLINIQUE") =>
        Personas.First(one => (one.Role, one.Site) == (role, site));

    /// <summary>Starts the custodian.</summary>
    public async Task StartCustodianAsync()
    {
        Custodian = SermentProgram.Start(Configuration, "custodian", "--data", Data);
        await Custodian.UntilAsync("custodian ready on");
    }

    /// <summary>Starts the web server.</summary>
    public async Task StartWebAsync()
    {
        WebServer = SermentProgram.Start(Configuration, "web", "--data", Data);
        await WebServer.UntilAsync("web ready on");
    }

    /// <summary>Runs a command to its end; throws when it fails.</summary>
    public async Task<string> RunAsync(params IReadOnlyList<string> arguments)
    {
        (int code, string output) = await TryAsync(arguments);
        return code == 0
            ? output
            : throw new InvalidOperationException($"serment {arguments[0]} ended with {code}:\n{output}");
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int ExitCode, string Output)> TryAsync(params IReadOnlyList<string> arguments)
    {
        await using SermentProgram program = SermentProgram.Start(Configuration, arguments);
        int code = await program.ExitAsync();
        return (code, program.Output);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (WebServer is not null)
        {
            await WebServer.DisposeAsync();
        }

        if (Custodian is not null)
        {
            await Custodian.DisposeAsync();
        }

        Directory.Delete(root, recursive: true);
    }

    private async Task ReadPersonasAsync()
    {
        using JsonDocument demo = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Data, "demo.json")));
        Personas =
        [
            .. demo.RootElement.GetProperty("personas").EnumerateArray().Select(one => new Persona(
                one.GetProperty("name").GetString()!, one.GetProperty("role").GetString()!,
                one.GetProperty("site").GetString()!, one.GetProperty("staffId").GetString()!,
                one.GetProperty("enrolUrl").GetString()!)),
        ];
    }
}

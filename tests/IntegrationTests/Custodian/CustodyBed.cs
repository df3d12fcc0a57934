using System.Security.Cryptography;
using Serment.Custodian;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian;

/// <summary>A real custodian on a real socket and a real database of its own, in a temporary folder.</summary>
internal sealed class CustodyBed : IAsyncDisposable
{
    private const string Passphrase = "correct horse battery staple";
    private const int FastIterations = 6_000;

    private readonly string folder;
    private readonly CustodianOptions options;
    private readonly List<CustodianClient> clients = [];

    private CustodyBed(string folder, CustodianOptions options, IReadOnlyList<FoundedSite> sites, CustodianHost host)
    {
        this.folder = folder;
        this.options = options;
        Sites = sites;
        Host = host;
    }

    public static TheoryData<DatabaseEngine> Engines => new() { DatabaseEngine.Sqlite, DatabaseEngine.PostgreSql };

    public TestClock Clock { get; private init; } = new();

    public IReadOnlyList<FoundedSite> Sites { get; }

    public CustodianHost Host { get; private set; }

    public FoundedSite Site => Sites[0];

    public string DatabaseText => options.DatabaseText;

    public string SocketPath => options.Socket;

    public static async Task<CustodyBed> StartAsync(DatabaseEngine engine)
    {
        string path = Directory.CreateTempSubdirectory("serment-").FullName;
        CustodianOptions told = new()
        {
            DataFolder = path,
            CustodyDatabase = engine == DatabaseEngine.PostgreSql ? await PostgresServer.NewDatabaseAsync() : null,
            CustodianOrigin = "http://localhost:5081",
            WebOrigins = ["http://localhost:5080"],
            RelyingPartyId = "localhost",
            Passphrase = () => Passphrase,
        };

        // A root key file that is there already, so that tests do not pay for the full stretching.
        RootKeyFile.Seal(RandomNumberGenerator.GetBytes(32), Passphrase, FastIterations).WriteNew(told.RootKeyPath);
        EstablishmentFile file = EstablishmentFile.Parse(
            """
            {
              "sites": [
                { "code": "CLINIQUE", "name": "Clinique des Essais", "kind": "clinic",
                  "units": [ { "code": "MED", "name": "Médecine" }, { "code": "URG", "name": "Urgences" } ],
                  "founders": [ { "name": "A. Premier", "role": "Administrator" },
                                { "name": "B. Second", "role": "SecurityOfficer" } ] },
                { "code": "LABO", "name": "Laboratoire des Essais", "kind": "laboratory",
                  "units": [ { "code": "BIO", "name": "Biochimie" } ],
                  "founders": [ { "name": "C. Tiers", "role": "Administrator" },
                                { "name": "D. Quart", "role": "SecurityOfficer" } ] }
              ]
            }
            """u8);
        TestClock clock = new();
        IReadOnlyList<FoundedSite> sites = await FirstStart.CreateAsync(
            told, file, clock, [], (_, _, _) => [], CancellationToken.None);
        CustodianHost host = await CustodianHost.StartAsync(told, clock, CancellationToken.None);
        return new(path, told, sites, host) { Clock = clock };
    }

    /// <summary>Stops the custodian and starts it again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        Host = await CustodianHost.StartAsync(options, Clock, CancellationToken.None);
    }

    /// <summary>A connection of a web server.</summary>
    public CustodianClient Connect()
    {
        CustodianClient client = new(new CustodianEndpoint { SocketPath = options.Socket });
        clients.Add(client);
        return client;
    }

    /// <summary>A connection of a site's import client.</summary>
    public CustodianClient ConnectImport(FoundedSite? site = null)
    {
        CustodianClient client = Connect();
        ECDsa key = ECDsa.Create();
        key.ImportFromPem((site ?? Site).ImportClientKeyPem);
        client.ActAs((site ?? Site).ImportClient, key);
        return client;
    }

    /// <summary>A live session of somebody of that role.</summary>
    public (SessionToken Token, SessionFacts Facts) SignIn(
        Role role, IReadOnlySet<int>? units = null, IReadOnlyList<ActiveStepUp>? stepUps = null, ActorId? staff = null,
        short site = 1)
    {
        SessionFacts facts = new(
            SessionId.New(), staff ?? ActorId.New(), role, site, units ?? new HashSet<int>(), stepUps ?? []);
        return (Host.Core.Sessions.Begin(facts), facts);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (CustodianClient client in clients)
        {
            await client.DisposeAsync();
        }

        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

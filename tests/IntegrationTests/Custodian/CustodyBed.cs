using System.Collections.Frozen;
using System.Security.Cryptography;
using Serment.Custodian;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.People;
using Serment.Custodian.Serving;
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
    private bool isStopped;

    private CustodyBed(string folder, CustodianOptions options, IReadOnlyList<FoundedSite> sites, CustodianHost host)
    {
        this.folder = folder;
        this.options = options;
        Sites = sites;
        Host = host;
    }

    public static TheoryData<DatabaseEngine> Engines => new() { DatabaseEngine.Sqlite, DatabaseEngine.PostgreSql };

    public ManualClock Clock { get; private init; } = new();

    public IReadOnlyList<FoundedSite> Sites { get; }

    public CustodianHost Host { get; private set; }

    public FoundedSite Site => Sites[0];

    public string DatabaseText => options.DatabaseText;

    public string SocketPath => options.Socket;

    public static async Task<CustodyBed> StartAsync(DatabaseEngine engine, CustodianEndpoint? tls = null)
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
            TlsListener = tls,
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
        ManualClock clock = new();
        IReadOnlyList<FoundedSite> sites = await FirstStart.CreateAsync(
            told, file, _ => [], clock, CancellationToken.None);
        CustodianHost host = await CustodianHost.StartAsync(told, clock, CancellationToken.None);
        return new(path, told, sites, host) { Clock = clock };
    }

    /// <summary>Stops the custodian and starts it again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        Host = await CustodianHost.StartAsync(options, Clock, CancellationToken.None);
    }

    /// <summary>Stops the custodian.</summary>
    public async Task StopAsync()
    {
        isStopped = true;
        await Host.DisposeAsync();
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync(bool acceptRestored = false)
    {
        Host = await CustodianHost.StartAsync(
            options with { AcceptRestored = acceptRestored }, Clock, CancellationToken.None);
        isStopped = false;
    }

    /// <summary>The root key, for a test that makes a folder of before.</summary>
    public byte[] OpenRootKey() => RootKeyFile.Read(options.RootKeyPath).Open(Passphrase);

    /// <summary>The custodian's folder.</summary>
    public string Folder => folder;

    /// <summary>Tries to start another custodian on the same folder.</summary>
    public Task StartSecondAsync() => CustodianHost.StartAsync(options, Clock, CancellationToken.None);

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
        key.ImportFromPem((site ?? Site).ImportClient.PrivateKeyPem);
        client.ActAs((site ?? Site).ImportClient.Client, key);
        return client;
    }

    /// <summary>Writes the key of each site's laboratory client into a folder, and returns it.</summary>
    public string WriteLaboratoryKeys(string path)
    {
        foreach (FoundedSite site in Sites)
        {
            File.WriteAllText(
                Path.Combine(path, $"laboratory-{site.Code}.pem"),
                ClientKey.Format(site.LaboratoryClient.Client, site.LaboratoryClient.PrivateKeyPem));
        }

        return path;
    }

    /// <summary>A live session of somebody of that role; somebody new, or a person who signed in before.</summary>
    public async Task<(SessionToken Token, StaffMember Who)> SignInAsync(
        Role role, StaffMember? who = null, params IReadOnlyList<int> units)
    {
        CustodyCore core = Host.Core;
        StaffMember member = who ?? new(
            ActorId.New(), Site.Site, "Une Personne", role, StaffState.Active, units.ToFrozenSet(), []);
        SessionToken token = await core.Writer.RunAsync(
            turn =>
            {
                if (who is null)
                {
                    PeopleRows.Insert(turn, member);
                    core.People.FollowStaff(turn, member.Id);
                }

                return core.Sessions.Begin(turn, member, SessionAudience.Web).Token;
            },
            CancellationToken.None);
        return (token, member);
    }

    /// <summary>Grants a step-up as if the passkey had just been touched.</summary>
    public Task TouchAsync(SessionToken token, StepUpKind kind, PatientId patient)
    {
        CustodyCore core = Host.Core;
        return core.Writer.RunAsync(
            turn =>
            {
                LiveSession session = core.Sessions.Find(core.Sessions.Find(token, turn.Now)!.Id)!;
                core.Sessions.Grant(turn, session, new(kind, patient, turn.Now.AddMinutes(30)));
                return true;
            },
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (CustodianClient client in clients)
        {
            await client.DisposeAsync();
        }

        if (!isStopped)
        {
            await Host.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}

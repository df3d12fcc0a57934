using System.Security.Cryptography;
using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Harness;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations.Means;

/// <summary>A running custodian of a demo folder, its staff enrolled as they are needed, and patients sealed by the
/// import client.</summary>
public class Occupied : IAsyncLifetime
{
    private readonly List<CustodianClient> connections = [];
    private readonly Dictionary<(Role, string), Insider> insiders = [];

    /// <summary>The processes.</summary>
    public RunningSerment Running { get; private set; } = null!;

    /// <summary>A connection such as the web server has.</summary>
    internal CustodianClient Custodian { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Running = await FoundAsync();
        await Running.StartCustodianAsync();
        Custodian = Connect();
    }

    public async Task DisposeAsync()
    {
        foreach (CustodianClient connection in connections)
        {
            await connection.DisposeAsync();
        }

        await Running.DisposeAsync();
    }

    /// <summary>Makes the folder.</summary>
    private protected virtual Task<RunningSerment> FoundAsync() => RunningSerment.FoundAsync();

    /// <summary>One more connection.</summary>
    internal CustodianClient Connect()
    {
        CustodianClient connection = new(Running.Endpoint);
        connections.Add(connection);
        return connection;
    }

    /// <summary>A connection that acts for a machine client whose key file was taken.</summary>
    internal CustodianClient ConnectClient(string name, string site = "CLINIQUE")
    {
        CustodianClient connection = Connect();
        (ActorId client, ECDsa key) = ClientKeyFile.Read(Path.Combine(Running.Data, "clients", $"{name}-{site}.pem"));
        connection.ActAs(client, key);
        return connection;
    }

    /// <summary>Somebody of that role, enrolled once.</summary>
    internal async Task<Insider> WhoAsync(Role role, string site = "CLINIQUE")
    {
        if (!insiders.TryGetValue((role, site), out Insider? insider))
        {
            insider = await Insider.EnterAsync(Running, Custodian, role, site);
            insiders[(role, site)] = insider;
        }

        return insider;
    }

    /// <summary>New patients with one entry in each of these compartments.</summary>
    internal Task<List<SealedEntry>> SealAsync(int patients, params Compartment[] compartments) =>
        SealedPatients.SealNewAsync(ConnectClient("import"), null, patients, compartments);

    /// <summary>Has the agenda's interface expect these patients in a unit today.</summary>
    internal async Task ExpectAsync(IEnumerable<PatientId> patients, int unit)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        CustodianClient agenda = ConnectClient("agenda");
        foreach (PatientId patient in patients)
        {
            await agenda.AskAsync(
                MessageKind.DeclareRelationship, null,
                new RelationshipDeclaration(
                    patient, RelationshipKind.Appointment, null, unit, now.AddHours(-1), now.AddHours(12)),
                CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared,
                CancellationToken.None);
        }
    }
}

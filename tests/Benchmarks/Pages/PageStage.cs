using System.Collections.Frozen;
using Serment.Cli.Configuration;
using Serment.Custodian;
using Serment.Custodian.Budgets;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Serving;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Web;

namespace Serment.Benchmarks.Pages;

/// <summary>
/// A filled folder with its custodian and web server running, as hosts of this process that speak over the real socket and
/// HTTP, so that the baseline beside them has the same runtime. Staff, sessions, one relationship and wide budgets are
/// written by the custodian's own writer: a benchmark asks more of one person than any budget allows.
/// </summary>
internal sealed class PageStage : IAsyncDisposable
{
    private const short Site = 1;

    private readonly CustodianHost custodian;

    private PageStage(CustodianHost custodian, WebHost web, DatabaseLocation main, CustodianClient client)
    {
        this.custodian = custodian;
        Web = web;
        Main = main;
        Client = client;
        Door = new(client, main);
    }

    public WebHost Web { get; }

    public DatabaseLocation Main { get; }

    public CustodianClient Client { get; }

    public RecordDoor Door { get; }

    public int Unit => Core.People.UnitsOf(Site)[0].Id;

    private CustodyCore Core => custodian.Core;

    public static async Task<PageStage> StartAsync(string data)
    {
        DataFolder folder = DataFolder.Open(data, null);
        CustodianOptions options = CustodianOptionsOf.Folder(folder, () => Passphrase.Find(folder));
        CustodianHost host = await CustodianHost.StartAsync(
            options with { PagesAddress = null }, TimeProvider.System, CancellationToken.None);
        WebHost web = await WebHost.StartAsync(
            new()
            {
                Urls = ["http://127.0.0.1:0"],
                MainDatabase = folder.MainDatabase,
                Custodian = folder.Endpoint,
                CustodianOrigin = folder.Settings.Custodian.Origin,
                LogToConsole = false,
            },
            CancellationToken.None);
        PageStage stage = new(
            host, web, DatabaseLocation.Parse(folder.MainDatabase), new CustodianClient(folder.Endpoint));
        await stage.RaiseLimitsAsync();
        return stage;
    }

    /// <summary>Somebody of that role in the folder's unit, with a session.</summary>
    public Task<SessionToken> SignInAsync(Role role) =>
        Core.Writer.RunAsync(
            turn =>
            {
                StaffMember member = new(
                    ActorId.New(), Site, "Camille Essai", role, StaffState.Active,
                    new[] { Unit }.ToFrozenSet(), []);
                PeopleRows.Insert(turn, member);
                Core.People.FollowStaff(turn, member.Id);
                return Core.Sessions.Begin(turn, member, SessionAudience.Web).Token;
            },
            CancellationToken.None);

    /// <summary>Puts a patient into the unit's care.</summary>
    public Task<bool> DeclareAsync(PatientId patient) =>
        Core.Writer.RunAsync(
            turn =>
            {
                long id = OpaqueId.Draw();
                ActorId declarer = ActorId.New();
                DateTimeOffset until = turn.Now.AddDays(1);
                long index = turn.Append(LogLeaf.Event(
                    LogEventKind.RelationshipDeclared, Site, declarer,
                    new EventBody
                    {
                        Subject = id,
                        Patient = patient,
                        Code = (byte)RelationshipKind.Appointment,
                        Number = Unit,
                        Until = until,
                    }));
                RelationshipRows.Insert(turn, new(
                    id, patient.Value, turn.Now.AddHours(-1).ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds(), null,
                    declarer.Value, index, Unit, Site, (short)RelationshipKind.Appointment));
                return true;
            },
            CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await Door.DisposeAsync();
        await Client.DisposeAsync();
        await Main.DisposeAsync();
        await custodian.DisposeAsync();
    }

    private Task<bool> RaiseLimitsAsync() =>
        Core.Writer.RunAsync(
            turn =>
            {
                foreach (int hours in MeterWindows.Hours)
                {
                    foreach (Meter meter in (Meter[])[Meter.InCare, Meter.OffPattern, Meter.Lookup])
                    {
                        Core.Limits.Change(turn, Site, (short)Role.Receptionist, meter, hours, int.MaxValue);
                        Core.Limits.Change(turn, Site, (short)Role.Biologist, meter, hours, int.MaxValue);
                    }
                }

                Core.Limits.Change(turn, Site, Limits.BreakerRole, Meter.OffPattern, 1, int.MaxValue);
                return true;
            },
            CancellationToken.None);
}

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
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Simulation.Authenticators;
using Serment.Web;
using Serment.Web.Security;

namespace Serment.Benchmarks.Pages;

/// <summary>
/// A filled folder with its custodian and web server running, as hosts of this process that speak over the real socket and
/// HTTP, so that the baseline beside them has the same runtime. Staff, sessions, one relationship and wide budgets are
/// written by the custodian's own writer: a benchmark asks more of one person than any budget allows.
/// </summary>
internal sealed class PageStage : IAsyncDisposable
{
    public const short Site = 1;

    // Their budgets are raised.
    private static readonly Role[] Measured = [Role.Receptionist, Role.Biologist, Role.Physician, Role.Nurse];

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

    /// <summary>The same with a passkey in software, enrolled by a one-time address as anybody's is.</summary>
    public async Task<(SessionToken Session, SoftwareAuthenticator Passkey)> EnrolAsync(Role role)
    {
        SessionToken session = await SignInAsync(role);
        ActorId staff = (await Client.DescribeSessionAsync(session, CancellationToken.None)).StaffId;
        string secret = await Core.Writer.RunAsync(turn => Enrolments.Create(turn, staff, null), CancellationToken.None);
        EnrolPasskey enrol = new EvidenceParts(Core).Enrol;
        SoftwareAuthenticator passkey = new(Core.Options.CustodianOrigin);
        CeremonyBegun begun = await enrol.BeginAsync(secret, null, one => one.Name, CancellationToken.None);
        await enrol.CompleteAsync(new(begun.CeremonyId, passkey.Create(begun.OptionsJson)), CancellationToken.None);
        passkey.Origin = Core.Options.WebOrigins[0];
        return (session, passkey);
    }

    /// <summary>Hires people of that role into the folder's unit, without sessions.</summary>
    public Task<IReadOnlyList<ActorId>> HireAsync(Role role, IReadOnlyList<string> names) =>
        Core.Writer.RunAsync<IReadOnlyList<ActorId>>(
            turn =>
            {
                List<ActorId> hired = [];
                foreach (string name in names)
                {
                    StaffMember member = new(
                        ActorId.New(), Site, name, role, StaffState.Active, new[] { Unit }.ToFrozenSet(), []);
                    PeopleRows.Insert(turn, member);
                    Core.People.FollowStaff(turn, member.Id);
                    hired.Add(member.Id);
                }

                return hired;
            },
            CancellationToken.None);

    /// <summary>Puts patients into the unit's care, each declared by somebody else.</summary>
    public Task<bool> DeclareAsync(params IReadOnlyList<PatientId> patients) =>
        Core.Writer.RunAsync(
            turn =>
            {
                foreach (PatientId patient in patients)
                {
                    Declare(turn, patient);
                }

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

    private void Declare(Turn turn, PatientId patient)
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
    }

    private Task<bool> RaiseLimitsAsync() =>
        Core.Writer.RunAsync(
            turn =>
            {
                foreach (int hours in MeterWindows.Hours)
                {
                    foreach (Meter meter in (Meter[])[Meter.InCare, Meter.OffPattern, Meter.Lookup])
                    {
                        foreach (Role role in Measured)
                        {
                            Core.Limits.Change(turn, Site, (short)role, meter, hours, int.MaxValue);
                        }
                    }
                }

                Core.Limits.Change(turn, Site, Limits.BreakerRole, Meter.OffPattern, 1, int.MaxValue);
                Core.Limits.Change(turn, Site, Limits.BreakerRole, Meter.InCare, 1, int.MaxValue);
                return true;
            },
            CancellationToken.None);
}

using Microsoft.Extensions.Logging.Abstractions;
using Serment.Custodian;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.Laboratories;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Proposals;
using Serment.Custodian.Signing;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Simulation.Authenticators;

namespace Serment.IntegrationTests.Custodian.Evidence;

/// <summary>Evidence and people over a real custody database, in this process, without the sockets.</summary>
internal sealed class EvidenceBench : IAsyncDisposable
{
    public const string WebOrigin = "http://localhost:5080";
    public const string CustodianOrigin = "http://localhost:5081";
    public const short Site = 1;

    private readonly TestDatabase test;
    private readonly DatabaseLocation database;
    private readonly ReaderPool readers;
    private readonly SiteKeys siteKeys = new(Site, "CLINIQUE", new byte[32]);

    private EvidenceBench(TestDatabase test, ManualClock clock)
    {
        this.test = test;
        Clock = clock;
        database = DatabaseLocation.Parse(test.Text);
        readers = new(database, new(new byte[32]));
        People = new();
        Writer = new(database, new CustodyLog(new(database), new(new byte[32])), clock, NullLogger.Instance);
        Sessions = new(People, new(People), clock);
        Ceremonies = new(new("localhost", CustodianOrigin, [WebOrigin]), People.FindOwner, clock);
        RefusedEvidence refused = new(Writer, People, clock);
        SignIn = new(Ceremonies, Sessions, People, refused, Writer);
        EnrolPasskey = new(Ceremonies, refused, People, _ => new byte[32], readers, Writer);
        StepUps = new(Ceremonies, Sessions, refused, People, _ => new byte[32], Writer);
        Reports = new(Ceremonies, Sessions, refused, People, _ => siteKeys, Writer);
        Reviews = new(People, _ => new byte[32], Writer);
        Passkeys = new(People, Sessions, Writer);
        ProposalWorkings workings = new(People, Seams());
        Proposals = new(People, Sessions, workings, CustodianOrigin, Writer);
        DecideProposal = new(Ceremonies, refused, People, workings, CustodianOrigin, Writer);
    }

    public ManualClock Clock { get; }

    public PeopleDirectory People { get; }

    public ReleaseRules ReleaseRules { get; } = new();

    public CustodyWriter Writer { get; }

    public Sessions Sessions { get; }

    public PasskeyCeremonies Ceremonies { get; }

    public SignIn SignIn { get; }

    public EnrolPasskey EnrolPasskey { get; }

    public RevokePasskey Passkeys { get; }

    public StepUps StepUps { get; }

    public SignReports Reports { get; }

    public BreakGlassReviews Reviews { get; }

    public MakeProposals Proposals { get; }

    public DecideProposal DecideProposal { get; }

    public Dictionary<string, Invitation> Invitations { get; } = new(StringComparer.Ordinal);

    /// <summary>An authenticator at the web server's page, for whoever enrols with it.</summary>
    public SoftwareAuthenticator Authenticator { get; } = new(CustodianOrigin);

    /// <summary>
    /// A founded site: Ada administers, Sofia watches, Paul is a physician, Nina a nurse, Boris reviews.
    /// </summary>
    public static async Task<EvidenceBench> CreateAsync(string engine)
    {
        TestDatabase fresh = await TestDatabase.CreateAsync(engine);
        ManualClock clock = new();
        EvidenceBench bench = new(fresh, clock);
        await CustodySchema.For(bench.database, clock).ApplyAsync(CancellationToken.None);
        bench.Start();
        Establishment establishment = new(
            "CLINIQUE", "Clinique des Tilleuls", "clinic", null, [new("MED", "Médecine"), new("URG", "Urgences")],
            [new("Ada Minville", Role.Administrator), new("Sofia Gardien", Role.SecurityOfficer)]);
        DemoPersona[] personas =
        [
            new("Paul Remède", Role.Physician, ["MED"]), new("Nina Veille", Role.Nurse, ["MED", "URG"]),
            new("Bianca Titre", Role.Biologist, ["MED"]), new("Théo Pipette", Role.LaboratoryTechnician, ["MED"]),
            new("Boris Contrôle", Role.SecurityOfficer, []),
        ];
        IReadOnlyList<Invitation> invitations = await bench.Writer.RunAsync(
            turn => Founding.Run(turn, bench.People, Site, establishment, personas), CancellationToken.None);
        foreach (Invitation invitation in invitations)
        {
            bench.Invitations[invitation.Name.Split(' ')[0]] = invitation;
        }

        return bench;
    }

    /// <summary>
    /// A second process over the same database, as after a restart; the first must not be used any more.
    /// </summary>
    public async Task<EvidenceBench> RestartAsync()
    {
        await Writer.DisposeAsync();
        readers.Dispose();
        await database.DisposeAsync();
        EvidenceBench next = new(test, Clock);
        next.Start();
        return next;
    }

    public async Task<StaffMember> EnrolAsync(string firstName, string? code = null)
    {
        Authenticator.Origin = CustodianOrigin;
        CeremonyBegun begun = await EnrolPasskey.BeginAsync(
            Invitations[firstName].Secret, code, one => one.Name, CancellationToken.None);
        return await EnrolPasskey.CompleteAsync(
            new(begun.CeremonyId, Authenticator.Create(begun.OptionsJson)), CancellationToken.None);
    }

    /// <summary>Signs in as somebody who has enrolled; by default on the web server's page.</summary>
    public async Task<(SessionToken Token, SessionFacts Facts)> SignInAsync(
        string firstName, SessionAudience audience = SessionAudience.Web, Forgery? forgery = null)
    {
        Authenticator.Origin = audience == SessionAudience.Web ? WebOrigin : CustodianOrigin;
        CeremonyBegun begun = await SignIn.BeginAsync(audience);
        string answer = Authenticator.Get(begun.OptionsJson, forgery, HandleOf(firstName));
        (SessionToken token, _, _) =
            await SignIn.CompleteAsync(new(begun.CeremonyId, answer), audience, CancellationToken.None);
        return (token, Sessions.Find(token, audience, Writer.Now)!);
    }

    public string HandleOf(string firstName) =>
        System.Buffers.Text.Base64Url.EncodeToString(
            System.Text.Encoding.UTF8.GetBytes(Invitations[firstName].Staff.ToString()));

    /// <summary>How many leaves of that kind the log has.</summary>
    public async Task<long> CountAsync(LogEventKind kind)
    {
        await Writer.IndexAsync(CancellationToken.None);
        return await Writer.RunAsync(
            turn => Convert.ToInt64(
                turn.Scalar("SELECT COUNT(*) FROM log_event WHERE kind = @p1", (short)kind),
                System.Globalization.CultureInfo.InvariantCulture),
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        readers.Dispose();
        siteKeys.Dispose();
        await database.DisposeAsync();
        await test.DisposeAsync();
    }

    private EvidenceSeams Seams() =>
        new()
        {
            AccessOf = _ => new([Compartment.Identity], [], OpensCards: true, ConfirmsSensitive: false),
            ReadMeters = (_, _, _, _) => [],
            NoteKeyOf = _ => new byte[32],
            LimitOf = (_, _, _, _) => 6,
            ChangeLimit = (turn, site, role, meter, hours, limit) => turn.Execute(
                "INSERT INTO budget (site, role, meter, window_hours, limit_count) VALUES (@p1, @p2, @p3, @p4, @p5)",
                site, (short)role, (short)meter, hours, limit),
            RegisterClient = (_, _, _, _, _, _) => { },
            RegisterWardKey = (_, _, _, _, _) => { },
            ActivateRule = ReleaseRules.Activate,
            EndRule = ReleaseRules.End,
        };

    private void Start()
    {
        Writer.Track(People);
        Writer.Track(ReleaseRules);
        Writer.Track(Sessions);
        Writer.Start();
    }
}

using System.Security.Cryptography;
using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;

namespace Serment.Cli.Demo.Week;

/// <summary>
/// What the demo's week is written with: the import client, which seals and opens nothing, and the agenda's interface,
/// which declares who is expected where.
/// </summary>
internal sealed class WeekDesk : IAsyncDisposable
{
    // As far back as the custodian lets an interface declare, less a margin for the time that writing takes.
    private static readonly TimeSpan MaxBack = TimeSpan.FromHours(23);
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(29);

    private readonly CustodianClient importer;
    private readonly CustodianClient agenda;
    private readonly ECDsa importKey;
    private readonly ECDsa agendaKey;

    private WeekDesk(
        DemoFolder demo, string siteCode, (ActorId Client, ECDsa Key) import, (ActorId Client, ECDsa Key) declaring)
    {
        SiteCode = siteCode;
        importKey = import.Key;
        agendaKey = declaring.Key;
        Importer = import.Client;
        Agenda = declaring.Client;
        Main = DatabaseLocation.Parse(demo.Folder.MainDatabase);
        importer = new(demo.Folder.Endpoint);
        importer.ActAs(import.Client, import.Key);
        agenda = new(demo.Folder.Endpoint);
        agenda.ActAs(declaring.Client, declaring.Key);
        Door = new(importer, Main);
        Now = TimeProvider.System.GetUtcNow();
    }

    /// <summary>The site's code.</summary>
    public string SiteCode { get; }

    /// <summary>The client that writes what a file or another system brought.</summary>
    public ActorId Importer { get; }

    /// <summary>The interface that books.</summary>
    public ActorId Agenda { get; }

    /// <summary>The main database.</summary>
    public DatabaseLocation Main { get; }

    /// <summary>The door, for sealing.</summary>
    public RecordDoor Door { get; }

    /// <summary>The moment that the week is made for.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The clinic's time zone.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    /// <summary>Sits down.</summary>
    public static WeekDesk Open(DemoFolder demo, string siteCode) => new(
        demo, siteCode, ClientKeyFile.Read(demo.Folder.ClientKeyPath("import", siteCode)),
        ClientKeyFile.Read(demo.Folder.ClientKeyPath("agenda", siteCode)));

    /// <summary>A local time with its offset.</summary>
    public DateTimeOffset At(DateTime local) => new(local, Zone.GetUtcOffset(local));

    /// <summary>A local time of the week's moment.</summary>
    public DateTime Local => TimeZoneInfo.ConvertTime(Now, Zone).DateTime;

    /// <summary>Declares that a unit or somebody expects a patient.</summary>
    public async Task<long> DeclareAsync(
        PatientId patient, int? unit, ActorId? staff, DateTimeOffset from, DateTimeOffset until, CancellationToken stop)
    {
        DateTimeOffset earliest = Now - MaxBack;
        DateTimeOffset begins = from > earliest ? from : earliest;
        DateTimeOffset latest = begins + MaxAhead;
        DateTimeOffset ends = until > latest ? latest : until;
        RelationshipDeclared declared = await agenda.AskAsync(
            MessageKind.DeclareRelationship, null,
            new(patient, RelationshipKind.Appointment, staff, unit, begins, ends > begins ? ends : begins.AddHours(1)),
            CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared, stop);
        return declared.RelationshipId;
    }

    /// <summary>Seals a batch with its rows.</summary>
    public async Task SealAsync(SealBatch batch, SealWork? work, CancellationToken stop)
    {
        SealResult result = await Door.SealAsync(batch, null, stop, work);
        if (result.Outcome != SealOutcome.Saved)
        {
            throw new UserErrorException($"The demo's week was refused: {result.Outcome}, {result.Reason}.", 1);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Door.DisposeAsync();
        await importer.DisposeAsync();
        await agenda.DisposeAsync();
        await Main.DisposeAsync();
        importKey.Dispose();
        agendaKey.Dispose();
    }
}

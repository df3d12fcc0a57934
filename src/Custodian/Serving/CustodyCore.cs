using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Serment.Custodian.Budgets;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.Database;

namespace Serment.Custodian.Serving;

/// <summary>
/// The parts of a running custodian that its handlers share. Made once, by <see cref="CustodianHost"/>.
/// </summary>
internal sealed record CustodyCore(
    CustodianOptions Options,
    DatabaseLocation Database,
    TimeProvider Clock,
    CustodyWriter Writer,
    CustodyLog Log,
    KeyRing Keys,
    ReaderPool Readers,
    Limits Limits,
    Meters Meters,
    PatientLinks Links,
    PeopleDirectory People,
    Sessions Sessions,
    RefusedMessages RefusedMessages,
    RefusedEvidence RefusedEvidence)
{
    /// <summary>Brings the schema up to date, opens the root key, loads the state and starts the writer.</summary>
    public static async Task<CustodyCore> OpenAsync(
        CustodianOptions options, TimeProvider clock, ILogger logger, CancellationToken stop)
    {
        DatabaseLocation database = DatabaseLocation.Parse(options.DatabaseText);
        await CustodySchema.For(database, clock).ApplyAsync(stop);
        byte[] rootKey = RootKeyFile.Read(options.RootKeyPath).Open(options.Passphrase());
        try
        {
            KeyRing keys = await KeyRing.OpenAsync(database, rootKey, stop);
            return Begin(options, clock, logger, database, keys);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rootKey);
        }
    }

    private static CustodyCore Begin(
        CustodianOptions options, TimeProvider clock, ILogger logger, DatabaseLocation database, KeyRing keys)
    {
        CustodyLog log = new(new(database));
        CustodyWriter writer = new(database, log, clock, logger);
        Limits limits = new();
        Meters meters = new(limits);
        PatientLinks links = new();
        PeopleDirectory people = new();
        Sessions sessions = new(people, clock);
        foreach (IDurableState state in (IDurableState[])[limits, meters, links, people, sessions])
        {
            writer.Track(state);
        }

        writer.Start();
        return new(
            options, database, clock, writer, log, keys, new(database), limits, meters, links, people, sessions,
            new(writer, clock), new(writer, people, clock));
    }
}

using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Serment.Custodian.Budgets;
using Serment.Custodian.Downtime;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.Laboratories;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.Custodian.Releasing;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.Database;
using Serment.TransparencyLog;

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
    Covers Covers,
    WaitingRequests Requests,
    WardKeys WardKeys,
    ReleaseRules ReleaseRules,
    Sessions Sessions,
    RefusedMessages RefusedMessages,
    RefusedEvidence RefusedEvidence)
{
    /// <summary>Tells the security office, and not too often.</summary>
    public AlertGate Alerts { get; } = new();

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
            LogHead? kept = HeadFile.Read(options.HeadPath, keys);
            if (kept is null && keys.ResealedLogKey is null && !options.AcceptRestored)
            {
                throw new CustodianStartException(HeadFile.MissingText(options.HeadPath));
            }

            CustodyCore core = Begin(options, clock, logger, database, keys, options.AcceptRestored ? null : kept);
            await FirstTurns.RunAsync(core, kept, stop);
            return core;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rootKey);
        }
    }

    private static CustodyCore Begin(
        CustodianOptions options, TimeProvider clock, ILogger logger, DatabaseLocation database, KeyRing keys, LogHead? kept)
    {
        CustodyLog log = new(new(database), keys.Seals, kept) { IsUnsealed = keys.ResealedLogKey is not null };
        CustodyWriter writer = new(database, log, clock, logger) { Sites = [.. keys.Sites.Select(site => site.Site)] };
        Limits limits = new();
        PatientLinks links = new();
        Meters meters = new(limits, links, log);
        PeopleDirectory people = new();
        Covers covers = new(people);
        WaitingRequests requests = new();
        WardKeys wardKeys = new();
        ReleaseRules releaseRules = new();
        Sessions sessions = new(people, covers, clock);
        foreach (IDurableState state in
            (IDurableState[])[limits, links, meters, people, covers, requests, wardKeys, releaseRules, sessions])
        {
            writer.Track(state);
        }

        try
        {
            writer.Start();
        }
        catch (LogStorageException e)
        {
            throw new CustodianStartException(HeadFile.ContradictedText(options.HeadPath, e.Message));
        }
        catch (AlteredCustodyException e)
        {
            throw new CustodianStartException(e.Message);
        }

        return new(
            options, database, clock, writer, log, keys, new(database, keys.Seals), limits, meters, links, people, covers,
            requests, wardKeys, releaseRules, sessions, new(writer, clock), new(writer, people, clock));
    }
}

using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Sealing;

namespace Serment.Records.Laboratory;

/// <summary>The laboratory's machine client cannot act; the message says what to do.</summary>
public sealed class LaboratoryClientException(string message) : Exception(message);

/// <summary>
/// The web server's own machine client of each site: what comes from instruments and scanners is sealed with it, without
/// anybody's session. It adds new entries and makes blind tokens; it can never open one (docs/adr/0022). Each site has a
/// connection of its own. Safe for many threads.
/// </summary>
/// <param name="custodian">Where the custodian answers.</param>
/// <param name="main">The main database.</param>
/// <param name="keysPath">The folder with <c>laboratory-CODE.pem</c> of each site; null where there is none.</param>
public sealed class LaboratoryClient(CustodianEndpoint custodian, DatabaseLocation main, string? keysPath)
    : IAsyncDisposable
{
    private const string Prefix = "laboratory-";
    private const int MaxKeys = 64;

    private readonly SemaphoreSlim opening = new(1, 1);
    private readonly List<Opened> opened = [];
    private Dictionary<short, RecordDoor>? doors;

    /// <summary>The sites for which there is a key.</summary>
    public async Task<IReadOnlyCollection<short>> SitesAsync(CancellationToken stop) => (await DoorsAsync(stop)).Keys;

    /// <summary>
    /// Seals a batch of new entries, as <see cref="RecordDoor.SealAsync"/> does, for the batch's site and without a
    /// session. The author is the machine client.
    /// </summary>
    /// <exception cref="LaboratoryClientException">The site has no key here.</exception>
    /// <exception cref="CustodianUnreachableException">No answer.</exception>
    /// <exception cref="CustodyException">The client has ended, or its flow is spent.</exception>
    public async Task<SealResult> SealAsync(SealBatch batch, CancellationToken stop, SealWork? work = null) =>
        await (await DoorAsync(batch.Site, stop)).SealAsync(batch, null, stop, work);

    /// <summary>Has the custodian make blind tokens for a site, in the order of the inputs.</summary>
    /// <exception cref="LaboratoryClientException">The site has no key here.</exception>
    public async Task<long[]> MakeTokensAsync(short site, IReadOnlyList<TokenInput> inputs, CancellationToken stop) =>
        await (await DoorAsync(site, stop)).MakeTokensAsync(inputs, null, stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Opened one in opened)
        {
            await one.Door.DisposeAsync();
            await one.Connection.DisposeAsync();
            one.Key.Dispose();
        }

        opening.Dispose();
    }

    private async ValueTask<RecordDoor> DoorAsync(short site, CancellationToken stop) =>
        (await DoorsAsync(stop)).TryGetValue(site, out RecordDoor? door)
            ? door
            : throw new LaboratoryClientException(
                "This site has no key of its laboratory's machine client: put laboratory-CODE.pem into the folder that "
                + "web.laboratoryKeys names (docs/operations/running.md) and start the web server again.");

    private async ValueTask<Dictionary<short, RecordDoor>> DoorsAsync(CancellationToken stop)
    {
        if (doors is { } ready)
        {
            return ready;
        }

        await opening.WaitAsync(stop);
        try
        {
            return doors ??= await OpenAsync(stop);
        }
        finally
        {
            opening.Release();
        }
    }

    private async Task<Dictionary<short, RecordDoor>> OpenAsync(CancellationToken stop)
    {
        Dictionary<short, RecordDoor> made = [];
        if (keysPath is null || !Directory.Exists(keysPath))
        {
            return made;
        }

        await using CustodianClient asking = new(custodian);
        SiteList sites = await asking.AskAsync(
            MessageKind.DescribeSites, null, Nothing.Instance, CustodyJson.Default.Nothing, CustodyJson.Default.SiteList,
            stop);
        foreach (SiteDescription site in sites.Sites.Take(MaxKeys))
        {
            string path = Path.Combine(keysPath, $"{Prefix}{site.Code}.pem");
            if (!File.Exists(path) || new FileInfo(path).Length > ClientKey.MaxFileBytes)
            {
                continue;
            }

            (ActorId client, ECDsa key) = Parse(site.Code, await File.ReadAllTextAsync(path, stop));
            CustodianClient connection = new(custodian);
            connection.ActAs(client, key);
            RecordDoor door = new(connection, main);
            opened.Add(new(connection, door, key));
            made[site.Site] = door;
        }

        return made;
    }

    private static (ActorId Client, ECDsa Key) Parse(string site, string text)
    {
        try
        {
            return ClientKey.Parse(text);
        }
        catch (FormatException e)
        {
            throw new LaboratoryClientException($"The key file of the laboratory client of {site} {e.Message}.");
        }
    }

    private sealed record Opened(CustodianClient Connection, RecordDoor Door, ECDsa Key);
}

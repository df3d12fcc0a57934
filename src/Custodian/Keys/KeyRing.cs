using System.Data.Common;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.TransparencyLog.Notes;

namespace Serment.Custodian.Keys;

/// <summary>
/// The unwrapped keys of every site, and the key that signs the log. The root key itself is wiped after the start.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    private readonly Dictionary<short, SiteKeys> sites;
    private readonly ECDsa logKey;

    private KeyRing(
        Dictionary<short, SiteKeys> sites, ECDsa logKey, string logName, CustodySeals seals, byte[]? resealedLogKey)
    {
        Seals = seals;
        ResealedLogKey = resealedLogKey;
        this.sites = sites;
        this.logKey = logKey;
        LogName = logName;
        Signer = new(logName, logKey);
    }

    /// <summary>The log's name: the origin of its checkpoints and the name of its key.</summary>
    public string LogName { get; }

    /// <summary>Seals what the custody database holds in clear.</summary>
    public CustodySeals Seals { get; }

    /// <summary>
    /// For a database of before there were seals, the log's key wrapped as it is to be from now on; otherwise null.
    /// </summary>
    public byte[]? ResealedLogKey { get; }

    /// <summary>Signs checkpoints and certificates.</summary>
    public NoteSigner Signer { get; }

    /// <summary>Every site.</summary>
    public IReadOnlyCollection<SiteKeys> Sites => sites.Values;

    /// <summary>The keys of a site that exists.</summary>
    public SiteKeys Of(short site) => sites[site];

    /// <summary>Unwraps everything in the custody database.</summary>
    /// <exception cref="RootKeyException">The root key is not this database's.</exception>
    public static async Task<KeyRing> OpenAsync(DatabaseLocation database, byte[] rootKey, CancellationToken stop)
    {
        await using DbConnection connection = await database.OpenAsync(stop);
        using AesGcm root = new(rootKey, SealedLengths.TagBytes);
        Dictionary<short, SiteKeys> opened = [];
        await using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT site, code, wrapped_key FROM site ORDER BY site";
            await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                short site = reader.GetInt16(0);
                byte[] key = SecretBytes.New(SealedLengths.KeyBytes);
                if (!KeyWrap.TryUnwrap(root, (byte[])reader.GetValue(2), KeyWrap.SiteData(site), key))
                {
                    throw new RootKeyException("The root key file does not belong to this custody database.");
                }

                opened.Add(site, new(site, reader.GetString(1), key));
            }
        }

        (string name, ECDsa logKey, bool isSealed) = await ReadLogKeyAsync(connection, root, stop);
        return new(opened, logKey, name, new(rootKey), isSealed ? null : LogKey.Wrap(root, logKey));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SiteKeys site in sites.Values)
        {
            site.Dispose();
        }

        logKey.Dispose();
        Seals.Dispose();
    }

    private static async Task<(string Name, ECDsa Key, bool IsSealed)> ReadLogKeyAsync(
        DbConnection connection, AesGcm root, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name, wrapped_key FROM log_key";
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        if (!await reader.ReadAsync(stop))
        {
            throw new RootKeyException("The custody database is empty: run 'serment init' first.");
        }

        (ECDsa key, bool isSealed) = LogKey.Unwrap(root, (byte[])reader.GetValue(1));
        return (reader.GetString(0), key, isSealed);
    }
}

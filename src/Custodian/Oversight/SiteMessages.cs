using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Serment.Custodian.Clients;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.TransparencyLog.Notes;

namespace Serment.Custodian.Oversight;

/// <summary>What concerns a site and its log: descriptions, checkpoints, certificates of imports.</summary>
internal sealed class SiteMessages(CustodyCore core)
{
    private const int MaxNameCharacters = 200;

    /// <summary>Answers <see cref="MessageKind.DescribeSites"/>.</summary>
    public async Task<SiteList> DescribeAsync(CancellationToken stop)
    {
        List<SiteDescription> sites = await core.Readers.RunAsync(Read, stop);
        return new(sites, core.Options.IsDemo, core.Options.CustodianOrigin, core.Options.WebOrigins);
    }

    /// <summary>Answers <see cref="MessageKind.LatestCheckpoint"/>.</summary>
    public async Task<CheckpointText> CheckpointAsync(CheckpointQuery query, CancellationToken stop)
    {
        // In the writer, whose thread alone may ask the tree; without a question for a proof nobody waits for it.
        (LogHead head, IReadOnlyList<byte[]>? path) = query.Since is long since and > 0
            ? await core.Writer.RunAsync(_ => (core.Log.Head, core.Log.ProveSince(since)), stop)
            : (core.Log.Head, null);
        Checkpoint checkpoint = new(core.Keys.LogName, head.Size, head.Root);
        return new(checkpoint.Sign(core.Keys.Signer).ToString(), head.Size, path);
    }

    /// <summary>
    /// Answers <see cref="MessageKind.CompleteImport"/>: the leaf commits to what the certificate says.
    /// </summary>
    public async Task<ImportCertificate> CompleteImportAsync(
        Caller caller, ImportCompletion completion, CancellationToken stop)
    {
        ClientFacts client = caller.Client!;
        Check(completion, core.Keys.Of(client.Site).Code);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(completion, CustodyJson.Default.ImportCompletion);
        byte[] commitment = SHA256.HashData(json);
        (long index, DateTimeOffset at) = await core.Writer.RunAsync(
            turn => (
                turn.Append(LogLeaf.Event(
                    LogEventKind.ImportCompleted, client.Site, client.Id,
                    new EventBody { Number = completion.Rows, Commitment = commitment })),
                turn.Now),
            stop);
        string text = string.Join(
            '\n',
            "serment-import/1",
            core.Keys.LogName,
            index.ToString(CultureInfo.InvariantCulture),
            at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            Encoding.UTF8.GetString(json),
            string.Empty);
        return new(SignedNote.Sign(text, core.Keys.Signer).ToString(), index);
    }

    private static void Check(ImportCompletion completion, string siteCode)
    {
        long[] counts =
        [
            completion.Rows, completion.Imported, completion.ImportedWithFlags, completion.AlreadyPresent,
            completion.Refused, completion.PatientsCreated, completion.PatientsMatched, completion.EntriesSealed,
            completion.FileLengthBytes,
        ];
        if (!string.Equals(completion.SiteCode, siteCode, StringComparison.Ordinal))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "site", nameof(completion.SiteCode));
        }

        if (counts.Any(count => count < 0)
            || !IsHash(completion.FileSha256)
            || !IsHash(completion.ReportSha256)
            || !IsName(completion.ImportId)
            || !IsName(completion.Profile))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "completion");
        }
    }

    private static bool IsHash(string? text) =>
        text is { Length: 2 * SealedLengths.HashBytes } && text.All(char.IsAsciiHexDigit);

    private static bool IsName(string? text) =>
        !string.IsNullOrEmpty(text) && text.Length <= MaxNameCharacters && !text.Any(char.IsControl);

    private static List<SiteDescription> Read(CustodyReader reader)
    {
        List<SiteDescription> sites = [];
        using DbDataReader row = reader.Read("SELECT site, code, name, kind, finess FROM site ORDER BY site");
        while (row.Read())
        {
            sites.Add(new(
                row.GetInt16(0), row.GetString(1), row.GetString(2), row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4)));
        }

        return sites;
    }
}

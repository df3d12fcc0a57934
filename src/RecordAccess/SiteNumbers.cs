using System.Collections.Concurrent;
using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.RecordAccess;

/// <summary>
/// Which site's number a session works for: the number is part of what every entry is bound to. A session never
/// changes its site, so the answer is kept, under the hash of the session's secret.
/// </summary>
internal sealed class SiteNumbers(CustodianClient custodian)
{
    private const int MaxRemembered = 8192;

    private readonly ConcurrentDictionary<Int128, short> ofSessions = new();
    private IReadOnlyList<SiteDescription> sites = [];

    /// <summary>The site of that session.</summary>
    /// <exception cref="CustodyException">The session has ended.</exception>
    public async ValueTask<short> OfSessionAsync(SessionToken session, CancellationToken stop)
    {
        Int128 name = NameOf(session);
        if (ofSessions.TryGetValue(name, out short known))
        {
            return known;
        }

        SessionDescription description = await custodian.AskAsync(
            MessageKind.DescribeSession, session, Nothing.Instance,
            CustodyJson.Default.Nothing, CustodyJson.Default.SessionDescription, stop);
        short site = await OfCodeAsync(description.SiteCode, stop)
            ?? throw new InvalidDataException("the custodian names a site that it does not describe");
        if (ofSessions.Count >= MaxRemembered)
        {
            ofSessions.Clear();
        }

        ofSessions[name] = site;
        return site;
    }

    /// <summary>The site of that code; null when there is none.</summary>
    public async ValueTask<short?> OfCodeAsync(string code, CancellationToken stop)
    {
        SiteDescription? site = Find(code);
        if (site is null)
        {
            SiteList list = await custodian.AskAsync(
                MessageKind.DescribeSites, null, Nothing.Instance,
                CustodyJson.Default.Nothing, CustodyJson.Default.SiteList, stop);
            sites = list.Sites;
            site = Find(code);
        }

        return site?.Site;
    }

    private SiteDescription? Find(string code) =>
        sites.FirstOrDefault(site => string.Equals(site.Code, code, StringComparison.Ordinal));

    private static Int128 NameOf(SessionToken session)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(session.Bytes, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt128LittleEndian(hash);
    }
}

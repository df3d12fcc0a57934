using System.Collections.Concurrent;
using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>The live sessions, found by the SHA-256 of their token; the token itself is never kept.</summary>
internal sealed class Sessions
{
    private readonly ConcurrentDictionary<string, SessionFacts> live = new(StringComparer.Ordinal);

    /// <summary>The session that a token proves, while it lives.</summary>
    public SessionFacts? Find(SessionToken token, DateTimeOffset now) =>
        live.TryGetValue(NameOf(token), out SessionFacts? facts) ? facts : null;

    /// <summary>Ends a session at once.</summary>
    public void End(SessionId session)
    {
        foreach (KeyValuePair<string, SessionFacts> pair in live.Where(pair => pair.Value.Id == session))
        {
            live.TryRemove(pair);
        }
    }

    /// <summary>Begins a session whose evidence the caller has verified.</summary>
    internal SessionToken Begin(SessionFacts facts)
    {
        SessionToken token = SessionToken.New();
        live[NameOf(token)] = facts;
        return token;
    }

    private static string NameOf(SessionToken token) => Convert.ToHexString(SHA256.HashData(token.Bytes));
}

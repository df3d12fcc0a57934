using Serment.Custodian.Clients;
using Serment.Custodian.Evidence;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Serving;

/// <summary>Who stands behind a request: a live session, a proven machine client, or nobody yet.</summary>
internal sealed class Caller(ConnectionState connection, SessionFacts? session, SessionToken? token)
{
    /// <summary>The connection, which may have proven a client.</summary>
    public ConnectionState Connection => connection;

    /// <summary>The live session whose token came with the request.</summary>
    public SessionFacts? Session => session;

    /// <summary>That token.</summary>
    public SessionToken? Token => token;

    /// <summary>
    /// The machine client of the connection; a request that bears a token acts for the session alone.
    /// </summary>
    /// <remarks>Taken once: what another message proves on the same connection meanwhile is not this one's.</remarks>
    public ClientFacts? Client { get; } = token is null ? connection.Client : null;

    /// <summary>The session, where the dispatcher has made sure that there is one.</summary>
    public SessionFacts Person => session ?? throw new InvalidOperationException("no session stands behind this request");
}

/// <summary>What the custodian knows of one connection.</summary>
internal sealed class ConnectionState
{
    /// <summary>The challenge that a client must sign; used once.</summary>
    public ClientChallengePending? Challenge { get; set; }

    /// <summary>The client that this connection has proven.</summary>
    public ClientFacts? Client { get; set; }
}

/// <summary>A challenge given to somebody who says to be this client.</summary>
internal sealed record ClientChallengePending(ActorId Client, byte[] Challenge);

using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serment.Custodian.Clients;
using Serment.Custodian.Evidence;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Serving;

/// <summary>Finds out who asks, holds the request against the table of policies, and runs its handler.</summary>
internal sealed class Dispatcher(CustodyCore core, Handlers handlers, ILogger logger)
{
    /// <summary>Answers one request; never throws.</summary>
    public async Task<(ResponseStatus Status, byte[] Payload)> AnswerAsync(
        ConnectionState connection, MessageKind kind, SessionToken? token, ReadOnlyMemory<byte> payload,
        CancellationToken stop)
    {
        try
        {
            return (ResponseStatus.Ok, await HandleAsync(connection, kind, token, payload, stop));
        }
        catch (CustodyRefusal refusal)
        {
            return (refusal.Status, Encode(refusal.Problem));
        }
        catch (OperationCanceledException)
        {
            return (ResponseStatus.Failed, Encode(new("stopped")));
        }
        catch (Exception e)
        {
            // The last line: nothing of the exception reaches the caller or the journal but its type.
            logger.LogError("message {Kind} failed: {Type}", kind, e.GetType().Name);
            return (ResponseStatus.Failed, Encode(new("failed")));
        }
    }

    private async Task<byte[]> HandleAsync(
        ConnectionState connection, MessageKind kind, SessionToken? token, ReadOnlyMemory<byte> payload,
        CancellationToken stop)
    {
        if (token is null && connection.Client is { } proven)
        {
            // The proof was given once; that the client still lives, and with which rights, is asked at each message.
            connection.Client = (await core.Readers.RunAsync(
                reader => ClientRows.FindLive(reader.Read, proven.Id), stop))?.Facts;
        }

        SessionFacts? session = token is null ? null : core.Sessions.Find(token, core.Writer.Now);
        Caller caller = new(connection, session, token);
        if (MessagePolicies.Find(kind) is not MessagePolicy policy || handlers.Find(kind) is not MessageHandler handler)
        {
            await core.RefusedMessages.NoteAsync(caller, kind, MessageRefusal.Unknown);
            throw new CustodyRefusal(ResponseStatus.BadRequest, "unknown-message");
        }

        if (MessagePolicies.Allows(policy, caller))
        {
            return await handler(caller, payload, stop);
        }

        bool isNobody = session is null && caller.Client is null;
        await core.RefusedMessages.NoteAsync(
            caller, kind, isNobody ? MessageRefusal.NotSignedIn : MessageRefusal.NotAllowed);
        throw isNobody
            ? new CustodyRefusal(ResponseStatus.NotSignedIn, token is null ? "not-signed-in" : "session-ended")
            : new CustodyRefusal(ResponseStatus.Forbidden, "not-allowed");
    }

    private static byte[] Encode(Problem problem) =>
        JsonSerializer.SerializeToUtf8Bytes(problem, CustodyJson.Default.Problem);
}

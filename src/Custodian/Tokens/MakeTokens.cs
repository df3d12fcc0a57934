using System.Buffers.Binary;
using System.Security.Cryptography;
using Serment.Custodian.Budgets;
using Serment.Custodian.Clients;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Tokens;

/// <summary>
/// Makes blind tokens: a person pays for everybody whom the inputs ask about (<see cref="LookupPrice"/>), whatever is
/// found; a client its declared flow.
/// </summary>
internal sealed class MakeTokens(CustodyCore core)
{
    private readonly FlowAlerts alerts = new();

    /// <summary>Answers <see cref="MessageKind.MakeTokens"/>.</summary>
    public async Task<byte[]> RunAsync(Caller caller, ReadOnlyMemory<byte> payload, CancellationToken stop)
    {
        if (!TokenRequestReader.TryRead(payload.Span, out TokenRequestReader head))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }

        int count = head.Count;
        if (payload.Length > 4 + (count * (3 + TokenRequest.MaxInputBytes)))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }

        // Spent and in the log before a token exists: a lookup that finds nobody has told something too.
        short site = caller.Client is { } client
            ? await SpendFlowAsync(client, count, stop)
            : await SpendLookupAsync(caller, payload, count, stop);
        return Compute(core.Keys.Of(site), payload.Span, count);
    }

    private async Task<short> SpendLookupAsync(
        Caller caller, ReadOnlyMemory<byte> payload, int count, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        if (!RoleCompartments.LooksUp(session.Role))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "role-forbids");
        }

        if (count > TokenRequest.MaxInputsOfSession)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "too-many-inputs");
        }

        int price = PriceOf(payload.Span, out bool namesImportRow);
        if (namesImportRow)
        {
            // The key of an import's digests is made of such tokens: whoever reads the main database and has it could
            // try addresses without being counted.
            throw new CustodyRefusal(ResponseStatus.Forbidden, "kind-forbidden");
        }

        bool isSpent = await core.Writer.RunAsync(
            turn =>
            {
                // Asked again here: a session revoked while its request waited in the queue learns nothing more.
                if (core.Sessions.Find(caller.Token!, turn.Now) is null)
                {
                    throw new CustodyRefusal(ResponseStatus.NotSignedIn, "session-ended");
                }

                bool spent = core.Meters.TrySpendLookups(
                    session.Site, session.Staff, session.Role, price, turn.Now.ToUnixTimeMilliseconds());
                EventBody body = new()
                {
                    Session = session.Id,
                    Subject = price,
                    Number = count,
                    Code = (byte)(spent ? DecisionReason.None : DecisionReason.LookupBudgetSpent),
                };
                turn.Append(LogLeaf.Event(
                    spent ? LogEventKind.TokensMade : LogEventKind.TokensRefused, session.Site, session.Staff, body,
                    LogIndexRow.Of(body) with
                    {
                        Role = session.Role,
                        Outcome = spent ? Outcome.Allowed : Outcome.Refused,
                        Reason = (DecisionReason)body.Code,
                        Charged = spent ? Meter.Lookup : null,
                    }));
                return spent;
            },
            stop);
        return isSpent
            ? session.Site
            : throw new CustodyRefusal(ResponseStatus.Forbidden, "lookup-budget-spent");
    }

    private static int PriceOf(ReadOnlySpan<byte> payload, out bool namesImportRow)
    {
        try
        {
            TokenRequestReader.TryRead(payload, out TokenRequestReader reader);
            int price = LookupPrice.Of(reader);
            namesImportRow = false;
            while (reader.MoveNext())
            {
                namesImportRow |= reader.Kind == TokenKind.ImportRow;
            }

            return price;
        }
        catch (InvalidDataException)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }
    }

    private async Task<short> SpendFlowAsync(ClientFacts client, int count, CancellationToken stop)
    {
        bool isSpent = await core.Writer.RunAsync(
            turn =>
            {
                ClientRows.ThrowUnlessLive(turn, client);
                bool spent = core.Meters.TrySpendFlow(
                    client.Id, FlowKind.Tokens, count, client.FlowPerHour, turn.Now.ToUnixTimeMilliseconds());
                EventBody body = new()
                {
                    Number = count,
                    Code = (byte)(spent ? DecisionReason.None : DecisionReason.ClientFlowSpent),
                };
                turn.Append(LogLeaf.Event(
                    spent ? LogEventKind.TokensMade : LogEventKind.TokensRefused, client.Site, client.Id, body,
                    LogIndexRow.Of(body) with
                    {
                        Outcome = spent ? Outcome.Allowed : Outcome.Refused,
                        Reason = (DecisionReason)body.Code,
                    }));
                alerts.Consider(
                    turn, client, core.Meters.FlowSpent(client.Id, FlowKind.Tokens, turn.Now.ToUnixTimeMilliseconds()),
                    isRefused: !spent);
                return spent;
            },
            stop);
        return isSpent
            ? client.Site
            : throw new CustodyRefusal(ResponseStatus.Forbidden, "client-flow-spent");
    }

    private static byte[] Compute(SiteKeys keys, ReadOnlySpan<byte> payload, int count)
    {
        byte[] answer = new byte[count * sizeof(long)];
        IncrementalHash hash = keys.TokenHash;
        Span<byte> message = stackalloc byte[1 + TokenRequest.MaxInputBytes];
        Span<byte> mac = stackalloc byte[SealedLengths.HashBytes];
        TokenRequestReader.TryRead(payload, out TokenRequestReader reader);
        try
        {
            for (int i = 0; reader.MoveNext(); i++)
            {
                message[0] = (byte)reader.Kind;
                reader.Input.CopyTo(message[1..]);
                hash.AppendData(message[..(1 + reader.Input.Length)]);
                hash.GetHashAndReset(mac);
                mac[..sizeof(long)].CopyTo(answer.AsSpan(i * sizeof(long)));
            }
        }
        catch (InvalidDataException)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(message);
        }

        return answer;
    }
}

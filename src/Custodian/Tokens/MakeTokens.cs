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
/// found; a client its declared flow. Tokens of analyses are a flow of their own.
/// </summary>
internal sealed class MakeTokens(CustodyCore core)
{
    /// <summary>Lookups of a request that names analyses only, as its leaf says it.</summary>
    public const long NoLookup = 0;

    /// <summary>
    /// Tokens of analyses that one person has made in an hour: thirty tubes with all twenty that are labelled.
    /// </summary>
    /// <remarks>
    /// No lookup is charged: the answer is a number whether or not such a tube exists, and nobody is found by it. It
    /// tells something only to who also reads the main database's rows, where the same number stands beside a random
    /// patient number: of a tube whose number is known already, one guess is then one question "was this asked of it?".
    /// Hence what a thief of both learns of analyses is bounded by this flow, and every question is in the log.
    /// </remarks>
    public const int MaxAnalysesOfPersonPerHour = 600;

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
            : await SpendOfPersonAsync(caller, payload, count, stop);
        return Compute(core.Keys.Of(site), payload.Span, count);
    }

    private async Task<short> SpendOfPersonAsync(
        Caller caller, ReadOnlyMemory<byte> payload, int count, CancellationToken stop)
    {
        SessionFacts session = caller.Person;
        (int price, bool isFlow) = Admit(session.Role, payload.Span, count);
        DecisionReason exhausted = isFlow ? DecisionReason.ClientFlowSpent : DecisionReason.LookupBudgetSpent;
        bool isSpent = await core.Writer.RunAsync(
            turn =>
            {
                // Asked again here: a session revoked while its request waited in the queue learns nothing more.
                if (core.Sessions.Find(caller.Token!, turn.Now) is null)
                {
                    throw new CustodyRefusal(ResponseStatus.NotSignedIn, "session-ended");
                }

                long nowMs = turn.Now.ToUnixTimeMilliseconds();
                bool spent = isFlow
                    ? core.Meters.TrySpendFlow(
                        session.Staff, FlowKind.AnalysisTokens, count, MaxAnalysesOfPersonPerHour, nowMs)
                    : core.Meters.TrySpendLookups(session.Site, session.Staff, session.Role, price, nowMs);
                EventBody body = new()
                {
                    Session = session.Id,
                    Subject = isFlow ? NoLookup : price,
                    Number = count,
                    Code = (byte)(spent ? DecisionReason.None : exhausted),
                };
                turn.Append(LogLeaf.Event(
                    spent ? LogEventKind.TokensMade : LogEventKind.TokensRefused, session.Site, session.Staff, body,
                    LogIndexRow.Of(body) with
                    {
                        Role = session.Role,
                        Outcome = spent ? Outcome.Allowed : Outcome.Refused,
                        Reason = (DecisionReason)body.Code,
                        Charged = spent && !isFlow ? Meter.Lookup : null,
                    }));
                return spent;
            },
            stop);
        return isSpent
            ? session.Site
            : throw new CustodyRefusal(
                ResponseStatus.Forbidden, isFlow ? "analysis-flow-spent" : "lookup-budget-spent");
    }

    /// <summary>Lookups that a session's request costs; or that it is of analyses, which are a flow.</summary>
    /// <exception cref="CustodyRefusal">The role makes no such tokens, or the request is not one.</exception>
    private static (int Price, bool IsFlow) Admit(Role role, ReadOnlySpan<byte> payload, int count)
    {
        int price = PriceOf(payload, out bool namesImportRow, out int analyses);
        if (!(analyses > 0 ? RoleCompartments.WritesOrders(role) : RoleCompartments.LooksUp(role)))
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "role-forbids");
        }

        if (count > TokenRequest.MaxInputsOfSession)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "too-many-inputs");
        }

        if (analyses > 0 && analyses < count)
        {
            // One is charged as a flow and the other as lookups: in one request, either would hide the other's price.
            throw new CustodyRefusal(ResponseStatus.BadRequest, "kinds-mixed");
        }

        if (namesImportRow)
        {
            // The key of an import's digests is made of such tokens: whoever reads the main database and has it could
            // try addresses without being counted.
            throw new CustodyRefusal(ResponseStatus.Forbidden, "kind-forbidden");
        }

        return (price, analyses > 0);
    }

    private static int PriceOf(ReadOnlySpan<byte> payload, out bool namesImportRow, out int analyses)
    {
        analyses = 0;
        try
        {
            TokenRequestReader.TryRead(payload, out TokenRequestReader reader);
            int price = LookupPrice.Of(reader);
            namesImportRow = false;
            while (reader.MoveNext())
            {
                namesImportRow |= reader.Kind == TokenKind.ImportRow;
                analyses += reader.Kind == TokenKind.Analysis ? 1 : 0;
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

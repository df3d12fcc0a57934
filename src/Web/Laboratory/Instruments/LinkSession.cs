using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Interop.Astm;
using Serment.Interop.Hl7v2;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>What a session needs of the house.</summary>
internal sealed record LinkParts(
    ReceiveResults Receive, TubeOrders Orders, LinkLimits Limits, TimeProvider Clock, ILogger Log)
{
    /// <summary>Takes a message in; false where it could not be stored and must come again.</summary>
    public async Task<bool> TakeAsync(
        Instrument instrument, AnalyserMessage message, byte[] content, LinkState state, CancellationToken stop,
        AsideReason? wholly = null)
    {
        try
        {
            state.Took(await Receive.RunAsync(instrument, message, content, stop, wholly));
            return true;
        }
        catch (NotReceivedException e)
        {
            Log.LogWarning(
                "results of instrument {Instrument} were not stored: {Kind}", instrument.Id,
                (e.InnerException ?? e).GetType().Name);
            state.Alarm(LinkAlarm.NotStored);
            return false;
        }
    }

    /// <summary>The orders of the tubes asked about.</summary>
    public async Task<List<AnalyserOrder>> OrdersAsync(
        Instrument instrument, AnalyserMessage message, LinkState state, CancellationToken stop)
    {
        List<AnalyserOrder> orders = [];
        foreach (AnalyserQuery query in message.Queries)
        {
            AnalyserOrder order = instrument.Link is { AnswersQueries: true }
                ? await Orders.RunAsync(instrument, query.Specimen, stop)
                : new(query.Specimen, [], false, default);
            state.Queried(order.Codes.Count);
            orders.Add(order);
        }

        return orders;
    }

    /// <summary>The time as instruments write it: the house's own.</summary>
    public DateTime Local => EstablishmentTime.Local(Clock.GetUtcNow());
}

/// <summary>The loop that reads a connection, whatever is spoken on it.</summary>
internal abstract class LinkSession(Stream stream, Instrument instrument, LinkState state, LinkParts parts)
{
    private readonly LinkMeter meter = new(parts.Limits, parts.Clock);

    protected Instrument Instrument => instrument;

    protected LinkState State => state;

    protected LinkParts Parts => parts;

    /// <summary>How long to wait for the next byte.</summary>
    protected abstract TimeSpan Patience { get; }

    /// <summary>Reads until the other side ends, is silent too long or sends too much that is broken.</summary>
    /// <returns>Whether the link is to be refused for a while.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        try
        {
            return await ReadAsync(stop);
        }
        finally
        {
            await GoneAsync();
        }
    }

    /// <summary>The connection has ended: what is still in hand is put where it is found again.</summary>
    protected virtual Task GoneAsync() => Task.CompletedTask;

    private async Task<bool> ReadAsync(CancellationToken stop)
    {
        byte[] buffer = new byte[LinkLimits.BufferBytes];
        while (!meter.IsBroken)
        {
            int read;
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            try
            {
                read = await stream.ReadAsync(buffer, patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                if (!await SilenceAsync(stop))
                {
                    return false;
                }

                continue;
            }

            if (read == 0)
            {
                return false;
            }

            meter.Bytes(read);
            for (int i = 0; i < read && !meter.IsBroken; i++)
            {
                await TakeAsync(buffer[i], stop);
            }

            if (meter.IsSpent && meter.Rest is { Ticks: > 0 } rest)
            {
                // Not read means that the other side must wait: nothing is lost, and nobody else waits.
                state.Alarm(LinkAlarm.Flood);
                await Task.Delay(rest, parts.Clock, stop);
            }
        }

        state.Alarm(LinkAlarm.Broken);
        return true;
    }

    /// <summary>Takes a byte.</summary>
    protected abstract ValueTask TakeAsync(byte one, CancellationToken stop);

    /// <summary>Nothing came within <see cref="Patience"/>; false ends the session.</summary>
    protected abstract Task<bool> SilenceAsync(CancellationToken stop);

    /// <summary>Answers.</summary>
    protected async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(AstmLimits.SenderSilence);
        await stream.WriteAsync(bytes, patience.Token);
        await stream.FlushAsync(patience.Token);
    }

    /// <summary>Counts an answer.</summary>
    protected void Count() => meter.Frame();

    /// <summary>Counts something broken.</summary>
    protected void Refuse(string why)
    {
        meter.Broken();
        state.Refused(why);
    }
}

/// <summary>ASTM on a connection: one side sends at a time.</summary>
internal sealed class AstmSession(Stream stream, Instrument instrument, LinkState state, LinkParts parts)
    : LinkSession(stream, instrument, state, parts)
{
    private const int MaxOutgoing = 64;
    private static readonly byte[] Ack = [0x06];
    private static readonly byte[] Nak = [0x15];

    private readonly AstmLimits limits = new();
    private readonly AstmReceiver receiver = new(new AstmLimits());
    private readonly Queue<byte[]> outgoing = new();
    private AstmSender? sender;
    private readonly UnfinishedMessage unfinished = new(instrument, state, parts);
    private TimeSpan? wait;
    private bool isSending;

    protected override TimeSpan Patience =>
        isSending ? AstmLimits.SenderSilence
            : receiver.IsBusy ? AstmLimits.ReceiverSilence
            : wait ?? (unfinished.IsThere ? Parts.Limits.SendsAgain : Parts.Limits.MaxSilence);

    protected override Task GoneAsync()
    {
        unfinished.Hold(receiver.Begun());
        return unfinished.PutAsideAsync(CancellationToken.None);
    }

    protected override async ValueTask TakeAsync(byte one, CancellationToken stop)
    {
        if (isSending)
        {
            await SentAsync(sender!.Take(one), stop);
            return;
        }

        switch (receiver.Take(one))
        {
            case AstmStep.Ack:
                State.Enter(LinkPhase.Busy);
                await AnswerAsync(Ack, stop);
                break;
            case AstmStep.Nak:
                Refuse(receiver.Refusal.ToString());
                await AnswerAsync(Nak, stop);
                break;
            case AstmStep.Complete:
                bool isStored = await StoreAsync(receiver.Message, stop);
                receiver.Answer(isStored);
                await AnswerAsync(isStored ? Ack : Nak, stop);
                break;
            case AstmStep.Unfinished:
                await HoldAsync("Unfinished", receiver.Message, stop);
                await EndedAsync(stop);
                break;
            case AstmStep.Ended:
                await EndedAsync(stop);
                break;
            default:
                break;
        }
    }

    protected override async Task<bool> SilenceAsync(CancellationToken stop)
    {
        if (isSending)
        {
            await SentAsync(sender!.Silence(), stop);
            return true;
        }

        if (!receiver.IsBusy)
        {
            bool waited = wait is not null || unfinished.IsThere;
            await unfinished.PutAsideAsync(stop);
            await BeginAsync(stop);
            return waited;
        }

        await HoldAsync("Silence", receiver.Begun(), stop);
        receiver.Reset();
        State.Enter(LinkPhase.Idle);
        return true;
    }

    private async Task HoldAsync(string why, byte[] begun, CancellationToken stop)
    {
        State.Refused(why);
        await unfinished.PutAsideAsync(stop);
        unfinished.Hold(begun);
    }

    private async Task AnswerAsync(byte[] answer, CancellationToken stop)
    {
        Count();
        await WriteAsync(answer, stop);
    }

    private async Task<bool> StoreAsync(byte[] content, CancellationToken stop)
    {
        AnalyserMessage message;
        try
        {
            message = AstmReader.Read(content);
        }
        catch (AnalyserFormatException e)
        {
            // Sent again it would be the same: it is refused, and the page says why.
            Refuse(e.Message);
            return false;
        }

        if (!await Parts.TakeAsync(Instrument, message, content, State, stop))
        {
            return false;
        }

        await unfinished.CameAsync(message, stop);
        if (message.Queries.Count > 0 && outgoing.Count < MaxOutgoing)
        {
            outgoing.Enqueue(AstmWriter.Orders(
                await Parts.OrdersAsync(Instrument, message, State, stop), Parts.Local));
        }

        return true;
    }

    private async Task EndedAsync(CancellationToken stop)
    {
        State.Enter(LinkPhase.Idle);
        await BeginAsync(stop);
    }

    private async Task BeginAsync(CancellationToken stop)
    {
        if (sender is null && outgoing.TryDequeue(out byte[]? message))
        {
            sender = new(message, limits);
        }

        wait = null;
        if (sender is not null)
        {
            isSending = true;
            await SentAsync(sender.Begin(), stop);
        }
    }

    private async Task SentAsync(AstmSend step, CancellationToken stop)
    {
        switch (step)
        {
            case AstmSend.Bytes:
                await WriteAsync(sender!.Bytes, stop);
                break;
            case AstmSend.Done or AstmSend.GaveUp:
                await WriteAsync(sender!.Bytes, stop);
                sender = null;
                isSending = false;
                if (step == AstmSend.GaveUp)
                {
                    State.Refused("Order");
                }

                await BeginAsync(stop);
                break;
            case AstmSend.Yield:
                // The instrument asks again in a second and goes first; its next ENQ is answered.
                isSending = false;
                wait = AstmLimits.Contention;
                break;
            case AstmSend.Later:
                isSending = false;
                wait = AstmLimits.Busy;
                break;
            default:
                break;
        }
    }
}

/// <summary>HL7 over MLLP on a connection.</summary>
internal sealed class Hl7Session(Stream stream, Instrument instrument, LinkState state, LinkParts parts)
    : LinkSession(stream, instrument, state, parts)
{
    private readonly MllpDecoder decoder = new();
    private long lastId = parts.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    protected override TimeSpan Patience => decoder.IsBusy ? AstmLimits.ReceiverSilence : Parts.Limits.MaxSilence;

    private string NextId => (++lastId).ToString(CultureInfo.InvariantCulture);

    protected override async ValueTask TakeAsync(byte one, CancellationToken stop)
    {
        switch (decoder.Take(one))
        {
            case MllpStep.Complete:
                Count();
                State.Enter(LinkPhase.Busy);
                await MessageAsync(decoder.Message, stop);
                State.Enter(LinkPhase.Idle);
                break;
            case MllpStep.Broken:
                Refuse("Frame");
                break;
            default:
                break;
        }
    }

    protected override Task<bool> SilenceAsync(CancellationToken stop)
    {
        bool wasBusy = decoder.IsBusy;
        if (wasBusy)
        {
            State.Refused("Silence");
            decoder.Reset();
        }

        return Task.FromResult(wasBusy);
    }

    private async Task MessageAsync(byte[] content, CancellationToken stop)
    {
        Hl7Incoming read;
        try
        {
            read = Hl7Reader.Read(content);
        }
        catch (AnalyserFormatException e)
        {
            Refuse(e.Message);
            await SendAsync(
                Hl7Writer.Acknowledge(
                    Hl7Answer.Error, "", Hl7Reader.ControlIdOf(content), NextId, Parts.Local,
                    "200", e.Message),
                stop);
            return;
        }

        if (read.Acknowledges.Length > 0)
        {
            if (!read.IsAccepted)
            {
                State.Refused("Order");
            }

            return;
        }

        if (read.Content!.Queries.Count > 0)
        {
            await SendAsync(Hl7Writer.QueryAnswer(read, NextId, Parts.Local), stop);
            foreach (AnalyserOrder order in await Parts.OrdersAsync(Instrument, read.Content, State, stop))
            {
                await SendAsync(Hl7Writer.Order(order, NextId, Parts.Local), stop);
            }

            return;
        }

        bool isStored = await Parts.TakeAsync(Instrument, read.Content, content, State, stop);
        await SendAsync(
            Hl7Writer.Acknowledge(
                isStored ? Hl7Answer.Accepted : Hl7Answer.Rejected, read.Kind, read.ControlId,
                NextId, Parts.Local, "207", isStored ? "" : "send again"),
            stop);
    }

    private Task SendAsync(byte[] message, CancellationToken stop) =>
        WriteAsync(MllpDecoder.Frame(message), stop);
}

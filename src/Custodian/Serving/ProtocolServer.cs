using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Serving;

/// <summary>
/// One connection of the protocol: reads frames, lets requests run side by side, writes each answer when it is ready.
/// A malformed frame closes the connection. What all connections together may hold in memory is bounded.
/// </summary>
internal sealed class ProtocolServer(Dispatcher dispatcher) : IDisposable
{
    /// <summary>Requests under way in the whole process.</summary>
    public const int MaxRequests = 2048;

    /// <summary>Requests of more than <see cref="LargeFrameBytes"/> under way in the whole process.</summary>
    public const int MaxLargeRequests = 8;

    /// <summary>From here on a frame is large: a bulk seal or match, not a page.</summary>
    public const int LargeFrameBytes = 64 * 1024;

    private const int MinFrameBytes = Frame.RequestHeaderBytes - sizeof(uint);

    private readonly SemaphoreSlim requests = new(MaxRequests, MaxRequests);
    private readonly SemaphoreSlim largeRequests = new(MaxLargeRequests, MaxLargeRequests);

    /// <summary>How long a large frame may take to come; a connection that needs longer is closed.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Serves a connection until either side closes it.</summary>
    public async Task RunAsync(ConnectionContext context)
    {
        ConnectionState state = new();
        using SemaphoreSlim writing = new(1, 1);
        using SemaphoreSlim inFlight = new(Frame.MaxRequestsInFlight, Frame.MaxRequestsInFlight);

        // A custodian that is asked to stop takes no more requests; those under way end below, then the connection
        // closes.
        CancellationToken closing =
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(
            context.ConnectionClosed, closing);
        CancellationToken stop = ends.Token;
        try
        {
            while (await ReadFrameAsync(context.Transport.Input, stop) is (byte[] frame, int length))
            {
                await inFlight.WaitAsync(stop);
                _ = IsQuick(frame, length)
                    ? ServeAsync(context, state, writing, inFlight, frame, length)
                    : Task.Run(() => ServeAsync(context, state, writing, inFlight, frame, length), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException or IOException)
        {
            // The caller has gone, or the custodian stops; requests that have begun run to their end below.
            await context.Transport.Input.CompleteAsync();
        }

        for (int i = 0; i < Frame.MaxRequestsInFlight; i++)
        {
            await inFlight.WaitAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        requests.Dispose();
        largeRequests.Dispose();
    }

    /// <summary>
    /// Reads one frame without its length into a rented buffer; null at the end, or when it is malformed.
    /// </summary>
    private async Task<(byte[] Frame, int Length)?> ReadFrameAsync(PipeReader input, CancellationToken stop)
    {
        ReadResult head = await input.ReadAtLeastAsync(sizeof(uint), stop);
        if (head.Buffer.Length < sizeof(uint))
        {
            return null;
        }

        uint length = ReadLength(head.Buffer);
        input.AdvanceTo(head.Buffer.GetPosition(sizeof(uint)));
        if (length is < MinFrameBytes or > Frame.MaxLengthBytes)
        {
            return null;
        }

        byte[]? frame = length > LargeFrameBytes
            ? await ReadLargeAsync(input, (int)length, stop)
            : await ReadSmallAsync(input, (int)length, stop);
        return frame is null ? null : (frame, (int)length);
    }

    /// <summary>
    /// A small frame waits for its rest in the connection's own buffer and takes a place only when it is whole: what
    /// is never finished keeps nobody else waiting.
    /// </summary>
    private async Task<byte[]?> ReadSmallAsync(PipeReader input, int length, CancellationToken stop)
    {
        ReadResult body = await input.ReadAtLeastAsync(length, stop);
        if (body.Buffer.Length < length)
        {
            return null;
        }

        await requests.WaitAsync(stop);
        byte[] frame = ArrayPool<byte>.Shared.Rent(length);
        ReadOnlySequence<byte> taken = body.Buffer.Slice(0, length);
        taken.CopyTo(frame);
        input.AdvanceTo(taken.End);
        return frame;
    }

    /// <summary>
    /// A large frame takes one of the few large places before memory, and must come within <see cref="BodyTimeout"/>.
    /// </summary>
    private async Task<byte[]?> ReadLargeAsync(PipeReader input, int length, CancellationToken stop)
    {
        await largeRequests.WaitAsync(stop);
        byte[] frame = ArrayPool<byte>.Shared.Rent(length);
        bool isTaken = false;
        try
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(BodyTimeout);
            if (await FillAsync(input, frame.AsMemory(0, length), patience.Token))
            {
                await requests.WaitAsync(stop);
                isTaken = true;
            }
        }
        finally
        {
            if (!isTaken)
            {
                CryptographicOperations.ZeroMemory(frame.AsSpan(0, length));
                ArrayPool<byte>.Shared.Return(frame);
                largeRequests.Release();
            }
        }

        return isTaken ? frame : null;
    }

    private static async Task<bool> FillAsync(PipeReader input, Memory<byte> rest, CancellationToken stop)
    {
        while (!rest.IsEmpty)
        {
            ReadResult part = await input.ReadAsync(stop);
            ReadOnlySequence<byte> taken = part.Buffer.Slice(0, Math.Min(part.Buffer.Length, rest.Length));
            taken.CopyTo(rest.Span);
            rest = rest[(int)taken.Length..];
            input.AdvanceTo(taken.End);
            if (part.IsCompleted && !rest.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// What every page asks does little before it waits for the writer: done where it is read, it spares a change of threads.
    /// Anything else may compute or read for long, and must not hold up those behind it.
    /// </summary>
    private static bool IsQuick(byte[] frame, int length) =>
        length <= LargeFrameBytes
        && (MessageKind)BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(8))
            is MessageKind.DescribeSession or MessageKind.MakeTokens or MessageKind.OpenEntries;

    private async Task ServeAsync(
        ConnectionContext context, ConnectionState state, SemaphoreSlim writing, SemaphoreSlim inFlight,
        byte[] frame, int length)
    {
        byte[] payload = [];
        try
        {
            if (!TryParse(frame.AsMemory(0, length), out ulong number, out MessageKind kind, out SessionToken? token,
                out ReadOnlyMemory<byte> question))
            {
                context.Abort();
                return;
            }

            (ResponseStatus status, payload) = await dispatcher.AnswerAsync(
                state, kind, token, question, context.ConnectionClosed);
            await WriteAsync(context.Transport.Output, writing, number, status, payload);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException or IOException
            or InvalidOperationException)
        {
            // The answer has nobody to go to; what was decided is in the log.
            context.Abort();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(payload);
            Release(frame, length, length > LargeFrameBytes);
            inFlight.Release();
        }
    }

    private void Release(byte[] frame, int length, bool isLarge)
    {
        CryptographicOperations.ZeroMemory(frame.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(frame);
        if (isLarge)
        {
            largeRequests.Release();
        }

        requests.Release();
    }

    private static bool TryParse(
        ReadOnlyMemory<byte> frame, out ulong number, out MessageKind kind, out SessionToken? token,
        out ReadOnlyMemory<byte> payload)
    {
        ReadOnlySpan<byte> head = frame.Span;
        number = BinaryPrimitives.ReadUInt64LittleEndian(head);
        kind = (MessageKind)BinaryPrimitives.ReadUInt16LittleEndian(head[8..]);
        byte caller = head[10];
        token = null;
        payload = frame[MinFrameBytes..];
        if (caller is Frame.CallerSession or Frame.CallerBackground && payload.Length >= SessionToken.LengthBytes)
        {
            token = SessionToken.From(payload.Span[..SessionToken.LengthBytes]);
            token = caller == Frame.CallerBackground ? token.InBackground() : token;
            payload = payload[SessionToken.LengthBytes..];
            return true;
        }

        return caller == 0;
    }

    private static async Task WriteAsync(
        PipeWriter output, SemaphoreSlim writing, ulong number, ResponseStatus status, byte[] payload)
    {
        await writing.WaitAsync(CancellationToken.None);
        try
        {
            WriteHeader(output.GetSpan(Frame.ResponseHeaderBytes), number, status, payload.Length);
            output.Advance(Frame.ResponseHeaderBytes);
            await output.WriteAsync(payload, CancellationToken.None);
        }
        finally
        {
            writing.Release();
        }
    }

    private static void WriteHeader(Span<byte> header, ulong number, ResponseStatus status, int payloadLength)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(Frame.ResponseHeaderBytes - sizeof(uint) + payloadLength));
        BinaryPrimitives.WriteUInt64LittleEndian(header[4..], number);
        BinaryPrimitives.WriteUInt16LittleEndian(header[12..], (ushort)status);
    }

    private static uint ReadLength(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        buffer.Slice(0, sizeof(uint)).CopyTo(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}

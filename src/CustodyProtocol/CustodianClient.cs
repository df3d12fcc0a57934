using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serment.CustodyProtocol.Framing;

namespace Serment.CustodyProtocol;

/// <summary>
/// One connection to the custodian, shared by any number of concurrent requests, reconnected when it breaks.
/// A request whose connection breaks fails with <see cref="CustodianUnreachableException"/> and is not repeated here:
/// whether it took effect is unknown, and only its author knows what repeating means.
/// </summary>
public sealed class CustodianClient(CustodianEndpoint endpoint) : IAsyncDisposable
{
    private readonly SemaphoreSlim connecting = new(1, 1);
    private Connection? connection;
    private Func<CustodianClient, CancellationToken, Task>? greeting;

    /// <summary>What to do on every new connection before anything else: a machine client proves itself.</summary>
    public void GreetWith(Func<CustodianClient, CancellationToken, Task> greet) => greeting = greet;

    /// <summary>Makes every connection act for a machine client, whose private key stays with the caller.</summary>
    public void ActAs(ActorId client, ECDsa key) =>
        GreetWith(async (custodian, stop) =>
        {
            ClientChallenge challenge = await custodian.AskAsync(
                MessageKind.BeginClient, null, new ClientHello(client),
                CustodyJson.Default.ClientHello, CustodyJson.Default.ClientChallenge, stop);
            byte[] signature = key.SignData([.. "serment-client\0"u8, .. challenge.Challenge], HashAlgorithmName.SHA256);
            await custodian.AskAsync(
                MessageKind.ProveClient, null, new ClientProof(signature),
                CustodyJson.Default.ClientProof, CustodyJson.Default.ClientDescription, stop);
        });

    /// <summary>Sends a JSON message and reads a JSON answer.</summary>
    /// <exception cref="CustodyException">Any other answer than Ok.</exception>
    /// <exception cref="CustodianUnreachableException">No answer.</exception>
    public async Task<TAnswer> AskAsync<TQuestion, TAnswer>(
        MessageKind kind, SessionToken? session, TQuestion question,
        JsonTypeInfo<TQuestion> questionForm, JsonTypeInfo<TAnswer> answerForm, CancellationToken stop)
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(question, questionForm);
        byte[] answer = await SendAsync(kind, session, payload, stop);
        return JsonSerializer.Deserialize(answer, answerForm)
            ?? throw new InvalidDataException("the custodian's answer is empty");
    }

    /// <summary>Opens: decision, spending and log entry come before any key.</summary>
    public async Task<OpenResponse> OpenAsync(OpenRequest request, SessionToken session, CancellationToken stop)
    {
        byte[] payload = new byte[request.LengthBytes];
        request.Write(payload);
        byte[] answer = await SendAsync(MessageKind.OpenEntries, session, payload, stop);
        return OpenResponse.Read(answer, request.PatientCount, request.EntryCount);
    }

    /// <summary>Seals: wraps entry keys and puts the versions in the log.</summary>
    public async Task<SealResponse> SealAsync(SealRequest request, SessionToken? session, CancellationToken stop)
    {
        byte[] payload = ArrayPool<byte>.Shared.Rent(request.LengthBytes);
        try
        {
            request.Write(payload);
            byte[] answer = await SendAsync(
                MessageKind.SealEntries, session, payload.AsMemory(0, request.LengthBytes), stop);
            return SealResponse.Read(answer, request.PatientCount, request.EntryCount);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(payload.AsSpan(0, request.LengthBytes));
            ArrayPool<byte>.Shared.Return(payload);
        }
    }

    /// <summary>Makes blind tokens, in the order of the inputs.</summary>
    public async Task<long[]> MakeTokensAsync(TokenRequest request, SessionToken? session, CancellationToken stop)
    {
        byte[] answer = await SendAsync(MessageKind.MakeTokens, session, request.Payload.ToArray(), stop);
        if (answer.Length != request.Count * sizeof(long))
        {
            throw new InvalidDataException("the custodian's answer does not fit the request");
        }

        long[] tokens = new long[request.Count];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = BinaryPrimitives.ReadInt64LittleEndian(answer.AsSpan(i * sizeof(long)));
        }

        return tokens;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        connecting.Dispose();
    }

    private async Task<byte[]> SendAsync(
        MessageKind kind, SessionToken? session, ReadOnlyMemory<byte> payload, CancellationToken stop)
    {
        bool isGreeting = kind is MessageKind.BeginClient or MessageKind.ProveClient;
        Connection live = isGreeting ? connection! : await ConnectAsync(stop);
        (ResponseStatus status, byte[] answer) = await live.RoundTripAsync(kind, session, payload, stop);
        return status == ResponseStatus.Ok
            ? answer
            : throw new CustodyException(
                status,
                JsonSerializer.Deserialize(answer, CustodyJson.Default.Problem) ?? new Problem("unknown"));
    }

    private async Task<Connection> ConnectAsync(CancellationToken stop)
    {
        if (connection is { IsBroken: false, IsGreeted: true } ready)
        {
            return ready;
        }

        await connecting.WaitAsync(stop);
        try
        {
            if (connection is { IsBroken: false } live)
            {
                return live;
            }

            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            connection = new Connection(await endpoint.ConnectAsync(stop));
            if (greeting is not null)
            {
                await greeting(this, stop);
            }

            connection.IsGreeted = true;
            return connection;
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            throw new CustodianUnreachableException(e);
        }
        finally
        {
            connecting.Release();
        }
    }

    private sealed class Connection : IAsyncDisposable
    {
        private readonly Stream stream;
        private readonly SemaphoreSlim writing = new(1, 1);
        private readonly SemaphoreSlim inFlight = new(Frame.MaxRequestsInFlight, Frame.MaxRequestsInFlight);
        private readonly ConcurrentDictionary<ulong, TaskCompletionSource<(ResponseStatus, byte[])>> waiting = new();
        private readonly Task reading;
        private ulong lastNumber;
        private volatile bool broken;

        public Connection(Stream stream)
        {
            this.stream = stream;
            reading = Task.Run(ReadAsync);
        }

        public bool IsBroken => broken;

        public bool IsGreeted { get; set; }

        public async Task<(ResponseStatus Status, byte[] Answer)> RoundTripAsync(
            MessageKind kind, SessionToken? session, ReadOnlyMemory<byte> payload, CancellationToken stop)
        {
            await inFlight.WaitAsync(stop);
            try
            {
                TaskCompletionSource<(ResponseStatus, byte[])> answer =
                    new(TaskCreationOptions.RunContinuationsAsynchronously);
                ulong number = Interlocked.Increment(ref lastNumber);
                waiting[number] = answer;
                try
                {
                    await WriteAsync(number, kind, session, payload, stop);
                    return await answer.Task.WaitAsync(stop);
                }
                catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
                {
                    broken = true;
                    throw new CustodianUnreachableException(e);
                }
                finally
                {
                    waiting.TryRemove(number, out _);
                }
            }
            finally
            {
                inFlight.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            broken = true;
            await stream.DisposeAsync();
            await reading;
            writing.Dispose();
            inFlight.Dispose();
        }

        private async Task WriteAsync(
            ulong number, MessageKind kind, SessionToken? session, ReadOnlyMemory<byte> payload, CancellationToken stop)
        {
            int length = Frame.RequestHeaderBytes + (session is null ? 0 : SessionToken.LengthBytes) + payload.Length;
            byte[] frame = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(length - 4));
                BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(4), number);
                BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(12), (ushort)kind);
                frame[14] = session is null ? (byte)0
                    : session.IsBackground ? Frame.CallerBackground
                    : Frame.CallerSession;
                session?.Bytes.CopyTo(frame.AsSpan(Frame.RequestHeaderBytes));
                payload.Span.CopyTo(frame.AsSpan(length - payload.Length));
                await writing.WaitAsync(stop);
                try
                {
                    // Not cancellable: half a frame on a shared connection would break everybody's requests.
                    await stream.WriteAsync(frame.AsMemory(0, length), CancellationToken.None);
                    await stream.FlushAsync(CancellationToken.None);
                }
                finally
                {
                    writing.Release();
                }
            }
            finally
            {
                CryptographicOperations.ZeroMemory(frame.AsSpan(0, length));
                ArrayPool<byte>.Shared.Return(frame);
            }
        }

        private async Task ReadAsync()
        {
            Exception? why = null;
            byte[] header = new byte[Frame.ResponseHeaderBytes];
            try
            {
                while (true)
                {
                    await stream.ReadExactlyAsync(header);
                    uint length = BinaryPrimitives.ReadUInt32LittleEndian(header);
                    if (length is < Frame.ResponseHeaderBytes - 4 or > Frame.MaxLengthBytes)
                    {
                        throw new InvalidDataException("a frame of impossible length");
                    }

                    byte[] payload = new byte[length - (Frame.ResponseHeaderBytes - 4)];
                    await stream.ReadExactlyAsync(payload);
                    ulong number = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(4));
                    ResponseStatus status = (ResponseStatus)BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(12));
                    if (waiting.TryRemove(number, out TaskCompletionSource<(ResponseStatus, byte[])>? answer))
                    {
                        answer.TrySetResult((status, payload));
                    }
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidDataException)
            {
                why = e;
            }

            broken = true;
            foreach (TaskCompletionSource<(ResponseStatus, byte[])> answer in waiting.Values)
            {
                answer.TrySetException(new CustodianUnreachableException(why));
            }
        }
    }
}

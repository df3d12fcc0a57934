using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.IntegrationTests.Custodian;

/// <summary>Speaks the protocol byte by byte, as no well-meaning client would.</summary>
internal sealed class RawProtocol : IDisposable
{
    private readonly NetworkStream stream;
    private ulong lastNumber;

    private RawProtocol(NetworkStream stream) => this.stream = stream;

    public static async Task<RawProtocol> ConnectAsync(CustodyBed bed)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(bed.SocketPath));
        return new(new(socket, ownsSocket: true));
    }

    /// <summary>Proves the import client on a new connection and asks one thing.</summary>
    public static async Task<(ResponseStatus Status, byte[] Answer)> AskAsClientAsync(
        CustodyBed bed, MessageKind kind, byte[] payload)
    {
        using RawProtocol raw = await ConnectAsync(bed);
        (_, byte[] answer) = await raw.AskAsync(
            MessageKind.BeginClient, 0,
            JsonSerializer.SerializeToUtf8Bytes(new(bed.Site.ImportClient.Client), CustodyJson.Default.ClientHello));
        ClientChallenge challenge = JsonSerializer.Deserialize(answer, CustodyJson.Default.ClientChallenge)!;
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(bed.Site.ImportClient.PrivateKeyPem);
        byte[] signature = key.SignData([.. "serment-client\0"u8, .. challenge.Challenge], HashAlgorithmName.SHA256);
        (ResponseStatus proven, _) = await raw.AskAsync(
            MessageKind.ProveClient, 0,
            JsonSerializer.SerializeToUtf8Bytes(new(signature), CustodyJson.Default.ClientProof));
        Assert.Equal(ResponseStatus.Ok, proven);
        return await raw.AskAsync(kind, 0, payload);
    }

    public async Task<(ResponseStatus Status, byte[] Answer)> AskAsync(MessageKind kind, byte caller, byte[] payload)
    {
        byte[] frame = new byte[Frame.RequestHeaderBytes + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - 4));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(4), ++lastNumber);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(12), (ushort)kind);
        frame[14] = caller;
        payload.CopyTo(frame, Frame.RequestHeaderBytes);
        await SendAsync(frame);
        byte[] header = new byte[Frame.ResponseHeaderBytes];
        await stream.ReadExactlyAsync(header);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt32LittleEndian(header) - (Frame.ResponseHeaderBytes - 4)];
        await stream.ReadExactlyAsync(answer);
        return ((ResponseStatus)BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(12)), answer);
    }

    public Task SendAsync(byte[] bytes) => stream.WriteAsync(bytes).AsTask();

    /// <summary>Whether the custodian has closed the connection.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await stream.ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => stream.Dispose();
}

using System.Buffers.Binary;
using System.Net.Sockets;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Harness;

namespace Serment.AttackSimulations.Means;

/// <summary>The protocol byte by byte, as whoever owns the web server can speak it.</summary>
internal sealed class Wire : IDisposable
{
    private readonly NetworkStream stream;
    private ulong lastNumber;

    private Wire(NetworkStream stream) => this.stream = stream;

    public static async Task<Wire> ConnectAsync(RunningSerment serment)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(serment.Endpoint.SocketPath!));
        return new(new(socket, ownsSocket: true));
    }

    /// <summary>The bytes of one request.</summary>
    public byte[] FrameOf(MessageKind kind, SessionToken? token, ReadOnlySpan<byte> payload)
    {
        int tokenBytes = token is null ? 0 : SessionToken.LengthBytes;
        byte[] frame = new byte[Frame.RequestHeaderBytes + tokenBytes + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - 4));
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(4), ++lastNumber);
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(12), (ushort)kind);
        frame[14] = token is null ? (byte)0 : Frame.CallerSession;
        token?.Bytes.CopyTo(frame.AsSpan(Frame.RequestHeaderBytes));
        payload.CopyTo(frame.AsSpan(Frame.RequestHeaderBytes + tokenBytes));
        return frame;
    }

    /// <summary>Asks and reads the answer.</summary>
    public Task<(ResponseStatus Status, byte[] Answer)> AskAsync(MessageKind kind, SessionToken? token,
        byte[] payload) =>
        SendAsync(FrameOf(kind, token, payload));

    /// <summary>Sends recorded bytes and reads the answer.</summary>
    public async Task<(ResponseStatus Status, byte[] Answer)> SendAsync(byte[] frame)
    {
        await stream.WriteAsync(frame);
        byte[] header = new byte[Frame.ResponseHeaderBytes];
        await stream.ReadExactlyAsync(header);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt32LittleEndian(header) - (Frame.ResponseHeaderBytes - 4)];
        await stream.ReadExactlyAsync(answer);
        return ((ResponseStatus)BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(12)), answer);
    }

    public void Dispose() => stream.Dispose();
}

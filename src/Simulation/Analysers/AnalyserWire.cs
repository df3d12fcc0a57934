using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Serment.Simulation.Analysers;

/// <summary>The other side does not answer as it should.</summary>
public sealed class AnalyserWireException(string message) : Exception(message);

/// <summary>
/// The instrument's end of a connection, written apart from the product's own reading of the norms: ASTM frames with
/// their answers, or MLLP.
/// </summary>
public sealed class AnalyserWire : IAsyncDisposable
{
    private const byte Stx = 2, Etx = 3, Eot = 4, Enq = 5, Ack = 6, Nak = 21;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient connection;
    private readonly NetworkStream stream;

    private AnalyserWire(TcpClient connection)
    {
        this.connection = connection;
        stream = connection.GetStream();
    }

    /// <summary>Connects to where the laboratory's system listens.</summary>
    public static async Task<AnalyserWire> ConnectAsync(string host, int port, CancellationToken stop)
    {
        TcpClient made = new() { NoDelay = true };
        await made.ConnectAsync(host, port, stop);
        return new(made);
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) =>
        await stream.WriteAsync(bytes, stop);

    /// <summary>Sends an ASTM message, each record a frame of its own; true where all of it was acknowledged.</summary>
    /// <param name="records">Records without their CR.</param>
    /// <param name="spoil">Sends the last frame once with a wrong checksum first.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<bool> SendAstmAsync(IReadOnlyList<string> records, bool spoil, CancellationToken stop)
    {
        await SendRawAsync(new[] { Enq }, stop);
        if (await ReadAsync(stop) != Ack)
        {
            return false;
        }

        for (int i = 0; i < records.Count; i++)
        {
            byte[] frame = Frame((i + 1) % 8, records[i]);
            if (spoil && i == records.Count - 1)
            {
                byte[] wrong = [.. frame];
                wrong[^3] = wrong[^3] == (byte)'0' ? (byte)'1' : (byte)'0';
                await SendRawAsync(wrong, stop);
                if (await ReadAsync(stop) != Nak)
                {
                    throw new AnalyserWireException("a wrong checksum was not refused");
                }
            }

            await SendRawAsync(frame, stop);
            if (await ReadAsync(stop) != Ack)
            {
                await SendRawAsync(new[] { Eot }, stop);
                return false;
            }
        }

        await SendRawAsync(new[] { Eot }, stop);
        return true;
    }

    /// <summary>Waits for a message of the laboratory's system and acknowledges it.</summary>
    public async Task<string> ReceiveAstmAsync(CancellationToken stop)
    {
        while (await ReadAsync(stop) != Enq)
        {
            // What lies between messages means nothing.
        }

        await SendRawAsync(new[] { Ack }, stop);
        StringBuilder message = new();
        for (byte one = await ReadAsync(stop); one != Eot; one = await ReadAsync(stop))
        {
            if (one != Stx)
            {
                continue;
            }

            await ReadAsync(stop);
            for (one = await ReadAsync(stop); one is not (Etx or 23); one = await ReadAsync(stop))
            {
                message.Append((char)one);
            }

            for (int i = 0; i < 4; i++)
            {
                await ReadAsync(stop);
            }

            await SendRawAsync(new[] { Ack }, stop);
        }

        return message.ToString();
    }

    /// <summary>Sends an HL7 message in its frame.</summary>
    public Task SendHl7Async(string message, CancellationToken stop) =>
        SendRawAsync((byte[])[0x0B, .. Encoding.UTF8.GetBytes(message), 0x1C, 0x0D], stop);

    /// <summary>Waits for an HL7 message.</summary>
    public async Task<string> ReceiveHl7Async(CancellationToken stop)
    {
        while (await ReadAsync(stop) != 0x0B)
        {
            // What lies between messages means nothing.
        }

        List<byte> message = [];
        for (byte one = await ReadAsync(stop); one != 0x1C; one = await ReadAsync(stop))
        {
            message.Add(one);
        }

        await ReadAsync(stop);
        return Encoding.UTF8.GetString([.. message]);
    }

    /// <summary>A frame of ASTM E1381.</summary>
    public static byte[] Frame(int number, string record)
    {
        byte[] text = Encoding.Latin1.GetBytes($"{number.ToString(CultureInfo.InvariantCulture)}{record}\r\u0003");
        int sum = text.Sum(one => one) % 256;
        return [Stx, .. text, .. Encoding.ASCII.GetBytes(sum.ToString("X2", CultureInfo.InvariantCulture)), 13, 10];
    }

    /// <summary>Reads a byte.</summary>
    /// <exception cref="AnalyserWireException">The other side has ended or is silent.</exception>
    public async Task<byte> ReadAsync(CancellationToken stop)
    {
        byte[] one = new byte[1];
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            return await stream.ReadAsync(one, patience.Token) == 1
                ? one[0]
                : throw new AnalyserWireException("the other side has ended");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new AnalyserWireException("the other side is silent");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        connection.Dispose();
    }
}

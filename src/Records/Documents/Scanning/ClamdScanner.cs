using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serment.Records.Documents.Scanning;

/// <summary>
/// Asks a running clamd by its INSTREAM command (clamd(8)): <c>zINSTREAM\0</c>, then each part as its length in four
/// bytes, big-endian, and its bytes, then a length of zero; the answer is one line that ends in a zero byte. Nothing
/// touches a disk on the way.
/// </summary>
public sealed class ClamdScanner(ClamdAddress? address, TimeSpan? patience = null)
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(60);

    /// <summary>Whether one is configured.</summary>
    public bool IsConfigured => address is not null;

    /// <summary>Begins to scan one file. A scanner that is away is told by the verdict, never by an exception.</summary>
    public async Task<ClamdScan> BeginAsync(CancellationToken stop)
    {
        if (address is null)
        {
            return new(null, ScanVerdict.NotConfigured, TimeSpan.Zero);
        }

        EndPoint place = address.Socket is { } path ? new UnixDomainSocketEndPoint(path) : address.Port!;
        Socket socket = new(
            place.AddressFamily, SocketType.Stream,
            address.Socket is null ? ProtocolType.Tcp : ProtocolType.Unspecified);
        ClamdScan scan = new(socket, ScanVerdict.NoAnswer, patience ?? DefaultPatience);
        await scan.ConnectAsync(place, stop);
        return scan;
    }
}

/// <summary>One file being scanned, part by part.</summary>
public sealed class ClamdScan : IAsyncDisposable
{
    private const int MaxAnswerBytes = 4096;

    private readonly TimeSpan patience;
    private readonly ScanVerdict without;
    private Socket? socket;
    private bool hasStopped;

    internal ClamdScan(Socket? socket, ScanVerdict without, TimeSpan patience)
    {
        this.socket = socket;
        this.without = without;
        this.patience = patience;
    }

    /// <summary>Sends the next part; a scanner that has gone away is noticed at the end.</summary>
    public Task FeedAsync(ReadOnlyMemory<byte> part, CancellationToken stop) =>
        part.IsEmpty || socket is null ? Task.CompletedTask : TryAsync(waiting => SendPartAsync(part, waiting), stop);

    /// <summary>The whole file is sent: what the scanner says.</summary>
    public async Task<ScanVerdict> EndAsync(CancellationToken stop)
    {
        string answer = "";
        Socket? asked = socket;
        if (asked is not null)
        {
            // Whoever stops reading early has answered already: too large, or found.
            await TryAsync(waiting => SendAsync(asked, new byte[sizeof(int)], waiting), stop, keeps: true);
            await TryAsync(async waiting => answer = await ReadAnswerAsync(asked, waiting), stop, keeps: true);
        }

        return asked is null ? without : Understand(answer);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket?.Dispose();
        socket = null;
        return ValueTask.CompletedTask;
    }

    internal Task ConnectAsync(EndPoint place, CancellationToken stop) =>
        TryAsync(
            async waiting =>
            {
                await socket!.ConnectAsync(place, waiting);
                await SendAsync(socket, "zINSTREAM\0"u8.ToArray(), waiting);
            },
            stop);

    /// <summary>Reads <c>stream: OK</c>, <c>stream: Name FOUND</c> or an error.</summary>
    internal static ScanVerdict Understand(string answer) =>
        answer is "stream: OK" ? ScanVerdict.Clean
        : answer.EndsWith(" FOUND", StringComparison.Ordinal) ? ScanVerdict.Infected
        : answer.Contains("size limit exceeded", StringComparison.OrdinalIgnoreCase) ? ScanVerdict.TooLarge
        : ScanVerdict.NoAnswer;

    private async Task SendPartAsync(ReadOnlyMemory<byte> part, CancellationToken stop)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        Socket to = socket!;
        try
        {
            await SendAsync(to, length, stop);
            await SendAsync(to, part, stop);
        }
        catch (SocketException)
        {
            // The answer may have come before the end of the file; it is read when the file has ended.
            hasStopped = true;
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        for (int sent = 0; sent < bytes.Length && !hasStopped;)
        {
            sent += await to.SendAsync(bytes[sent..], SocketFlags.None, stop);
        }
    }

    private static async Task<string> ReadAnswerAsync(Socket from, CancellationToken stop)
    {
        byte[] answer = new byte[MaxAnswerBytes];
        int length = 0;
        while (length < answer.Length)
        {
            int read = await from.ReceiveAsync(answer.AsMemory(length), SocketFlags.None, stop);
            length += read;
            if (read == 0 || answer.AsSpan(0, length).Contains((byte)0))
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(answer.AsSpan(0, length)).TrimEnd('\0', '\n');
    }

    // A scanner's trouble is not the upload's: it is noted, and the document says that it was not scanned.
    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken stop, bool keeps = false)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        waiting.CancelAfter(patience);
        try
        {
            await act(waiting.Token);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            GiveUp(keeps);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            GiveUp(keeps);
        }
    }

    private void GiveUp(bool keeps)
    {
        hasStopped = true;
        if (!keeps)
        {
            socket?.Dispose();
            socket = null;
        }
    }
}

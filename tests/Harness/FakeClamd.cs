using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serment.Harness;

/// <summary>
/// A virus scanner of the tests' own, which speaks clamd's INSTREAM: it finds the test virus of eicar.org, accepts so
/// many bytes, and may stay silent.
/// </summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;
    private readonly int maxBytes;
    private readonly bool isSilent;

    public FakeClamd(int maxBytes = int.MaxValue, bool isSilent = false)
    {
        this.maxBytes = maxBytes;
        this.isSilent = isSilent;
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>As the settings name it.</summary>
    public string Address => $"tcp://{listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await serving;
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(AnswerAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                byte[] command = new byte["zINSTREAM\0".Length];
                await stream.ReadExactlyAsync(command, stopping.Token);
                Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(command));
                string answer = await ScanAsync(stream);
                if (isSilent)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, stopping.Token);
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\0"), stopping.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                client.Close();
            }
        }
    }

    private async Task<string> ScanAsync(NetworkStream stream)
    {
        using MemoryStream file = new();
        byte[] size = new byte[sizeof(int)];
        while (true)
        {
            await stream.ReadExactlyAsync(size, stopping.Token);
            int length = BinaryPrimitives.ReadInt32BigEndian(size);
            if (length == 0)
            {
                return file.GetBuffer().AsSpan(0, (int)file.Length)
                    .IndexOf(Encoding.ASCII.GetBytes(SampleFiles.Eicar)) >= 0
                        ? "stream: Eicar-Test-Signature FOUND"
                        : "stream: OK";
            }

            if (file.Length + length > maxBytes)
            {
                return "INSTREAM size limit exceeded. ERROR";
            }

            byte[] part = new byte[length];
            await stream.ReadExactlyAsync(part, stopping.Token);
            file.Write(part);
        }
    }
}

using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>
/// Keeps the links of all instruments as the configuration says: one listener or one connection each, apart from all
/// others, so that what one instrument does harms no other link and no page.
/// </summary>
internal sealed class InstrumentLinks(
    InstrumentRows rows, LaboratoryClient client, ReceiveResults receive, TubeOrders orders, LinkLimits limits,
    TimeProvider clock, ILogger<InstrumentLinks> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(short Site, int Id), Running> links = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<TaskCompletionSource> asks = new();
    private readonly SemaphoreSlim asked = new(0);

    /// <summary>The state of an instrument's link; null where none is up.</summary>
    public LinkState? StateOf(short site, int id) => links.TryGetValue((site, id), out Running? one) ? one.State : null;

    /// <summary>The port that an instrument's link listens on; null while it does not.</summary>
    public int? PortOf(short site, int id) => links.TryGetValue((site, id), out Running? one) ? one.Port : null;

    /// <summary>Takes a changed configuration over now; returns when it counts, or when it takes too long.</summary>
    public async Task ApplyAsync(CancellationToken stop)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        asks.Enqueue(done);
        asked.Release();
        await Task.WhenAny(done.Task, Task.Delay(Patience, stop));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                TaskCompletionSource[] waiting = [.. Asked()];
                await LookAsync(stoppingToken);
                foreach (TaskCompletionSource one in waiting)
                {
                    one.SetResult();
                }

                await asked.WaitAsync(Look, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }

        foreach (Running one in links.Values)
        {
            await one.EndAsync();
        }
    }

    private IEnumerable<TaskCompletionSource> Asked()
    {
        while (asks.TryDequeue(out TaskCompletionSource? one))
        {
            yield return one;
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            Dictionary<(short, int), Instrument> wanted = [];
            foreach (short site in await client.SitesAsync(stop))
            {
                foreach (Instrument one in await rows.ListAsync(site, stop))
                {
                    if (one is { IsActive: true, Link.IsEnabled: true })
                    {
                        wanted[(site, one.Id)] = one;
                    }
                }
            }

            foreach (((short, int) key, Running one) in links)
            {
                if (!wanted.TryGetValue(key, out Instrument? instrument) || instrument.Version != one.Instrument.Version)
                {
                    links.TryRemove(key, out _);
                    await one.EndAsync();
                }
            }

            foreach (((short, int) key, Instrument instrument) in wanted)
            {
                if (!links.ContainsKey(key))
                {
                    links[key] = new(instrument, new(receive, orders, limits, clock, log), stop);
                }
            }
        }
        catch (Exception e) when (e is DbException or CustodianUnreachableException or CustodyException
            or LaboratoryClientException or IOException)
        {
            log.LogWarning("the instruments' links could not be looked at: {Kind}", e.GetType().Name);
        }
    }

    /// <summary>One link while it is up.</summary>
    private sealed class Running
    {
        private readonly CancellationTokenSource ending;
        private readonly LinkParts parts;
        private readonly Task working;
        private readonly ConcurrentDictionary<int, Task> sessions = new();
        private long refusedUntil;
        private int last;

        public Running(Instrument instrument, LinkParts parts, CancellationToken stop)
        {
            Instrument = instrument;
            this.parts = parts;
            State = new(parts.Clock);
            ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
            working = Task.Run(
                () => instrument.Link!.Mode == LinkMode.Listens ? ListenAsync() : ConnectAsync(), CancellationToken.None);
        }

        public Instrument Instrument { get; }

        public LinkState State { get; }

        public int? Port { get; private set; }

        public async Task EndAsync()
        {
            await ending.CancelAsync();
            await working;
            await Task.WhenAll(sessions.Values);
            ending.Dispose();
        }

        private async Task ListenAsync()
        {
            InstrumentLink link = Instrument.Link!;
            while (!ending.IsCancellationRequested)
            {
                try
                {
                    using TcpListener listener = new(IPAddress.Parse(link.Address), link.Port);
                    listener.Start(parts.Limits.MaxConnections);
                    Port = ((IPEndPoint)listener.LocalEndpoint).Port;
                    State.Enter(LinkPhase.Waiting);
                    while (true)
                    {
                        Admit(await listener.AcceptTcpClientAsync(ending.Token));
                    }
                }
                catch (Exception e) when (e is SocketException or FormatException)
                {
                    State.Alarm(LinkAlarm.NoPort);
                    await PauseAsync();
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                finally
                {
                    Port = null;
                }
            }
        }

        private void Admit(TcpClient connection)
        {
            string? from = (connection.Client.RemoteEndPoint as IPEndPoint)?.Address.MapToIPv4().ToString();
            LinkAlarm alarm = from is null || !Instrument.Link!.AllowedAddresses.Contains(from, StringComparer.Ordinal)
                ? LinkAlarm.Stranger
                : IsRefused ? LinkAlarm.Broken
                : sessions.Count >= parts.Limits.MaxConnections ? LinkAlarm.TooMany
                : LinkAlarm.None;
            if (alarm != LinkAlarm.None)
            {
                State.Alarm(alarm);
                connection.Dispose();
                return;
            }

            int number = ++last;
            TaskCompletionSource entered = new();
            sessions[number] = Task.Run(async () =>
            {
                await entered.Task;
                await ServeAsync(connection);
                sessions.TryRemove(number, out _);
            });
            entered.SetResult();
        }

        private async Task ConnectAsync()
        {
            InstrumentLink link = Instrument.Link!;
            State.Enter(LinkPhase.Waiting);
            while (!ending.IsCancellationRequested)
            {
                TcpClient connection = new();
                try
                {
                    await connection.ConnectAsync(link.Address, link.Port, ending.Token);
                    await ServeAsync(connection);
                }
                catch (SocketException)
                {
                    State.Alarm(LinkAlarm.NoPort);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                finally
                {
                    connection.Dispose();
                }

                await PauseAsync();
            }
        }

        private async Task ServeAsync(TcpClient connection)
        {
            State.Connected();
            try
            {
                using (connection)
                {
                    connection.NoDelay = true;
                    NetworkStream stream = connection.GetStream();
                    LinkSession session = Instrument.Link!.Protocol == LinkProtocol.Astm
                        ? new AstmSession(stream, Instrument, State, parts)
                        : new Hl7Session(stream, Instrument, State, parts);
                    if (await session.RunAsync(ending.Token))
                    {
                        Interlocked.Exchange(
                            ref refusedUntil, (parts.Clock.GetUtcNow() + parts.Limits.Refused).ToUnixTimeMilliseconds());
                    }
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException
                or ObjectDisposedException)
            {
                // The other side is gone, or the link is switched off: whatever was not acknowledged comes again.
            }
            catch (Exception e)
            {
                // Nothing that one instrument sends may end another's link.
                parts.Log.LogError("link of instrument {Instrument} failed: {Kind}", Instrument.Id, e.GetType().Name);
                State.Alarm(LinkAlarm.Broken);
            }
            finally
            {
                State.Disconnected();
                if (IsRefused)
                {
                    State.Enter(LinkPhase.Refused);
                }
            }
        }

        private bool IsRefused =>
            parts.Clock.GetUtcNow().ToUnixTimeMilliseconds() < Interlocked.Read(ref refusedUntil);

        private async Task PauseAsync()
        {
            try
            {
                await Task.Delay(parts.Limits.Reconnect, parts.Clock, ending.Token);
            }
            catch (OperationCanceledException)
            {
                // Switched off meanwhile.
            }
        }
    }
}

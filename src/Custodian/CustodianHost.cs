using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serment.Custodian.Budgets;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.Pages;
using Serment.Custodian.Relationships;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol.Framing;
using Serment.Database;

namespace Serment.Custodian;

/// <summary>A running custodian: the protocol on its socket or mutual TLS listener, and its own pages.</summary>
public sealed class CustodianHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ProtocolServer server;
    private readonly FileStream folderLock;

    private CustodianHost(WebApplication app, CustodyCore core, ProtocolServer server, FileStream folderLock)
    {
        this.app = app;
        Core = core;
        this.server = server;
        this.folderLock = folderLock;
    }

    internal CustodyCore Core { get; }

    /// <summary>Starts everything; the custodian answers when the task completes.</summary>
    /// <exception cref="RootKeyException">Passphrase, root key file and database do not fit together.</exception>
    /// <exception cref="NewerDatabaseException">A later Serment has written the custody database.</exception>
    /// <exception cref="CustodianStartException">The folder is in use, or an address cannot be had.</exception>
    public static async Task<CustodianHost> StartAsync(
        CustodianOptions options, TimeProvider clock, CancellationToken stop)
    {
        FileStream held = FolderLock.Take(options.DataFolder);
        try
        {
            (WebApplication web, CustodyCore core, ProtocolServer protocol) = await ComposeAsync(options, clock, stop);
            await BindAsync(web, stop);
            if (options.TlsListener is null && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(options.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return new(web, core, protocol, held);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the process is asked to stop.</summary>
    public Task WaitAsync() => app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await Core.RefusedMessages.FlushAsync(all: true);
        await Core.Writer.DisposeAsync();
        HeadFile.Write(Core.Options.HeadPath, Core.Keys, Core.Log.Head);
        Core.Readers.Dispose();
        Core.Keys.Dispose();
        server.Dispose();
        await Core.Database.DisposeAsync();
        await folderLock.DisposeAsync();
    }

    private static async Task BindAsync(WebApplication web, CancellationToken stop)
    {
        try
        {
            await web.StartAsync(stop);
        }
        catch (IOException e)
        {
            throw new CustodianStartException($"The custodian cannot listen: {e.Message}");
        }
    }

    private static async Task<(WebApplication App, CustodyCore Core, ProtocolServer Server)> ComposeAsync(
        CustodianOptions options, TimeProvider clock, CancellationToken stop)
    {
        // Only the options count: no setting may come from a file or variable of the surroundings. And nobody watches
        // for such files: a watcher would wake at every write to a database beside them.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        ILogger logger = LoggerFactory.Create(logging => logging.AddJsonConsole()).CreateLogger("custodian");
        CustodyCore core = await CustodyCore.OpenAsync(options, clock, logger, stop);
        Handlers handlers = new();
        CoreHandlers.AddTo(handlers, core);
        EvidenceParts evidence = new(core);
        evidence.AddTo(handlers, core);
        builder.Services.AddHostedService(_ => new UpkeepService(evidence.Upkeep, core.RefusedMessages));
        builder.Services.AddHostedService(_ => new HeadKeeper(options.HeadPath, core.Keys, core.Log, logger));
        ProtocolServer protocol = new(new(core, handlers, logger));

        // A question is answered in microseconds: handing it from thread to thread would cost more than answering it.
        // The socket's own completions still come on the thread pool, so that an answer which waits holds up nobody.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, protocol));
        WebApplication web = builder.Build();
        CustodianPages.AddTo(web, evidence, core);
        return (web, core, protocol);
    }

    private static void Listen(KestrelServerOptions kestrel, CustodianOptions options, ProtocolServer protocol)
    {
        kestrel.AddServerHeader = false;
        if (options.TlsListener is CustodianEndpoint tls)
        {
            kestrel.Listen(IPAddress.Parse(tls.Host!), tls.Port, listener =>
            {
                listener.UseHttps(MutualTls(tls));
                listener.Run(protocol.RunAsync);
            });
        }
        else
        {
            FolderLock.RemoveStaleSocket(options.Socket);
            kestrel.ListenUnixSocket(options.Socket, listener => listener.Run(protocol.RunAsync));
        }

        if (options.PagesAddress is string address)
        {
            Uri uri = new(address);
            Action<ListenOptions> protect = listener => ProtectPages(listener, uri, options);
            if (IPAddress.TryParse(uri.Host, out IPAddress? ip))
            {
                kestrel.Listen(ip, uri.Port, protect);
            }
            else
            {
                kestrel.ListenLocalhost(uri.Port, protect);
            }
        }
    }

    private static void ProtectPages(ListenOptions listener, Uri address, CustodianOptions options)
    {
        if (!string.Equals(address.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
        {
            return;
        }

        string path = options.PagesCertificatePath
            ?? throw new CustodianStartException("Pages on https want a certificate: set its PEM file.");
        listener.UseHttps(X509Certificate2.CreateFromPemFile(path));
    }

    private sealed class UpkeepService(SessionUpkeep upkeep, RefusedMessages refused) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            upkeep.RunAsync(() => refused.FlushAsync(all: false), stoppingToken);
    }

    /// <summary>Each side trusts one authority, and nobody else's roots.</summary>
    private static HttpsConnectionAdapterOptions MutualTls(CustodianEndpoint tls)
    {
        X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(tls.AuthorityPath!);
        return new()
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(tls.CertificatePath!),
            SslProtocols = System.Security.Authentication.SslProtocols.Tls13,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) =>
            {
                using X509Chain chain = new();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.Add(authority);
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                return chain.Build(certificate);
            },
        };
    }
}

/// <summary>The custodian cannot start; the message is for the person at the console.</summary>
public sealed class CustodianStartException(string message) : Exception(message);

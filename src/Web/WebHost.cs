using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Records.CarePlans;
using Serment.Records.Charts;
using Serment.Records.Coverages;
using Serment.Records.Coverages.HealthCards;
using Serment.Records.Documents;
using Serment.Records.Documents.Copies;
using Serment.Records.Documents.Letters;
using Serment.Records.Documents.Scanning;
using Serment.Records.Encounters;
using Serment.Records.Downtime;
using Serment.Records.Entries;
using Serment.Records.Handovers;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Statistics;
using Serment.Records.Locations;
using Serment.Records.Notes;
using Serment.Records.Patients;
using Serment.Records.Patients.Lookup;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Medications;
using Serment.Records.Practitioners;
using Serment.Records.Storage;
using Serment.Web.Appointments;
using Serment.Web.Documents;
using Serment.Web.Laboratory.Instruments;
using Serment.Web.Laboratory.Bench;
using Serment.Web.Laboratory.Specimens;
using Serment.Web.Laboratory.Validation;
using Serment.Web.Laboratory.QualityControl;
using Serment.Web.Laboratory.Catalogue;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web;

/// <summary>The web server: pages for people. It shows what the custodian releases and keeps nothing of it.</summary>
public sealed class WebHost : IAsyncDisposable
{
    private const int MaxFields = 400;
    private readonly WebApplication app;

    private WebHost(WebApplication app) => this.app = app;

    /// <summary>The origin that browsers see.</summary>
    public string Origin => app.Services.GetRequiredService<WebContext>().Origin;

    /// <summary>Every endpoint, for the tests and the document that list them.</summary>
    internal IReadOnlyList<Endpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Brings the main database up to date and listens.</summary>
    /// <exception cref="NewerDatabaseException">A later version wrote the database.</exception>
    public static async Task<WebHost> StartAsync(WebOptions options, CancellationToken stop)
    {
        WebApplication built = Build(options);
        await MainDatabase.MigrateAsync(built.Services.GetRequiredService<DatabaseLocation>(), options.Clock, stop);
        await built.StartAsync(stop);
        WebContext web = built.Services.GetRequiredService<WebContext>();
        if (web.Origin.Length == 0)
        {
            web.Origin = FirstOriginOf(built);
        }

        return new(built);
    }

    /// <summary>Waits until the process is asked to stop, or <paramref name="stop"/>.</summary>
    public Task WaitForShutdownAsync(CancellationToken stop) => app.WaitForShutdownAsync(stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    internal static WebApplication Build(WebOptions options)
    {
        // Only the options count: no setting may come from a file or variable of the surroundings, and nobody watches
        // for such files.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Gate.MaxFormBytes;
            if (options.CertificatePath is not null)
            {
                kestrel.ConfigureHttpsDefaults(https =>
                    https.ServerCertificate = X509Certificate2.CreateFromPemFile(options.CertificatePath));
            }
        });
        AddLog(builder.Logging, options);
        AddServices(builder.Services, options);
        WebApplication built = builder.Build();
        built.UseResponseCompression();
        built.UseMiddleware<Failures>();
        built.UseRouting();
        built.UseMiddleware<Gate>();
        Routes.Map(built);
        return built;
    }

    private static void AddServices(IServiceCollection services, WebOptions options)
    {
        services.AddSingleton(new WebContext(options));
        services.AddSingleton(_ => DatabaseLocation.Parse(options.MainDatabase));
        services.AddSingleton(_ => new CustodianClient(options.Custodian));
        services.AddSingleton<RecordDoor>();
        services.AddSingleton<NumberSpaces>();
        services.AddSingleton<FindPatients>();
        services.AddSingleton<OpenIdentity>();
        services.AddSingleton<AssessDuplicates>();
        services.AddSingleton<RegisterPatient>();
        services.AddSingleton<CorrectPatient>();
        services.AddSingleton<ChangeIdentityStanding>();
        services.AddSingleton<ListIdentityHistory>();
        services.AddSingleton<LinkRecords>();
        services.AddSingleton<OpenChart>();
        services.AddSingleton<OpenSection>();
        services.AddSingleton<SaveEntries>();
        services.AddSingleton(_ => new ClamdScanner(ClamdAddress.Parse(options.Clamd)));
        services.AddSingleton<StoreDocument>();
        services.AddSingleton<SweepUploads>();
        services.AddHostedService<UploadSweeper>();
        services.AddSingleton<OpenDocument>();
        services.AddSingleton(new LetterTemplates(options.LetterTemplatesPath));
        services.AddSingleton<WriteLetter>();
        services.AddSingleton<CopyRecord>();
        services.AddSingleton<SaveCoverage>();
        if (options.HealthCardsPath is { } cards)
        {
            services.AddSingleton<IHealthCardReader>(new FileHealthCardReader(cards));
        }

        services.AddSingleton<WithdrawDocument>();
        services.AddSingleton<UploadSlots>();
        services.AddSingleton<SaveItem>();
        services.AddSingleton<ExpectedList>();
        services.AddSingleton<CountWaiting>();
        services.AddSingleton<ReadStatistics>();
        services.AddSingleton<CountExpected>();
        services.AddSingleton<ReadAgendas>();
        services.AddSingleton<SaveAgendas>();
        services.AddSingleton<ReadAgenda>();
        services.AddSingleton<BookAppointment>();
        services.AddSingleton<MoveAppointment>();
        services.AddSingleton<FindSlots>();
        services.AddSingleton<WaitingList>();
        services.AddSingleton<AppointmentPages>();
        services.AddSingleton<CancelSeries>();
        services.AddSingleton<ListDisplaced>();
        services.AddSingleton<FreedSlots>();
        services.AddSingleton<HitForm>();
        services.AddSingleton<BookDesk>();
        services.AddSingleton<ChangeAppointment>();
        services.AddSingleton<ChangeStay>();
        services.AddSingleton<BoardRows>();
        services.AddSingleton<OpenBoard>();
        services.AddSingleton<TriagePatient>();
        services.AddSingleton<ListBeds>();
        services.AddSingleton<ChangeBeds>();
        services.AddSingleton<ListImports>();
        AddLaboratory(services, options);
        services.AddSingleton<Laboratories>();
        services.AddSingleton<PlaceOrder>();
        services.AddSingleton<ChangeOrder>();
        BenchServices.Add(services);
        SpecimenServices.Add(services);
        ValidationServices.Add(services);
        services.AddSingleton<DraftReport>();
        services.AddSingleton<IssueReport>();
        services.AddSingleton<OpenReport>();
        services.AddSingleton<RecordDelivery>();
        services.AddSingleton<MakeDowntimePack>();
        services.AddSingleton<ReadPractice>();
        services.AddSingleton<Catalogues>();
        AddQualityControl(services);
        services.AddSingleton<ChangeCatalogue>();
        services.AddSingleton<CatalogueEditing>();
        services.AddSingleton<ChangeLines>();
        services.AddSingleton<SignPrescription>();
        services.AddSingleton<StandingOrders>();
        services.AddSingleton<RecordAdministration>();
        services.AddSingleton<ExtendPlan>();
        services.AddSingleton<CorrectAdministration>();
        services.AddSingleton<RoundList>();
        services.AddSingleton<SavePractice>();
        AddNotes(services);
        services.AddSingleton(parts => new KeepCheckpoint(
            parts.GetRequiredService<CustodianClient>(), parts.GetRequiredService<DatabaseLocation>(), options.Clock,
            options.LogKey));
        services.AddHostedService<CheckpointKeeper>();
        services.AddSingleton(options.Clock);
        services.AddSingleton<TextCatalog>();
        services.AddSingleton<Assets>();
        services.AddSingleton<SecurityHeaders>();
        services.AddSingleton<ReadableAddresses>();
        services.AddScoped<Visitor>();

        // Over https too: nobody elsewhere can make a browser ask with its cookie, and forms' proofs are masked.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml", "text/plain"];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(form =>
        {
            form.ValueCountLimit = MaxFields;
            form.BufferBodyLengthLimit = Gate.MaxFormBytes;
            form.ValueLengthLimit = Gate.MaxFormBytes;

            // Above the limit of a body, so that a form never reaches a temporary file.
            form.MemoryBufferThreshold = Gate.MaxFormBytes + 1;
        });
    }

    private static void AddQualityControl(IServiceCollection services)
    {
        services.AddSingleton<AddControlResult>();
        services.AddSingleton<RecordControlAction>();
        services.AddSingleton<ChangeControls>();
        services.AddSingleton<ReadControls>();
        services.AddSingleton<Reexamination>();
        services.AddSingleton<ParallelRuns>();
        services.AddSingleton<Assessments>();
        services.AddSingleton<ControlPages>();
    }

    private static void AddLaboratory(IServiceCollection services, WebOptions options)
    {
        services.AddSingleton(parts => new LaboratoryClient(
            options.Custodian, parts.GetRequiredService<DatabaseLocation>(), options.LaboratoryKeysPath));
        services.AddSingleton<InstrumentRows>();
        services.AddSingleton<InstrumentKeys>();
        services.AddSingleton<AsideRows>();
        services.AddSingleton<ReceiveResults>();
        services.AddSingleton<TubeOrders>();
        services.AddSingleton(new LinkLimits());
        services.AddSingleton<ForgetMessages>();
        services.AddHostedService<MessageSweeper>();
        services.AddSingleton<InstrumentLinks>();
        services.AddHostedService(parts => parts.GetRequiredService<InstrumentLinks>());
    }

    private static void AddNotes(IServiceCollection services)
    {
        services.AddSingleton<NoteTemplates>();
        services.AddSingleton<OpenNotes>();
        services.AddSingleton<SaveDraft>();
        services.AddSingleton<SignNote>();
        services.AddSingleton<TakeBackNote>();
        services.AddSingleton<ListNoteVersions>();
        services.AddSingleton<ListMyDrafts>();
        services.AddSingleton<OpenCare>();
        services.AddSingleton<HandleCare>();
        services.AddSingleton<ListDueCare>();
        services.AddSingleton<OpenHandover>();
        services.AddSingleton<SaveHandover>();
    }

    private static void AddLog(ILoggingBuilder log, WebOptions options)
    {
        log.ClearProviders();
        log.SetMinimumLevel(LogLevel.Information);

        // The framework's own request lines hold addresses, and its error lines may hold what was typed.
        log.AddFilter("Microsoft", LogLevel.None);
        log.AddFilter("System", LogLevel.None);
        if (options.LogToConsole)
        {
            log.AddSimpleConsole(console => console.SingleLine = true);
        }
    }

    private static string FirstOriginOf(WebApplication listening)
    {
        string first = listening.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        Uri address = new(first);

        // Browsers grant passkeys to the name localhost, not to 127.0.0.1.
        return address.IsLoopback ? $"{address.Scheme}://localhost:{address.Port}" : first.TrimEnd('/');
    }
}

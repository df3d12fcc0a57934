using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serment.Benchmarks.Clinic;
using Serment.Benchmarks.Laboratory;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Opening;
using Serment.Records.Appointments;
using Serment.Records.Charts;
using Serment.Records.Patients;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Lookup;
using Serment.Web;
using Serment.Web.Day;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Benchmarks.Pages;

/// <summary>
/// The baseline: the same pages, by the same components and models, from rows in clear, with sessions in memory. It asks no
/// custodian, decrypts nothing and records nothing.
/// </summary>
internal static class PlainServer
{
    /// <summary>Starts it for one session, which is in its memory.</summary>
    public static async Task<WebApplication> StartAsync(PageStage stage, PlainRows rows, SessionToken session)
    {
        WebOptions options = new()
        {
            Urls = [],
            Origin = stage.Web.Origin,
            MainDatabase = "",
            Custodian = new() { SocketPath = "" },
            CustodianOrigin = "http://localhost",
        };
        Dictionary<string, SessionDescription> sessions = new(StringComparer.Ordinal)
        {
            [session.ToCookie()] = await stage.Client.DescribeSessionAsync(session, CancellationToken.None),
        };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(new WebContext(options));
        builder.Services.AddSingleton<TextCatalog>();
        builder.Services.AddSingleton<Assets>();
        builder.Services.AddSingleton<SecurityHeaders>();
        builder.Services.AddScoped<Visitor>();
        builder.Services.AddSingleton(rows);
        WebApplication app = builder.Build();
        app.Use((context, next) =>
        {
            Visitor me = context.RequestServices.GetRequiredService<Visitor>();
            WebContext web = context.RequestServices.GetRequiredService<WebContext>();
            context.RequestServices.GetRequiredService<SecurityHeaders>().Apply(context.Response);
            me.Path = context.Request.Path;
            me.Address = context.Request.Path + context.Request.QueryString;
            me.Speak(null);
            SessionToken token = SessionCookie.Read(context, web)!;
            me.Present(token);
            me.Admit(sessions[token.ToCookie()]);
            return next(context);
        });
        app.MapGet("/patients/{id}", ChartAsync);
        app.MapGet("/", DayAsync);
        app.MapPost("/patients", FindAsync);
        new PlainClinic(stage.Door, rows).Map(app);
        new PlainLaboratory(stage.Door, rows).Map(app);
        await app.StartAsync();
        return app;
    }

    private static async Task<IResult> ChartAsync(string id, Visitor me, PlainRows rows, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        (OpenedRecord record, int sensitive) = await rows.RecordAsync(
            patient, EntrySelection.Of(CompartmentSet.From(me.Session.Reads), OpenChart.Types), stop);
        using (record)
        {
            return Page.Show<ChartPage>(new ChartModel(ViewOf(record, sensitive, me.Today), SensitiveOpen: false));
        }
    }

    /// <summary>As <see cref="OpenChart"/> does with what it has opened.</summary>
    public static ChartView ViewOf(OpenedRecord record, int sensitive, DateOnly today) =>
        ChartView.From(record, ChartHead.From(record, 1, today, readsClinical: true), sensitive, default, today);

    private static async Task<IResult> DayAsync(Visitor me, PlainRows rows, CancellationToken stop)
    {
        IReadOnlyList<AppointmentRow> expected = await rows.ExpectedAsync(me.Today, stop);
        IReadOnlyList<OpenedCard> cards = await rows.CardsAsync([.. expected.Select(row => row.Patient)], stop);
        return Page.Show<DayPage>(new DayModel
        {
            Units = me.Session.Units,
            Expected = [.. expected.Select((row, i) => new ExpectedPatient(row, PatientCard.From(cards[i], me.Today)))],
        });
    }

    private static async Task<IResult> FindAsync(HttpContext http, Visitor me, PlainRows rows, CancellationToken stop)
    {
        FormState form = FormState.Of(await http.Request.ReadFormAsync(stop));
        if (BirthDateParser.TryParseFrench(form["birthDate"], me.Today, out BirthDate birthDate) != BirthDateRefusal.None)
        {
            return Problems.Refused("problem.badRequest");
        }

        List<TokenInput> inputs = LookupInputs.OfName(birthDate, form["name"]);
        IReadOnlyList<PatientId> found = await rows.FindAsync(inputs, stop);
        if (found.Count > FindPatients.MaxCards)
        {
            return Page.Show<FindPage>(new FindModel(form, new(LookupOutcome.TooMany, [])));
        }

        IReadOnlyList<OpenedCard> cards = await rows.CardsAsync(found, stop);
        return Page.Show<FindPage>(new FindModel(
            form, new(LookupOutcome.Found, [.. cards.Select(card => PatientCard.From(card, me.Today))])));
    }
}

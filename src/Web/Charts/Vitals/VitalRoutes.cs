using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Charts.Vitals;
using Serment.Records.Entries;
using Serment.Web.Charts.Items;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Charts.Vitals;

/// <summary>Vital signs: entered a round at a time, shown with NEWS2 and as curves.</summary>
internal static class VitalRoutes
{
    private const string Base = "/patients/{id}/vitals";
    private const int DefaultDays = 7;
    private const int SecondsPerMinute = 60;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Base, ShowAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapGet(Base + "/new", ShowFormAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapPost(Base + "/new", SaveAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet(Base + "/at/{minute:long}", ShowRoundAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapPost(Base + "/at/{minute:long}", MarkErrorAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
    }

    /// <summary>The minute that a round's address names: minutes since 1970.</summary>
    public static long MinuteOf(VitalRound round) => round.At.ToUnixTimeSeconds() / SecondsPerMinute;

    /// <summary>The age of whose chart it is; null where it is not known.</summary>
    public static int? AgeOf(ChartHead head, Visitor me) =>
        head.Identity?.BirthDate is { IsEmpty: false } born ? born.AgeYears(me.Today) : null;

    private static Task<SectionOpened> OpenAsync(
        PatientId patient, Visitor me, OpenSection open, CancellationToken stop) =>
        open.RunAsync(patient, [VitalReadings.Type], me.Session, me.Token, me.Today, stop);

    private static async Task<IResult> ShowAsync(
        string id, int? days, Visitor me, OpenSection open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        int span = days is null or < 0 or > 3650 ? DefaultDays : days.Value;
        IReadOnlyList<VitalRound> rounds = VitalReadings.RoundsOf(VitalReadings.Of(record.Entries));
        DateTimeOffset from = span == 0 ? DateTimeOffset.MinValue : me.Now.AddDays(-span);
        return Page.Show<VitalsPage>(new VitalsModel(
            head, [.. rounds.Where(round => round.At >= from).Take(VitalsModel.MaxRounds)],
            rounds.Count > 0 ? rounds[0] : null, span, AgeOf(head, me)));
    }

    private static Task<IResult> ShowFormAsync(string id, Visitor me, OpenSection open, CancellationToken stop) =>
        FormAsync(id, null, StatusCodes.Status200OK, null, me, open, stop);

    private static async Task<IResult> FormAsync(
        string id, FormState? form, int status, KeptForm? kept, Visitor me, OpenSection open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        IReadOnlyList<VitalRound> rounds = VitalReadings.RoundsOf(VitalReadings.Of(record.Entries));
        if (form is null)
        {
            form = new();
            VitalSet? scaled = rounds.FirstOrDefault(round => round.Set.Saturation is not null)?.Set;
            VitalFormReader.Begin(form, me, scaled);
        }

        return Page.Show<VitalEntryPage>(
            new VitalEntryModel(head, form, rounds.Count > 0 ? rounds[0] : null), status);
    }

    private static async Task<IResult> SaveAsync(
        string id, HttpContext http, Visitor me, OpenSection open, SaveEntries save, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        KeptForm? kept = KeptForm.Of(http.Request);
        VitalSet? set = form.IsRedraw ? null : new VitalFormReader(form, me).Read();
        if (set is null)
        {
            return await FormAsync(
                id, form, form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, kept, me,
                open, stop);
        }

        // The head alone: whose record survives, and whether it opens at all.
        using SectionOpened opened = await open.RunAsync(patient, [], me.Session, me.Token, me.Today, stop);
        if (opened.Head is not { } head)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        EntryDraft[] drafts =
        [
            .. VitalResource.Write(set, ItemRoutes.WriterOf(me, head.Patient)).Select(one => new EntryDraft(one)),
        ];
        EntriesSaved saved = await save.RunAsync(head.Patient, drafts, me.Token, stop);
        return saved.Outcome == SealOutcome.Saved
            ? NoteCookie.Redirect(http, me.Web, "saved", $"/patients/{head.Patient}/vitals")
            : Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient, kept);
    }

    private static async Task<IResult> ShowRoundAsync(
        string id, long minute, Visitor me, OpenSection open, CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        return VitalReadings.RoundsOf(VitalReadings.Of(record.Entries))
            .FirstOrDefault(one => MinuteOf(one) == minute) is { } round
            ? Page.Show<VitalRoundPage>(new VitalRoundModel(
                head, round, AgeOf(head, me), await StaffNames.AllAsync(me, custodian, stop)))
            : Problems.NotFound();
    }

    private static async Task<IResult> MarkErrorAsync(
        string id, long minute, HttpContext http, Visitor me, OpenSection open, SaveEntries save,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        KeptForm? kept = KeptForm.Of(http.Request);
        EntryVersion? seen = EntryVersion.Parse(FormState.Of(http.Request.Form)[ItemRoutes.SeenField]);
        using SectionOpened opened = await OpenAsync(patient, me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        CurrentEntry<Observation>? current = seen is null
            ? null
            : ReadEntries.Of<Observation>(record.Entries.Where(one => one.Entry == seen.Entry)).FirstOrDefault();
        if (current is null || VitalResource.KindOf(current.Resource) is null)
        {
            return Problems.NotFound();
        }

        if (current.Version != seen)
        {
            return Problems.Conflict();
        }

        EntriesSaved saved = await save.RunAsync(
            head.Patient, [new(VitalResource.MarkError(current.Resource), Seen: seen)], me.Token, stop);
        return saved.Outcome switch
        {
            SealOutcome.Saved => NoteCookie.Redirect(
                http, me.Web, "inError", FormattableString.Invariant($"/patients/{head.Patient}/vitals/at/{minute}")),
            SealOutcome.VersionConflict => Problems.Conflict(),
            _ => Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient, kept),
        };
    }
}

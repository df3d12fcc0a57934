using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Charts.Items;

/// <summary>
/// Problems, history, allergies, vaccinations and alerts: shown, added, corrected, with all their versions.
/// </summary>
internal static class ItemRoutes
{
    /// <summary>The field that holds the version before the user's eyes.</summary>
    public const string SeenField = "seen";

    private const string Base = "/patients/{id}/background";
    private const string ErrorStep = "error";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Base, ShowAllAsync).Admits(Audience.ReadsClinical, Budget.OnePatient);
        app.MapPost(Base + "/no-allergy", StateNoAllergyAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet(Base + "/{list}/new", ShowNewAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapPost(Base + "/{list}/new", SaveNewAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet(Base + "/{list}/{entry}", ShowOneAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapPost(Base + "/{list}/{entry}", SaveOneAsync).Admits(Audience.WritesClinical, Budget.OnePatient);
        app.MapGet(Base + "/{list}/{entry}/history", ShowHistoryAsync)
            .Admits(Audience.ReadsClinical, Budget.OnePatient);
    }

    /// <summary>Who writes now.</summary>
    public static ItemWriter WriterOf(Visitor me, PatientId patient) =>
        new(patient, me.Session.StaffId, me.Session.Name, TimeZoneInfo.ConvertTime(me.Now, me.Web.TimeZone));

    /// <summary>The items among opened entries, newest first.</summary>
    public static IReadOnlyList<ItemLine> LinesOf(IEnumerable<OpenedEntry> entries) =>
    [
        .. entries
            .Where(entry => ItemForm.Types.Any(type => entry.ResourceType == ResourceType.Of(type)))
            .Select(entry => FhirJson.ReadResource(entry.Json.Span) is DomainResource resource
                && ItemForm.Of(resource) is not null
                    ? new ItemLine(
                        resource, new(entry.Patient, entry.Entry, entry.Version), entry.Author, entry.RecordedAtMs)
                    : null)
            .OfType<ItemLine>()
            .OrderByDescending(line => line.RecordedAtMs)
            .ThenBy(line => line.Version.Entry.Value),
    ];

    private static Task<SectionOpened> OpenAsync(
        PatientId patient, IReadOnlyList<string> types, Visitor me, OpenSection open, CancellationToken stop) =>
        open.RunAsync(patient, types, me.Session, me.Token, me.Today, stop);

    private static async Task<IResult> ShowAllAsync(string id, Visitor me, OpenSection open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, ItemForm.Types, me, open, stop);
        return opened is not { Head: { } head, Record: { } record }
            ? Closed.Answer(opened.Outcome, opened.Reason, patient, null)
            : Page.Show<BackgroundPage>(new BackgroundModel(
                head, LinesOf(record.Entries), Allergies.StandingOf(Allergies.Of(record.Entries))));
    }

    private static async Task<IResult> ShowNewAsync(
        string id, string list, Visitor me, OpenSection open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || ItemForm.Of(list) is not { } kind)
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, [], me, open, stop);
        return opened.Head is not { } head
            ? Closed.Answer(opened.Outcome, opened.Reason, patient, null)
            : Page.Show<ItemPage>(new ItemModel(head, kind.Path, new(), null));
    }

    private static async Task<IResult> ShowOneAsync(
        string id, string list, string entry, Visitor me, OpenSection open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || ItemForm.Of(list) is not { } kind)
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, [kind.Type], me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        if (Find(record, kind, entry) is not { } line)
        {
            return Problems.NotFound();
        }

        FormState form = new();
        kind.Fill(form, line.Resource);
        form[SeenField] = line.Version.ToText();
        return Page.Show<ItemPage>(new ItemModel(head, kind.Path, form, line));
    }

    private static async Task<IResult> ShowHistoryAsync(
        string id, string list, string entry, Visitor me, OpenSection open, RecordDoor door, CustodianClient custodian,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || ItemForm.Of(list) is not { } kind)
        {
            return Problems.NotFound();
        }

        using SectionOpened opened = await OpenAsync(patient, [kind.Type], me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        if (Find(record, kind, entry) is not { } line)
        {
            return Problems.NotFound();
        }

        using OpenResult history = await door.OpenHistoryAsync(
            line.Version.Patient, line.Version.Entry, CompartmentSet.Of(Compartment.Clinical),
            OpenSection.PurposeOf(me.Session, me.Token), stop);
        return history.Record is null
            ? Closed.Answer(history.Outcome, history.Reason, patient, null)
            : Page.Show<ItemHistoryPage>(new ItemHistoryModel(
                head, kind.Path,
                [.. LinesOf(history.Record.Entries).OrderByDescending(one => one.Version.Version)],
                await StaffNames.AllAsync(me, custodian, stop)));
    }

    private static Task<IResult> SaveNewAsync(
        string id, string list, HttpContext http, Visitor me, OpenSection open, SaveItem save,
        CustodianClient custodian, CancellationToken stop) =>
        SaveAsync(id, list, null, http, me, open, save, custodian, stop);

    private static Task<IResult> SaveOneAsync(
        string id, string list, string entry, HttpContext http, Visitor me, OpenSection open, SaveItem save,
        CustodianClient custodian, CancellationToken stop) =>
        SaveAsync(id, list, entry, http, me, open, save, custodian, stop);

    private static async Task<IResult> SaveAsync(
        string id, string list, string? entry, HttpContext http, Visitor me, OpenSection open, SaveItem save,
        CustodianClient custodian, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient) || ItemForm.Of(list) is not { } kind)
        {
            return Problems.NotFound();
        }

        KeptForm? kept = KeptForm.Of(http.Request);
        FormState form = FormState.Of(http.Request.Form);
        using SectionOpened opened = await OpenAsync(patient, [kind.Type], me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        ItemLine? line = entry is null ? null : Find(record, kind, entry);
        if (entry is not null && line is null)
        {
            return Problems.NotFound();
        }

        bool isError = entry is not null && form[FormState.StepField] is ErrorStep;
        if (!form.IsRedraw && !isError)
        {
            kind.Check(form, head.Identity?.BirthDate, me);
        }

        if (form.IsRedraw || form.Errors.Count > 0)
        {
            return Page.Show<ItemPage>(
                new ItemModel(head, kind.Path, form, line),
                form.IsRedraw ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }

        if (line is not null && EntryVersion.Parse(form[SeenField]) != line.Version)
        {
            return await ConflictAsync(kind, head, line, form, me, custodian, stop);
        }

        DomainResource resource = isError
            ? kind.MarkError(line!.Resource)
            : kind.Read(form, line?.Resource, WriterOf(me, head.Patient));
        EntriesSaved saved = await save.RunAsync(
            head.Patient, resource, line?.Version, record.Entries, me.Token, stop);
        return saved.Outcome switch
        {
            SealOutcome.Saved => NoteCookie.Redirect(
                http, me.Web, isError ? "inError" : "saved", $"/patients/{head.Patient}/background"),
            SealOutcome.VersionConflict => await ReopenAsync(
                head.Patient, kind, entry, form, me, open, custodian, stop),
            _ => Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient, kept),
        };
    }

    // Somebody saved between our opening and our sealing.
    private static async Task<IResult> ReopenAsync(
        PatientId patient, ItemForm kind, string? entry, FormState form, Visitor me, OpenSection open,
        CustodianClient custodian, CancellationToken stop)
    {
        using SectionOpened opened = await OpenAsync(patient, [kind.Type], me, open, stop);
        return opened is { Head: { } head, Record: { } record } && entry is not null
            && Find(record, kind, entry) is { } line
            ? await ConflictAsync(kind, head, line, form, me, custodian, stop)
            : Problems.Conflict();
    }

    // What was typed stays; beside it stands what the other saved, and saving again builds upon that.
    private static async Task<IResult> ConflictAsync(
        ItemForm kind, ChartHead head, ItemLine line, FormState form, Visitor me, CustodianClient custodian,
        CancellationToken stop)
    {
        FormState theirs = new();
        kind.Fill(theirs, line.Resource);
        foreach (ItemField field in kind.Fields)
        {
            if (!string.Equals(form[field.Id], theirs[field.Id], StringComparison.Ordinal))
            {
                form.NoteOther(field.Id, ItemForm.ValueOf(field, theirs, me.Texts));
            }
        }

        form[SeenField] = line.Version.ToText();
        return Page.Show<ItemPage>(
            new ItemModel(
                head, kind.Path, form, line, await StaffNames.OfAsync(line.Author, me, custodian, stop),
                DateTimeOffset.FromUnixTimeMilliseconds(line.RecordedAtMs), IsConflict: true),
            StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> StateNoAllergyAsync(
        string id, HttpContext http, Visitor me, OpenSection open, SaveItem save, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        KeptForm? kept = KeptForm.Of(http.Request);
        using SectionOpened opened = await OpenAsync(patient, [Allergies.Type], me, open, stop);
        if (opened is not { Head: { } head, Record: { } record })
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, kept);
        }

        // Somebody has answered meanwhile: the page shows it.
        if (Allergies.StandingOf(Allergies.Of(record.Entries)) != AllergyStanding.NotAsked)
        {
            return Problems.Conflict();
        }

        AllergyIntolerance statement = AllergyResource.Write(
            new() { Substance = "Aucune allergie connue", IsNoneKnown = true, Certainty = AllergyCertainty.Confirmed },
            null, WriterOf(me, head.Patient));
        EntriesSaved saved = await save.RunAsync(head.Patient, statement, null, record.Entries, me.Token, stop);
        return saved.Outcome == SealOutcome.Saved
            ? NoteCookie.Redirect(http, me.Web, "saved", $"/patients/{head.Patient}/background")
            : Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient, kept);
    }

    private static ItemLine? Find(OpenedRecord record, ItemForm kind, string entry) =>
        EntryId.TryParse(entry, out EntryId wanted)
            ? LinesOf(record.Entries.Where(one => one.Entry == wanted)).FirstOrDefault(one => kind.Holds(one.Resource))
            : null;
}

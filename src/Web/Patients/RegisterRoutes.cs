using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Patients;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;
using Serment.Web.Appointments;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Patients;

/// <summary>Registering and correcting, with the typing aids of their form.</summary>
internal static class RegisterRoutes
{
    private const int MaxChoices = 12;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/patients/new", () => Page.Show<RegisterPage>(new RegisterModel(new(), null)))
            .Admits(Audience.WritesIdentity, Budget.None);
        app.MapPost("/patients/new", RegisterAsync).Admits(Audience.WritesIdentity, Budget.DuplicateCheck);
        app.MapGet("/patients/{id}/correct", ShowCorrectionAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/patients/{id}/correct", CorrectAsync).Admits(Audience.WritesIdentity, Budget.OnePatient);
        app.MapPost("/places", FindPlaces).Admits(Audience.WritesIdentity, Budget.None);
        app.MapPost("/checks/nir", CheckNir).Admits(Audience.WritesIdentity, Budget.None);
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext http, Visitor me, AssessDuplicates assess, RegisterPatient register, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        string step = form["step"];
        if (step is not ("create" or "create-anyway"))
        {
            // From a search that found nobody: what was typed comes along. Or one more relative.
            if (step is RelativeFormReader.AddStep)
            {
                RelativeFormReader.Add(form);
            }

            return Page.Show<RegisterPage>(new RegisterModel(form, null));
        }

        PatientDraft? draft = new PatientFormReader(form, me).Read();
        if (draft is null)
        {
            return Page.Show<RegisterPage>(new RegisterModel(form, null), StatusCodes.Status422UnprocessableEntity);
        }

        if (step is "create")
        {
            DuplicatesFound found = await assess.RunAsync(draft.Identity, draft.Nir, me.Token, me.Today, stop);
            if (found.Outcome == LookupOutcome.Refused)
            {
                form.RefuseAll(me.Texts["find.refused"]);
                return Page.Show<RegisterPage>(new RegisterModel(form, null), StatusCodes.Status422UnprocessableEntity);
            }

            if (found.NeedsDecision)
            {
                return Page.Show<RegisterPage>(new RegisterModel(form, found));
            }
        }

        PatientRegistered registered = await register.RunAsync(draft, me.Token, me.Session.SiteCode, stop);
        if (registered.Outcome != SealOutcome.Saved)
        {
            form.RefuseAll(me.Texts.Of("reason", registered.Reason));
            return Page.Show<RegisterPage>(new RegisterModel(form, null), StatusCodes.Status422UnprocessableEntity);
        }

        // Somebody new for a slot that was looked for: the appointment comes next, the identity check when she arrives.
        return NoteCookie.Redirect(
            http, me.Web, "registered",
            SlotText.Parse(form["slot"]) is { } slot
                ? $"/patients/{registered.Patient}/book?slot={slot}"
                : $"/patients/{registered.Patient}/identity");
    }

    private static async Task<IResult> ShowCorrectionAsync(
        string id, Visitor me, OpenIdentity open, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        IdentityOpened opened =
            await open.RunAsync(patient, CompartmentSet.From(me.Session.Reads), me.Token, me.Today, stop);
        if (opened.Record is null)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, null);
        }

        FormState form = new();
        PatientFormReader.Fill(form, opened.Record);
        return Page.Show<CorrectPage>(new CorrectModel(opened.Record.Patient, form));
    }

    private static async Task<IResult> CorrectAsync(
        string id, HttpContext http, Visitor me, CorrectPatient correct, CustodianClient custodian,
        CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        FormState form = FormState.Of(http.Request.Form);
        if (form.IsRedraw || form[FormState.StepField] is RelativeFormReader.AddStep)
        {
            if (!form.IsRedraw)
            {
                RelativeFormReader.Add(form);
            }

            return Page.Show<CorrectPage>(new CorrectModel(patient, form));
        }

        PatientDraft? draft = new PatientFormReader(form, me).Read();
        if (draft is null)
        {
            return Page.Show<CorrectPage>(new CorrectModel(patient, form), StatusCodes.Status422UnprocessableEntity);
        }

        SeenVersions seen = new(
            EntryVersion.Parse(form["seenIdentity"]),
            EntryVersion.Parse(form["seenContact"]),
            EntryVersion.Parse(form["seenCoverage"]));
        PatientCorrected corrected = await correct.RunAsync(
            patient, draft, seen, CompartmentSet.From(me.Session.Reads), me.Token, me.Today, stop);
        if (corrected.Outcome == SealOutcome.Saved)
        {
            return NoteCookie.Redirect(http, me.Web, "saved", $"/patients/{patient}/identity");
        }

        if (corrected is not { Outcome: SealOutcome.VersionConflict, Current: { } current })
        {
            return Closed.Answer(
                corrected.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused,
                corrected.Reason, patient, KeptForm.Of(http.Request));
        }

        PatientFormReader.ShowOthers(form, current);
        return Page.Show<CorrectPage>(
            new CorrectModel(
                patient, form, await StaffNames.OfAsync(corrected.SavedBy, me, custodian, stop), corrected.SavedAt,
                IsConflict: true),
            StatusCodes.Status409Conflict);
    }

    private static IResult FindPlaces(HttpContext http, Visitor me)
    {
        FormState form = FormState.Of(http.Request.Form);
        DateOnly? born =
            BirthDateParser.TryParseFrench(form["birthDate"], me.Today, out BirthDate date) == BirthDateRefusal.None
                ? date.DateToUse
                : null;
        return Suggestion.Answer(PlaceDirectory.Shared.Search(form["name"], born, MaxChoices)
            .Select(place => new Suggestion(place.Name, place.Code.ToString(), place.Code.ToString())));
    }

    private static IResult CheckNir(HttpContext http, Visitor me)
    {
        string typed = FormState.Of(http.Request.Form)["value"];
        NirRefusal refusal = typed.Length == 0 ? NirRefusal.None : Nir.TryParseTyped(typed, out _);
        return Results.Text(
            refusal == NirRefusal.None ? "" : IdentityMessages.Of(refusal).In(me.Texts.Language));
    }
}

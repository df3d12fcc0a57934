using System.Text;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Coverages;
using Serment.Records.Coverages.HealthCards;
using Serment.Records.Entries;
using Serment.Web.Parts;
using Serment.Web.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Coverages;

/// <summary>
/// A health card beside the record: read, compared trait by trait, and only what somebody ticks is taken over. What it
/// says of the identity is shown and never taken.
/// </summary>
internal static class HealthCardRoutes
{
    private const string CardField = "card";
    private const string PersonField = "person";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/patients/{id}/coverage/card", CompareAsync).Admits(Audience.WritesCoverage, Budget.OnePatient);
        app.MapPost("/patients/{id}/coverage/card/take", TakeAsync)
            .Admits(Audience.WritesCoverage, Budget.OnePatient);
    }

    private static async Task<IResult> CompareAsync(
        string id, HttpContext http, Visitor me, OpenSection open, IServiceProvider parts, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        me.Address = $"/patients/{patient}/coverage";
        FormState form = FormState.Of(http.Request.Form);
        IHealthCardReader? reader = parts.GetService<IHealthCardReader>();
        (HealthCard? card, string text, string? why) = await ReadAsync(http, form, reader, me, stop);
        if (card is null)
        {
            form.Refuse(CardField, why ?? me.Texts["cover.noCard"]);
            return await CoverageRoutes.ShowAsync(
                patient, form, me, open, reader is not null, StatusCodes.Status422UnprocessableEntity, stop);
        }

        using SectionOpened opened = await CoverageRoutes.OpenAsync(patient, me, open, stop);
        return opened is { Head: { } head, Record: not null }
            ? Page.Show<CardPage>(Compare(card, text, form, head, StoredIn(opened, me)))
            : Closed.Answer(opened.Outcome, opened.Reason, patient, KeptForm.Of(http.Request));
    }

    private static async Task<IResult> TakeAsync(
        string id, HttpContext http, Visitor me, OpenSection open, SaveCoverage save, CancellationToken stop)
    {
        if (!PatientId.TryParse(id, out PatientId patient))
        {
            return Problems.NotFound();
        }

        me.Address = $"/patients/{patient}/coverage";
        FormState form = FormState.Of(http.Request.Form);
        HealthCard card;
        try
        {
            card = HealthCardFile.Parse(Encoding.UTF8.GetBytes(form[CardField]));
        }
        catch (FormatException)
        {
            return Problems.Refused("problem.badRequest");
        }

        using SectionOpened opened = await CoverageRoutes.OpenAsync(patient, me, open, stop);
        if (opened.Head is not { } head)
        {
            return Closed.Answer(opened.Outcome, opened.Reason, patient, KeptForm.Of(http.Request));
        }

        StoredCoverage? stored = StoredIn(opened, me);
        CardModel model = Compare(card, form[CardField], form, head, stored);
        HashSet<CardTrait> chosen =
            [.. Enum.GetValues<CardTrait>().Where(trait => form["take-" + trait].Length > 0)];

        // Shown before it was taken: what differs otherwise now is shown again first.
        EntryVersion? seen = EntryVersion.Parse(form["seen"]);
        if (model.Chosen is not { } person || chosen.Count == 0 || seen != stored?.Version)
        {
            return Page.Show<CardPage>(model, StatusCodes.Status409Conflict);
        }

        CoverageLine line = CompareCard.Take(
            stored?.Line, CompareCard.LineOf(card, card.Beneficiaries[person]), chosen);
        EntriesSaved saved = await save.RunAsync(patient, line, stored?.Version, me.Session, me.Token, stop);
        return saved.Outcome switch
        {
            SealOutcome.Saved => NoteCookie.Redirect(http, me.Web, "saved", $"/patients/{patient}/coverage"),
            SealOutcome.VersionConflict => Page.Show<CardPage>(model, StatusCodes.Status409Conflict),
            _ => Closed.Answer(
                saved.Outcome == SealOutcome.StepUp ? Outcome.StepUp : Outcome.Refused, saved.Reason, patient,
                KeptForm.Of(http.Request)),
        };
    }

    private static CardModel Compare(
        HealthCard card, string text, FormState form, ChartHead head, StoredCoverage? stored)
    {
        int? chosen = int.TryParse(form[PersonField], out int typed) && typed >= 0 && typed < card.Beneficiaries.Count
            ? typed
            : CompareCard.FindIn(card, head.Identity) is { } found
                ? card.Beneficiaries.ToList().IndexOf(found)
                : null;
        if (chosen is not { } person)
        {
            return new(head, card, null, stored, [], CardIdentityDifferences.None, text);
        }

        HealthCardBeneficiary one = card.Beneficiaries[person];
        return new(
            head, card, person, stored, CompareCard.Coverage(stored?.Line, CompareCard.LineOf(card, one)),
            head.Identity is { } who ? CompareCard.Identity(one, who) : CardIdentityDifferences.None, text);
    }

    // The mandatory coverage that holds, else the newest that did.
    private static StoredCoverage? StoredIn(SectionOpened opened, Visitor me) =>
        CoverageLineResource.Of(opened.Record!.Entries, me.Today)
            .FirstOrDefault(one => one.Line is { Kind: CoverageKind.Mandatory, IsCancelled: false });

    private static async Task<(HealthCard? Card, string Text, string? Why)> ReadAsync(
        HttpContext http, FormState form, IHealthCardReader? reader, Visitor me, CancellationToken stop)
    {
        try
        {
            if (form["from"] is "reader")
            {
                HealthCard? inserted = reader is null ? null : await reader.ReadAsync(stop);
                return (inserted, inserted is null ? "" : HealthCardFile.Write(inserted), null);
            }

            if (form[CardField].Length > 0)
            {
                return (HealthCardFile.Parse(Encoding.UTF8.GetBytes(form[CardField])), form[CardField], null);
            }

            if (http.Request.Form.Files.GetFile(CardField) is not { Length: > 0 and <= HealthCardFile.MaxBytes } file)
            {
                return (null, "", null);
            }

            byte[] bytes = new byte[file.Length];
            await using Stream content = file.OpenReadStream();
            await content.ReadExactlyAsync(bytes, stop);
            return (HealthCardFile.Parse(bytes), Encoding.UTF8.GetString(bytes), null);
        }
        catch (FormatException wrong)
        {
            return (null, "", me.Texts.Fill("cover.wrongCard", wrong.Message));
        }
    }
}

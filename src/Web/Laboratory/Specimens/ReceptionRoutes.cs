using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Laboratory.Specimens;

/// <summary>Reception by scanner: one field, an answer in a colour. Nobody's record is opened and nobody is named.</summary>
internal static class ReceptionRoutes
{
    private const string Address = "/laboratory/reception";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Address, ShowAsync).Admits(Audience.EntersLaboratory, Budget.None);
        app.MapPost(Address, ReceiveAsync).Admits(Audience.EntersLaboratory, Budget.None);
    }

    private static async Task<IResult> ShowAsync(Visitor me, SpecimenDesk desk, CancellationToken stop) =>
        Page.Show<ReceptionPage>(new ScanModel(null, ScanForm.Keep((0, 0, 0)))
        {
            IsOfNone = await desk.LaboratoryAsync(me, stop) is null,
        });

    private static async Task<IResult> ReceiveAsync(
        HttpContext http, Visitor me, SpecimenDesk desk, ReceiveSpecimen receive, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        string scanned = form[ScanForm.Field];
        if (form.IsRedraw || scanned.Length == 0)
        {
            return Page.Show<ReceptionPage>(new ScanModel(null, ScanForm.Keep(ScanForm.Count(form, ""))));
        }

        // Whoever is of no laboratory is told so, rather than that each tube is another's.
        if (await desk.LaboratoryAsync(me, stop) is null)
        {
            ScanAnswer none = new("red", me.Texts["reception.noLaboratory"], "", [], []);
            return ScanForm.IsByScript(http)
                ? Page.Show<ScanResult>(none)
                : Page.Show<ReceptionPage>(new ScanModel(null, []) { IsOfNone = true });
        }

        short site = await desk.SiteAsync(me, stop);
        Reception reception = await receive.RunAsync(
            site, SpecimenDesk.UnitsOf(me), scanned, me.Session.StaffId, me.Now, stop);
        ContainerNames names = await desk.NamesAsync(me, site, stop);
        ScanAnswer answer = Answer(reception, form, scanned, names, me);
        return ScanForm.IsByScript(http)
            ? Page.Show<ScanResult>(answer)
            : Page.Show<ReceptionPage>(new ScanModel(answer, []));
    }

    private static ScanAnswer Answer(
        Reception reception, FormState form, string scanned, ContainerNames names, Visitor me)
    {
        string colour = reception.Colour switch
        {
            ReceptionColour.Green => "green",
            ReceptionColour.Orange => "orange",
            _ => "red",
        };
        (int, int, int) counts = ScanForm.Count(form, colour);
        List<string> facts = [];
        if (reception.Specimen is { } tube)
        {
            facts.Add($"{names[tube.Container]} · {names.Person(tube.Person)}");
            if (tube.Priority != Records.Laboratory.OrderPriority.Routine)
            {
                facts.Add(me.Texts.Of("tubePriority", tube.Priority));
            }

            if (reception.Answer == ReceptionAnswer.Twice && tube.ReceivedAt is { } before)
            {
                facts.Add(me.Texts.Fill("reception.before", me.Texts.Minute(me.Local(before))));
            }

            if (reception.Analyses > 0)
            {
                facts.Add(me.Texts.Count("reception.analyses", reception.Analyses));
            }

            if (reception.Waiting > 0)
            {
                facts.Add(me.Texts.Count("reception.waiting", reception.Waiting));
            }
        }

        // What is labelled sensitive bears no code here, and is counted without one.
        string[] late = [.. reception.Late.Where(code => code.Length > 0)];
        if (late.Length > 0)
        {
            facts.Add(me.Texts.Fill("reception.late", string.Join(", ", late.Select(names.Analysis))));
        }

        facts.Add(me.Texts.Of("receptionHint", reception.Answer));
        return new(
            colour, me.Texts.Of("receptionAnswer", reception.Answer), reception.Specimen?.Number ?? scanned, facts,
            ScanForm.Keep(counts))
        {
            Cap = reception.Specimen is { } shown ? names.Colour(shown.Container) : null,
            OffersNonConformity = reception.Specimen is not null && reception.Answer
                is ReceptionAnswer.TooLate or ReceptionAnswer.PartlyLate or ReceptionAnswer.NotCollected
                    or ReceptionAnswer.Received,
            Counts = counts,
        };
    }
}

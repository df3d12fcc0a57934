using System.Globalization;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Web.Parts;

namespace Serment.Web.Charts.Items;

/// <summary>Vaccinations.</summary>
internal sealed class VaccinationForm : ItemForm
{
    private static readonly ItemField Vaccine = new("vaccine", ItemInput.Suggest)
    {
        IsRequired = true,
        HasHint = true,
        Source = "/codes/vaccines",
    };

    private static readonly ItemField[] Rows =
    [
        Vaccine,
        new("on", ItemInput.PastDay) { IsRequired = true, HasHint = true },
        new("dose", ItemInput.Number),
        new("lot", ItemInput.Line),
        new("site", ItemInput.Choice) { Options = ["", .. VaccinationResource.Sites] },
        new("route", ItemInput.Choice) { Options = ["", .. VaccinationResource.Routes] },
        new("note", ItemInput.Area),
    ];

    /// <inheritdoc/>
    public override string Path => "vaccinations";

    /// <inheritdoc/>
    public override string Type => nameof(Immunization);

    /// <inheritdoc/>
    public override string Icon => "syringe";

    /// <inheritdoc/>
    public override IReadOnlyList<ItemField> Fields => Rows;

    /// <inheritdoc/>
    public override bool Holds(DomainResource resource) => resource is Immunization;

    /// <inheritdoc/>
    public override ItemState StateOf(DomainResource resource) =>
        VaccinationResource.Read((Immunization)resource).IsError ? ItemState.EnteredInError : ItemState.Active;

    /// <inheritdoc/>
    public override DomainResource MarkError(DomainResource resource) =>
        VaccinationResource.MarkError((Immunization)resource);

    /// <inheritdoc/>
    public override void Fill(FormState form, DomainResource resource)
    {
        VaccinationDetails details = VaccinationResource.Read((Immunization)resource);
        Set(form, "vaccine", details.Vaccine);
        form[Vaccine.CodeId] = details.Code ?? "";
        Set(form, "on", PartialDay.Write(details.On));
        Set(form, "dose", details.DoseNumber?.ToString(CultureInfo.InvariantCulture));
        Set(form, "lot", details.Lot);
        Set(form, "site", details.Site);
        Set(form, "route", details.Route);
        Set(form, "note", details.Note);
    }

    /// <inheritdoc/>
    public override DomainResource Read(FormState form, DomainResource? before, ItemWriter writer)
    {
        string name = form[Vaccine.Id];
        VaccinationDetails? old = before is Immunization known ? VaccinationResource.Read(known) : null;
        string? code = VaccinationResource.Find(form[Vaccine.CodeId])?.Code;
        return VaccinationResource.Write(
            new()
            {
                Vaccine = name,
                Code = code ?? (Same(old?.Vaccine, name) ? old?.Code : null),
                On = DayOf(form, "on")!,
                DoseNumber = int.TryParse(
                    TextOf(form, "dose"), NumberStyles.None, CultureInfo.InvariantCulture, out int dose)
                    ? dose
                    : null,
                Lot = TextOf(form, "lot"),
                Site = TextOf(form, "site"),
                Route = TextOf(form, "route"),
                Note = TextOf(form, "note"),
            },
            before as Immunization, writer);
    }
}

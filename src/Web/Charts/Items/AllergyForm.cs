using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Charts.Items;

/// <summary>Allergies and intolerances; the statement that none is known is made by a button of its own.</summary>
internal sealed class AllergyForm : ItemForm
{
    private static readonly ItemField Substance = new("substance", ItemInput.Suggest)
    {
        IsRequired = true,
        HasHint = true,
        Source = "/codes/substances",
    };

    private static readonly ItemField[] Rows =
    [
        Substance,
        new("mechanism", ItemInput.Choice) { Options = ["allergy", "intolerance"] },
        new("category", ItemInput.Choice) { Options = ["", "medication", "food", "environment", "biologic"] },
        new("reaction", ItemInput.Line) { HasHint = true },
        new("severity", ItemInput.Choice) { Options = ["", "mild", "moderate", "severe"] },
        new("certainty", ItemInput.Choice) { Options = ["unconfirmed", "confirmed", "refuted"] },
        new("state", ItemInput.Choice) { Options = ["active", "inactive", "resolved"] },
        new("since", ItemInput.PastDay) { HasHint = true },
        new("note", ItemInput.Area),
    ];

    /// <inheritdoc/>
    public override string Path => "allergies";

    /// <inheritdoc/>
    public override string Type => nameof(AllergyIntolerance);

    /// <inheritdoc/>
    public override string Icon => "octagon-alert";

    /// <inheritdoc/>
    public override IReadOnlyList<ItemField> Fields => Rows;

    /// <inheritdoc/>
    public override bool Holds(DomainResource resource) => resource is AllergyIntolerance;

    /// <inheritdoc/>
    public override ItemState StateOf(DomainResource resource) =>
        AllergyResource.Read((AllergyIntolerance)resource).State;

    /// <inheritdoc/>
    public override DomainResource MarkError(DomainResource resource) =>
        AllergyResource.MarkError((AllergyIntolerance)resource);

    /// <inheritdoc/>
    public override string TitleOf(DomainResource resource, PageTexts texts) =>
        AllergyResource.Read((AllergyIntolerance)resource).IsNoneKnown
            ? texts["allergy.NoneKnown"]
            : base.TitleOf(resource, texts);

    /// <inheritdoc/>
    public override void Fill(FormState form, DomainResource resource)
    {
        AllergyDetails details = AllergyResource.Read((AllergyIntolerance)resource);
        Set(form, "substance", details.Substance);
        form[Substance.CodeId] = details.SubstanceCode ?? "";
        Choose(form, "mechanism", details.IsIntolerance ? 1 : 0);
        Choose(form, "category", (int)details.Category);
        Set(form, "reaction", details.Reaction);
        Choose(form, "severity", (int)details.Severity);
        Choose(form, "certainty", (int)details.Certainty);
        Choose(form, "state", (int)(details.State == ItemState.EnteredInError ? ItemState.Active : details.State));
        Set(form, "since", PartialDay.Write(details.Since));
        Set(form, "note", details.Note);
    }

    /// <inheritdoc/>
    public override DomainResource Read(FormState form, DomainResource? before, ItemWriter writer)
    {
        AllergyDetails? old = before is AllergyIntolerance known ? AllergyResource.Read(known) : null;
        string substance = form[Substance.Id];
        string code = form[Substance.CodeId];
        return AllergyResource.Write(
            new()
            {
                Substance = substance,
                SubstanceCode = Substances.NameOf(code) is not null
                    || (code.Length > 0 && Same(old?.Substance, substance) && Same(old?.SubstanceCode, code))
                    ? code
                    : null,
                IsNoneKnown = old is { IsNoneKnown: true } && Same(old.Substance, substance),
                IsIntolerance = ChosenOf(form, "mechanism") == 1,
                Category = (AllergyCategory)ChosenOf(form, "category"),
                Reaction = TextOf(form, "reaction"),
                Severity = (ReactionSeverity)ChosenOf(form, "severity"),
                Certainty = (AllergyCertainty)ChosenOf(form, "certainty"),
                State = (ItemState)ChosenOf(form, "state"),
                Since = DayOf(form, "since"),
                Note = TextOf(form, "note"),
            },
            before as AllergyIntolerance, writer);
    }
}

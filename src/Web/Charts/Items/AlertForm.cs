using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Charts.Items;

/// <summary>Alerts and isolations, which the head of the chart shows on every page.</summary>
internal sealed class AlertForm : ItemForm
{
    private static readonly ItemField[] Rows =
    [
        new("alert", ItemInput.Choice)
        {
            IsRequired = true, Options = [.. Enum.GetNames<AlertKind>().Skip(1), nameof(AlertKind.Other)],
        },
        new("words", ItemInput.Line) { HasHint = true },
        new("alertState", ItemInput.Choice) { Options = ["active", "lifted"] },
        new("since", ItemInput.PastDay) { HasHint = true },
        new("ends", ItemInput.AnyDay),
    ];

    /// <inheritdoc/>
    public override string Path => "alerts";

    /// <inheritdoc/>
    public override string Type => nameof(Flag);

    /// <inheritdoc/>
    public override string Icon => "triangle-alert";

    /// <inheritdoc/>
    public override IReadOnlyList<ItemField> Fields => Rows;

    /// <summary>An alert in words: the chosen one, and what was added.</summary>
    public static string WordsOf(AlertDetails details, PageTexts texts) =>
        details.Kind == AlertKind.Other
            ? details.Text ?? texts["item.alert.Other"]
            : details.Text is { } more
                ? $"{texts.Of("item.alert", details.Kind)} : {more}"
                : texts.Of("item.alert", details.Kind);

    /// <inheritdoc/>
    public override bool Holds(DomainResource resource) => resource is Flag;

    /// <inheritdoc/>
    public override ItemState StateOf(DomainResource resource) => AlertResource.Read((Flag)resource).State;

    /// <inheritdoc/>
    public override DomainResource MarkError(DomainResource resource) => AlertResource.MarkError((Flag)resource);

    /// <inheritdoc/>
    public override string TitleOf(DomainResource resource, PageTexts texts) =>
        WordsOf(AlertResource.Read((Flag)resource), texts);

    /// <inheritdoc/>
    public override void Fill(FormState form, DomainResource resource)
    {
        AlertDetails details = AlertResource.Read((Flag)resource);
        Set(form, "alert", details.Kind.ToString());
        Set(form, "words", details.Text);
        Choose(form, "alertState", details.State == ItemState.Inactive ? 1 : 0);
        Set(form, "since", PartialDay.Write(details.Since));
        Set(form, "ends", PartialDay.Write(details.Until));
    }

    /// <inheritdoc/>
    public override DomainResource Read(FormState form, DomainResource? before, ItemWriter writer) =>
        AlertResource.Write(
            new()
            {
                Kind = Enum.TryParse(TextOf(form, "alert"), out AlertKind kind) ? kind : AlertKind.Other,
                Text = TextOf(form, "words"),
                State = ChosenOf(form, "alertState") == 1 ? ItemState.Inactive : ItemState.Active,
                Since = DayOf(form, "since"),
                Until = DayOf(form, "ends"),
            },
            before as Flag, writer);
}

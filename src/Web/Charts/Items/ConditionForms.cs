using Serment.Fhir;
using Serment.Records.Charts.Diagnoses;
using Serment.Records.Charts.Items;
using Serment.Web.Parts;

namespace Serment.Web.Charts.Items;

/// <summary>What problems and history share: both are FHIR Conditions.</summary>
internal abstract class ConditionForm : ItemForm
{
    /// <inheritdoc/>
    public override string Type => nameof(Condition);

    /// <inheritdoc/>
    public override DomainResource MarkError(DomainResource resource) =>
        ConditionResource.MarkError((Condition)resource);

    /// <inheritdoc/>
    public override ItemState StateOf(DomainResource resource) => ConditionResource.Read((Condition)resource).State;

    /// <summary>The title's field, with the CIM-10 behind it.</summary>
    protected static ItemField Title { get; } = new("title", ItemInput.Suggest)
    {
        IsRequired = true,
        HasHint = true,
        Source = "/codes/diagnoses",
    };

    /// <summary>Puts title and code into the fields.</summary>
    protected static void FillTitle(FormState form, ConditionDetails details)
    {
        Set(form, "title", details.Title);
        form[Title.CodeId] = DiagnosisDirectory.Shared.Find(details.Code)?.Dotted ?? details.Code ?? "";
    }

    /// <summary>
    /// Title and code: the chosen code where the directory knows it; without script, a code typed as the title.
    /// </summary>
    protected static (string Title, string? Code) ReadTitle(FormState form, Condition? before)
    {
        string title = form[Title.Id];
        if (DiagnosisDirectory.Shared.Find(form[Title.CodeId]) is { } chosen)
        {
            return (title, chosen.Code);
        }

        if (DiagnosisDirectory.Shared.Find(title) is { } typed)
        {
            return (typed.Label, typed.Code);
        }

        // A code that only another system knows stays with the title that it came with.
        ConditionDetails? old = before is null ? null : ConditionResource.Read(before);
        return (title, Same(old?.Title, title) ? old?.Code : null);
    }
}

/// <summary>Problems.</summary>
internal sealed class ProblemForm : ConditionForm
{
    private static readonly ItemField[] Rows =
    [
        Title,
        new("state", ItemInput.Choice) { Options = ["active", "inactive", "resolved"] },
        new("main", ItemInput.Tick),
        new("severity", ItemInput.Choice) { Options = ["", "mild", "moderate", "severe"] },
        new("since", ItemInput.PastDay) { HasHint = true },
        new("until", ItemInput.PastDay),
        new("note", ItemInput.Area),
    ];

    /// <inheritdoc/>
    public override string Path => "problems";

    /// <inheritdoc/>
    public override string Icon => "stethoscope";

    /// <inheritdoc/>
    public override IReadOnlyList<ItemField> Fields => Rows;

    /// <inheritdoc/>
    public override bool Holds(DomainResource resource) =>
        resource is Condition condition && ConditionResource.Read(condition).Kind == ConditionKind.Problem;

    /// <inheritdoc/>
    public override void Fill(FormState form, DomainResource resource)
    {
        ConditionDetails details = ConditionResource.Read((Condition)resource);
        FillTitle(form, details);
        Choose(form, "state", (int)(details.State == ItemState.EnteredInError ? ItemState.Active : details.State));
        Set(form, "main", details.IsMain ? "on" : "");
        Choose(form, "severity", (int)details.Severity);
        Set(form, "since", PartialDay.Write(details.Since));
        Set(form, "until", PartialDay.Write(details.Until));
        Set(form, "note", details.Note);
    }

    /// <inheritdoc/>
    public override DomainResource Read(FormState form, DomainResource? before, ItemWriter writer)
    {
        (string title, string? code) = ReadTitle(form, before as Condition);
        return ConditionResource.Write(
            new()
            {
                Title = title,
                Code = code,
                Kind = ConditionKind.Problem,
                State = (ItemState)ChosenOf(form, "state"),
                IsMain = TextOf(form, "main") is not null,
                Severity = (ConditionSeverity)ChosenOf(form, "severity"),
                Since = DayOf(form, "since"),
                Until = DayOf(form, "until"),
                Note = TextOf(form, "note"),
            },
            before as Condition, writer);
    }
}

/// <summary>History: medical, surgical, of the family.</summary>
internal sealed class HistoryForm : ConditionForm
{
    private static readonly ItemField[] Rows =
    [
        Title,
        new("history", ItemInput.Choice) { Options = ["medical", "surgical", "family"] },
        new("relative", ItemInput.Line) { HasHint = true },
        new("since", ItemInput.PastDay) { HasHint = true },
        new("note", ItemInput.Area),
    ];

    /// <inheritdoc/>
    public override string Path => "history";

    /// <inheritdoc/>
    public override string Icon => "scroll-text";

    /// <inheritdoc/>
    public override IReadOnlyList<ItemField> Fields => Rows;

    /// <inheritdoc/>
    protected override bool IsOfPatient(FormState form) => TextOf(form, "history") is not "family";

    /// <inheritdoc/>
    public override bool Holds(DomainResource resource) =>
        resource is Condition condition && ConditionResource.Read(condition).Kind != ConditionKind.Problem;

    /// <inheritdoc/>
    public override void Fill(FormState form, DomainResource resource)
    {
        ConditionDetails details = ConditionResource.Read((Condition)resource);
        FillTitle(form, details);
        Choose(form, "history", Math.Max(0, (int)details.Kind - 1));
        Set(form, "relative", details.Relative);
        Set(form, "since", PartialDay.Write(details.Since));
        Set(form, "note", details.Note);
    }

    /// <inheritdoc/>
    public override DomainResource Read(FormState form, DomainResource? before, ItemWriter writer)
    {
        (string title, string? code) = ReadTitle(form, before as Condition);
        return ConditionResource.Write(
            new()
            {
                Title = title,
                Code = code,
                Kind = (ConditionKind)(ChosenOf(form, "history") + 1),
                Relative = TextOf(form, "relative"),
                Since = DayOf(form, "since"),
                Note = TextOf(form, "note"),
            },
            before as Condition, writer);
    }
}

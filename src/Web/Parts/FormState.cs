namespace Serment.Web.Parts;

/// <summary>
/// A form as it was typed, with what is wrong in each field and, after two people saved at once, what stands there now.
/// Nothing typed is ever lost: it goes back into the fields as it was.
/// </summary>
public sealed class FormState
{
    /// <summary>The field that says what a form is sent for, where it can be sent for several things.</summary>
    public const string StepField = "step";

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> errors = [];
    private readonly Dictionary<string, string> others = new(StringComparer.Ordinal);

    /// <summary>What is wrong, in the order found: field and sentence.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Errors => errors;

    /// <summary>The fields that came.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>Whether somebody else saved other values meanwhile.</summary>
    public bool HasOthers => others.Count > 0;

    /// <summary>What was typed, trimmed; empty when nothing was.</summary>
    public string this[string field]
    {
        get => values.GetValueOrDefault(field, "");
        set => values[field] = value;
    }

    /// <summary>What was typed; null when nothing was.</summary>
    public string? Optional(string field) => this[field] is { Length: > 0 } typed ? typed : null;

    /// <summary>What is wrong with a field.</summary>
    public string? ErrorOf(string field) =>
        errors.Find(one => string.Equals(one.Key, field, StringComparison.Ordinal)) is { Value: { } why } ? why : null;

    /// <summary>What somebody else saved there.</summary>
    public string? OtherOf(string field) => others.GetValueOrDefault(field);

    /// <summary>Marks a field; the first mark counts.</summary>
    public void Refuse(string field, string why)
    {
        if (ErrorOf(field) is null)
        {
            errors.Add(new(field, why));
        }
    }

    /// <summary>Says what stands in the way of the whole form.</summary>
    public void RefuseAll(string why) => Refuse("", why);

    /// <summary>
    /// Whether the form came only to be shown again with what is typed in it, in another language for example; then
    /// nothing is done.
    /// </summary>
    public bool IsRedraw => this[StepField] is "redraw";

    /// <summary>Notes somebody else's value where it differs from what is typed.</summary>
    public void NoteOther(string field, string? value)
    {
        if (!string.Equals(this[field], value ?? "", StringComparison.Ordinal))
        {
            others[field] = value ?? "";
        }
    }

    /// <summary>Takes a posted form.</summary>
    internal static FormState Of(IFormCollection form)
    {
        FormState state = new();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in form)
        {
            if (name is not Security.Gate.ProofField && value.Count > 0)
            {
                state[name] = value[0]!.Trim();
            }
        }

        return state;
    }
}

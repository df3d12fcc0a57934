using System.Globalization;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Patients.Identity;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Texts;

namespace Serment.Web.Charts.Items;

/// <summary>
/// One list of a chart: its fields, and how they become a resource and back. All else (adding, correcting, conflicts,
/// versions) is the same for all lists.
/// </summary>
internal abstract class ItemForm
{
    private const int MaxNumber = 99;
    private const int YearsAhead = 5;

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<ItemForm> All { get; } =
        [new ProblemForm(), new AllergyForm(), new HistoryForm(), new VaccinationForm(), new AlertForm()];

    /// <summary>FHIR's types of all of them.</summary>
    public static IReadOnlyList<string> Types { get; } =
        [.. All.Select(one => one.Type).Distinct(StringComparer.Ordinal)];

    /// <summary>Its word in addresses and in the keys of texts.</summary>
    public abstract string Path { get; }

    /// <summary>FHIR's type.</summary>
    public abstract string Type { get; }

    /// <summary>Its icon.</summary>
    public abstract string Icon { get; }

    /// <summary>The fields; the first is the title.</summary>
    public abstract IReadOnlyList<ItemField> Fields { get; }

    /// <summary>The list of that word; null where there is none.</summary>
    public static ItemForm? Of(string path) =>
        All.FirstOrDefault(one => string.Equals(one.Path, path, StringComparison.Ordinal));

    /// <summary>The list that a resource stands in; null for none.</summary>
    public static ItemForm? Of(Resource? resource) =>
        resource is DomainResource one ? All.FirstOrDefault(form => form.Holds(one)) : null;

    /// <summary>Whether a resource stands in this list.</summary>
    public abstract bool Holds(DomainResource resource);

    /// <summary>Puts a resource into the fields.</summary>
    public abstract void Fill(FormState form, DomainResource resource);

    /// <summary>A resource of the fields, which are right: a new one or the one corrected.</summary>
    public abstract DomainResource Read(FormState form, DomainResource? before, ItemWriter writer);

    /// <summary>Says that it was never so.</summary>
    public abstract DomainResource MarkError(DomainResource resource);

    /// <summary>Where it stands.</summary>
    public abstract ItemState StateOf(DomainResource resource);

    /// <summary>What it is called.</summary>
    public virtual string TitleOf(DomainResource resource, PageTexts texts)
    {
        FormState form = new();
        Fill(form, resource);
        return ValueOf(Fields[0], form, texts);
    }

    /// <summary>What stands in the fields after the title, in words.</summary>
    public IEnumerable<(ItemField Field, string Value)> FactsOf(DomainResource resource, PageTexts texts)
    {
        FormState form = new();
        Fill(form, resource);
        foreach (ItemField field in Fields)
        {
            yield return (field, ValueOf(field, form, texts));
        }
    }

    /// <summary>Refuses what is missing, too long, no day, or a day before the patient was born.</summary>
    public void Check(FormState form, BirthDate? born, Visitor me)
    {
        foreach (ItemField field in Fields)
        {
            if (WhyNot(field, form, me) is { } why)
            {
                form.Refuse(field.Id, why);
            }
            else if (field.Input is ItemInput.PastDay or ItemInput.AnyDay && IsOfPatient(form)
                && PartialDay.TryRead(form[field.Id], DateOnly.MaxValue, out string day)
                && PartialDay.IsBefore(day, born))
            {
                form.Refuse(field.Id, me.Texts["item.beforeBirth"]);
            }
        }
    }

    /// <summary>Whether the days are the patient's own: a relative may have fallen ill before her birth.</summary>
    protected virtual bool IsOfPatient(FormState form) => true;

    /// <summary>A field's value in words; empty where nothing is.</summary>
    public static string ValueOf(ItemField field, FormState form, PageTexts texts)
    {
        string value = form[field.Id];
        return field.Input switch
        {
            ItemInput.Choice when field.Options.Contains(value, StringComparer.Ordinal) && value.Length > 0 =>
                texts[field.OptionKey(value)],
            ItemInput.Choice => "",
            ItemInput.Tick => value.Length > 0 ? texts["item.yes"] : "",
            ItemInput.Suggest when form[field.CodeId] is { Length: > 0 } code => $"{value} ({code})",
            _ => value,
        };
    }

    /// <summary>A typed day in FHIR's form; null where none is.</summary>
    protected static string? DayOf(FormState form, string field) =>
        PartialDay.TryRead(form[ItemField.Prefix + field], DateOnly.MaxValue, out string day) ? day : null;

    /// <summary>A typed text; null where none is.</summary>
    protected static string? TextOf(FormState form, string field) => form.Optional(ItemField.Prefix + field);

    /// <summary>The place of the chosen value among a field's values; the first where none was chosen.</summary>
    protected int ChosenOf(FormState form, string field)
    {
        IReadOnlyList<string> options = FieldOf(field).Options;
        for (int i = 0; i < options.Count; i++)
        {
            if (string.Equals(options[i], form[ItemField.Prefix + field], StringComparison.Ordinal))
            {
                return i;
            }
        }

        return 0;
    }

    /// <summary>Puts a value into a field.</summary>
    protected static void Set(FormState form, string field, string? value) =>
        form[ItemField.Prefix + field] = value ?? "";

    /// <summary>Puts a choice into a field.</summary>
    protected void Choose(FormState form, string field, int place) =>
        Set(form, field, FieldOf(field).Options[place]);

    /// <summary>Whether two texts are the same.</summary>
    protected static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

    private ItemField FieldOf(string name) => Fields.First(one => Same(one.Name, name));

    private static string? WhyNot(ItemField field, FormState form, Visitor me)
    {
        string value = form[field.Id];
        if (value.Length == 0)
        {
            return field.IsRequired ? me.Texts["item.missing"] : null;
        }

        if (value.Length > field.MaxChars)
        {
            return me.Texts.Fill("item.tooLong", field.MaxChars);
        }

        switch (field.Input)
        {
            case ItemInput.PastDay when !PartialDay.TryRead(value, me.Today, out _):
                return me.Texts["item.notPast"];
            case ItemInput.AnyDay when !PartialDay.TryRead(value, me.Today.AddYears(YearsAhead), out _):
                return me.Texts["item.notDay"];
            case ItemInput.Choice when !field.Options.Contains(value, StringComparer.Ordinal):
                return me.Texts["item.notChoice"];
            case ItemInput.Number
                when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                    || number is < 1 or > MaxNumber:
                return me.Texts.Fill("item.notNumber", MaxNumber);
            default:
                return null;
        }
    }
}

namespace Serment.Web.Charts.Items;

/// <summary>How a field is filled.</summary>
internal enum ItemInput
{
    /// <summary>A line of text.</summary>
    Line,

    /// <summary>Several lines.</summary>
    Area,

    /// <summary>A day, month or year that has been.</summary>
    PastDay,

    /// <summary>A day, month or year that may come.</summary>
    AnyDay,

    /// <summary>One of a few.</summary>
    Choice,

    /// <summary>Yes or nothing.</summary>
    Tick,

    /// <summary>A small whole number.</summary>
    Number,

    /// <summary>A line of text with suggestions and, where one is chosen, its code in a field beside it.</summary>
    Suggest,
}

/// <summary>A field of an item's form.</summary>
internal sealed record ItemField(string Name, ItemInput Input)
{
    /// <summary>What the names of all fields of items begin with.</summary>
    public const string Prefix = "item-";

    /// <summary>The longest line.</summary>
    public const int MaxLineChars = 200;

    /// <summary>The longest text.</summary>
    public const int MaxAreaChars = 4_000;

    /// <summary>Whether it must be filled.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether a line of hint stands under it.</summary>
    public bool HasHint { get; init; }

    /// <summary>Of a choice: its values; the first is there unasked, unless it must be chosen.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Of suggestions: where they come from.</summary>
    public string? Source { get; init; }

    /// <summary>The field's name and id in the page.</summary>
    public string Id => Prefix + Name;

    /// <summary>The field of the chosen code.</summary>
    public string CodeId => Id + "-code";

    /// <summary>The text that names it.</summary>
    public string LabelKey => "item.field." + Name;

    /// <summary>The text of its hint.</summary>
    public string HintKey => "item.hint." + Name;

    /// <summary>The text of a choice.</summary>
    public string OptionKey(string option) => $"item.{Name}.{option}";

    /// <summary>The longest value.</summary>
    public int MaxChars => Input == ItemInput.Area ? MaxAreaChars : MaxLineChars;
}

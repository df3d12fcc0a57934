using System.Globalization;
using Serment.Interop.Legacy.Reading;

namespace Serment.Interop.Legacy.Profiles;

/// <summary>
/// One row of an export, as its profile understands it. It owns its text, so it outlives the reader's record; it is
/// meant to be filled again and again, and pooled. Not safe for several threads at once.
/// </summary>
public sealed class LegacyRow
{
    /// <summary>How many fields there are.</summary>
    public static readonly int FieldTotal = Enum.GetValues<LegacyField>().Length;

    private const int UsualChars = 1024;
    private const int KeepAtMostChars = 64 * 1024;

    private readonly int[] starts = new int[FieldTotal];
    private readonly int[] lengths = new int[FieldTotal];
    private readonly (LegacyField Field, FieldProblem Problem)[] problems =
        new (LegacyField, FieldProblem)[LegacyLimits.MaxProblemsPerRow];

    private char[] text = new char[UsualChars];
    private int problemCount;
    private int used;

    /// <summary>The number of the row's first physical line in the file, from 1.</summary>
    public long LineNumber { get; internal set; }

    /// <summary>Where the row begins in the file, in bytes.</summary>
    public long Offset { get; internal set; }

    /// <summary>Where the next row begins, in bytes: the place to resume at once this row is done.</summary>
    public long NextOffset { get; internal set; }

    /// <summary>The number of the physical line at <see cref="NextOffset"/>.</summary>
    public long NextLineNumber { get; internal set; }

    /// <summary>Why the row has no values, or <see cref="RefusalCode.None"/>.</summary>
    public RefusalCode Refusal { get; internal set; }

    /// <summary>How many fields the record had.</summary>
    public int FieldCount { get; internal set; }

    /// <summary>What was mended in the record.</summary>
    public RecordFlags Flags { get; internal set; }

    /// <summary>How many values of columns to be destroyed were passed over; for the report.</summary>
    public int DestroyedValues { get; internal set; }

    /// <summary>What was noticed about single values.</summary>
    public ReadOnlySpan<(LegacyField Field, FieldProblem Problem)> Problems => problems.AsSpan(0, problemCount);

    /// <summary>The value; empty when the row or the profile has none. Valid until the row is filled again.</summary>
    public ReadOnlySpan<char> Text(LegacyField field) => text.AsSpan(starts[(int)field], lengths[(int)field]);

    /// <summary>Whether there is a value.</summary>
    public bool Has(LegacyField field) => lengths[(int)field] > 0;

    /// <summary>The value as a string of its own, or null if there is none.</summary>
    public string? String(LegacyField field) => Has(field) ? new string(Text(field)) : null;

    /// <summary>A whole date; null if there is none, if it is partial, or if it is none of the calendar.</summary>
    public DateOnly? Date(LegacyField field)
    {
        ReadOnlySpan<char> value = Text(field);
        return value.Length >= 10 && DateOnly.TryParseExact(
            value[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date
            : null;
    }

    /// <summary>A date and time in the establishment's local time; null as for <see cref="Date"/>.</summary>
    public DateTime? LocalTime(LegacyField field)
    {
        ReadOnlySpan<char> value = Text(field);
        if (value.Length == 10)
        {
            return Date(field)?.ToDateTime(TimeOnly.MinValue);
        }

        return DateTime.TryParseExact(
            value, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? time
            : null;
    }

    /// <summary>Whether <paramref name="problem"/> was noticed in <paramref name="field"/>.</summary>
    public bool HasProblem(LegacyField field, FieldProblem problem) => Problems.Contains((field, problem));

    /// <summary>Overwrites the row's text, so that a pooled row keeps nothing readable.</summary>
    public void Wipe()
    {
        Array.Clear(text);
        Clear(0);
    }

    /// <summary>Empties the row and makes room for <paramref name="chars"/> characters.</summary>
    internal Span<char> Clear(int chars)
    {
        Array.Clear(starts); // A stale start could lie beyond a text that has become shorter.
        Array.Clear(lengths);
        problemCount = 0;
        used = 0;
        FieldCount = 0;
        DestroyedValues = 0;
        Flags = RecordFlags.None;
        Refusal = RefusalCode.None;

        // One huge row must not make the pool huge.
        if (text.Length < chars || (text.Length > KeepAtMostChars && chars <= KeepAtMostChars))
        {
            text = new char[Math.Max(chars, UsualChars)];
        }

        return text;
    }

    /// <summary>Notes how far the record's own text reaches; transformed values come after it.</summary>
    internal void SetUsed(int chars) => used = chars;

    internal void Set(LegacyField field, int start, int length)
    {
        starts[(int)field] = start;
        lengths[(int)field] = length;
    }

    /// <summary>Sets a value that is not a slice of the record's text.</summary>
    internal void SetNew(LegacyField field, ReadOnlySpan<char> value)
    {
        value.CopyTo(text.AsSpan(used));
        Set(field, used, value.Length);
        used += value.Length;
    }

    internal void Note(LegacyField field, FieldProblem problem)
    {
        if (problemCount < problems.Length)
        {
            problems[problemCount++] = (field, problem);
        }
    }
}

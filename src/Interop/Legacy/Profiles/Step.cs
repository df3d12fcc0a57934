using System.Runtime.InteropServices;
using Serment.Interop.Legacy.Reading;
using Serment.Records.Patients.Contact;

namespace Serment.Interop.Legacy.Profiles;

/// <summary>One column's way into a row.</summary>
internal sealed class Step
{
    private const int IsoChars = 19;

    private readonly ColumnRule rule;
    private readonly KeyValuePair<string, string>[] codes;
    private readonly DateShape[] shapes;
    private readonly LegacyField field;

    public Step(int place, ColumnRule rule)
    {
        Place = place;
        this.rule = rule;
        codes = [.. rule.Codes];
        shapes = [.. rule.Shapes];
        field = rule.Target ?? default;
        NewChars = rule.Transform switch
        {
            ColumnTransform.Date => IsoChars,
            ColumnTransform.Code => rule.Codes.Values.Select(code => code.Length).DefaultIfEmpty(0).Max(),
            ColumnTransform.Phone => 1 + PhoneNumber.MaxDigits,
            _ => 0,
        };
    }

    /// <summary>What the whole record was found to hold, which spares most values a closer look.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Care(bool PlainAscii, bool HasControls);

    /// <summary>The column's place in the record.</summary>
    public int Place { get; }

    /// <summary>The most characters that the value needs beyond the record's own text.</summary>
    public int NewChars { get; }

    /// <summary>Puts the value at <paramref name="start"/> of <paramref name="text"/> into the row.</summary>
    public void Run(Span<char> text, int start, int length, Care care, LegacyRow row)
    {
        if (rule.Destroyed)
        {
            // Not even in memory for longer than it takes to see that it was there.
            text.Slice(start, length).Clear();
            row.DestroyedValues++;
            return;
        }

        Span<char> value = text.Slice(start, length);
        if (!care.PlainAscii)
        {
            value = Mend(value, row);
        }

        if (care.HasControls && !rule.FreeText)
        {
            Flatten(value, row);
        }

        (start, length) = Trim(text, start, value.Length);
        if (length == 0)
        {
            return;
        }

        if (length > LegacyLimits.MaxStructuredChars && !rule.FreeText)
        {
            row.Note(field, FieldProblem.TooLong);
        }

        row.Set(field, start, length);
        Transform(text, start, length, row);
    }

    private void Transform(Span<char> text, int start, int length, LegacyRow row)
    {
        Span<char> value = text.Slice(start, length);
        switch (rule.Transform)
        {
            case ColumnTransform.Date:
                Date(value, row);
                break;
            case ColumnTransform.Code:
                Code(value, row);
                break;
            case ColumnTransform.Phone:
                Phone(value, row);
                break;
            case ColumnTransform.Compact:
                row.Set(field, start, Compact(value));
                break;
            case ColumnTransform.Upper:
                foreach (ref char c in value)
                {
                    c = char.ToUpperInvariant(c);
                }

                break;
            case ColumnTransform.Lower:
                foreach (ref char c in value)
                {
                    c = char.ToLowerInvariant(c);
                }

                break;
            default:
                break;
        }
    }

    private Span<char> Mend(Span<char> value, LegacyRow row)
    {
        int mended = Mojibake.Mend(value);
        if (mended == value.Length)
        {
            return value;
        }

        row.Flags |= RecordFlags.MendedMojibake;
        row.Note(field, FieldProblem.MendedMojibake);
        return value[..mended];
    }

    private void Flatten(Span<char> value, LegacyRow row)
    {
        int at;
        bool found = false;
        while ((at = value.IndexOfAnyInRange('\0', '\u001F')) >= 0)
        {
            value[at] = ' ';
            value = value[(at + 1)..];
            found = true;
        }

        if (found)
        {
            row.Note(field, FieldProblem.ControlCharacter);
        }
    }

    private static (int Start, int Length) Trim(Span<char> text, int start, int length)
    {
        while (length > 0 && char.IsWhiteSpace(text[start]))
        {
            start++;
            length--;
        }

        while (length > 0 && char.IsWhiteSpace(text[start + length - 1]))
        {
            length--;
        }

        return (start, length);
    }

    private void Date(ReadOnlySpan<char> value, LegacyRow row)
    {
        Span<char> iso = stackalloc char[IsoChars];
        foreach (DateShape shape in shapes)
        {
            DateShape.Reading reading = shape.Read(value, iso, out int length);
            if (reading is DateShape.Reading.Whole or DateShape.Reading.Partial)
            {
                row.SetNew(field, iso[..length]);
                if (reading == DateShape.Reading.Partial)
                {
                    row.Note(field, FieldProblem.PartialDate);
                }

                return;
            }
        }

        row.Note(field, FieldProblem.ImpossibleDate);
    }

    private void Code(ReadOnlySpan<char> value, LegacyRow row)
    {
        foreach ((string code, string meaning) in codes)
        {
            if (value.Equals(code, StringComparison.OrdinalIgnoreCase))
            {
                row.SetNew(field, meaning);
                return;
            }
        }

        row.Note(field, FieldProblem.UnknownCode);
    }

    private void Phone(ReadOnlySpan<char> value, LegacyRow row)
    {
        if (PhoneNumber.TryParse(value, out PhoneNumber phone) == ContactRefusal.None)
        {
            row.SetNew(field, phone.E164);
        }
        else
        {
            row.Note(field, FieldProblem.NotAPhone);
        }
    }

    private static int Compact(Span<char> value)
    {
        int to = 0;
        foreach (char c in value)
        {
            if (!char.IsWhiteSpace(c) && c is not ('.' or '-'))
            {
                value[to++] = c;
            }
        }

        return to;
    }
}

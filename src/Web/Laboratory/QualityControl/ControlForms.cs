using System.Globalization;
using Serment.Records.Laboratory.QualityControl;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>Reads fields of quality control's forms and says what is wrong in each.</summary>
internal sealed class ControlForms(FormState form, PageTexts texts)
{
    /// <summary>Words that must be there, not longer than a name.</summary>
    public string Name(string field)
    {
        if (form[field].Length is 0 or > ChangeControls.MaxNameCharacters)
        {
            form.Refuse(field, texts.Fill("qc.wrong.name", ChangeControls.MaxNameCharacters));
        }

        return form[field];
    }

    /// <summary>Words that may be missing.</summary>
    public string Words(string field, int longest)
    {
        if (form[field].Length > longest)
        {
            form.Refuse(field, texts.Fill("qc.wrong.long", longest));
        }

        return form[field];
    }

    /// <summary>A day.</summary>
    public DateOnly Day(string field)
    {
        if (!DateOnly.TryParseExact(
            form[field], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            form.Refuse(field, texts["qc.wrong.day"]);
        }

        return day;
    }

    /// <summary>A number that must be there.</summary>
    public decimal Number(string field)
    {
        decimal? number = ControlNumbers.Parse(form[field]);
        if (number is null)
        {
            form.Refuse(field, texts["qc.wrong.value"]);
        }

        return number ?? 0;
    }

    /// <summary>A number above 0 that must be there.</summary>
    public decimal Positive(string field)
    {
        decimal number = Number(field);
        if (number <= 0)
        {
            form.Refuse(field, texts["qc.wrong.positive"]);
        }

        return number;
    }

    /// <summary>A number that may be missing.</summary>
    public decimal? Optional(string field) => form[field].Length == 0 ? null : Number(field);

    /// <summary>A whole number between two limits.</summary>
    public int Whole(string field, int least, int most)
    {
        if (!int.TryParse(form[field], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number < least || number > most)
        {
            form.Refuse(field, texts.Fill("qc.wrong.whole", least, most));
        }

        return number;
    }

    /// <summary>One of a list's values.</summary>
    public T Of<T>(string field)
        where T : struct, Enum
    {
        if (!Enum.TryParse(form[field], out T value) || !Enum.IsDefined(value))
        {
            form.Refuse(field, texts["qc.wrong.choose"]);
        }

        return value;
    }
}

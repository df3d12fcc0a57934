using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;

namespace Serment.Records.Charts.Items;

/// <summary>Who writes an item of a chart, under which name, at which local time.</summary>
/// <param name="Patient">Whose chart.</param>
/// <param name="Staff">Who.</param>
/// <param name="Name">The name, so that whoever reads the item reads it too.</param>
/// <param name="At">When, with the offset of the house.</param>
public sealed record ItemWriter(PatientId Patient, ActorId Staff, string Name, DateTimeOffset At)
{
    /// <summary>The time as FHIR writes it.</summary>
    public string AtText => Coded.Time(At);

    /// <summary>FHIR's reference to the patient.</summary>
    public Reference Subject() => new() { ReferenceValue = $"Patient/{Patient}" };

    /// <summary>FHIR's reference to the writer.</summary>
    public Reference Author() => new() { ReferenceValue = $"Practitioner/{Staff}", Display = Name };
}

/// <summary>FHIR's ways to write a code, a day and a note.</summary>
public static class Coded
{
    /// <summary>A concept of one code.</summary>
    public static CodeableConcept Of(string system, string code, string? display = null) =>
        new() { Coding = [new() { System = system, Code = code, Display = display }], Text = display };

    /// <summary>The code of a system in a concept; null where there is none.</summary>
    public static string? CodeIn(CodeableConcept? concept, string system) =>
        concept?.Coding?.Find(one => string.Equals(one.System, system, StringComparison.Ordinal))?.Code;

    /// <summary>A concept in words: its text, else the first display, else the first code.</summary>
    public static string? TextOf(CodeableConcept? concept) =>
        concept?.Text
        ?? concept?.Coding?.Find(one => one.Display is not null)?.Display
        ?? concept?.Coding?.Find(one => one.Code is not null)?.Code;

    /// <summary>A time as FHIR's dateTime, to the second, with its offset.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>The moment that FHIR's dateTime tells; its first day where only a month or year is known.</summary>
    public static DateTimeOffset? Moment(string? time) => time switch
    {
        null => null,
        { Length: 4 or 7 or 10 } => DateTimeOffset.TryParseExact(
            time, ["yyyy", "yyyy-MM", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset day) ? day : null,
        _ => DateTimeOffset.TryParse(
            time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment)
            ? moment
            : null,
    };

    /// <summary>The text of the first note.</summary>
    public static string? NoteOf(List<Annotation>? notes) => notes?.Find(one => one.Text is not null)?.Text;

    /// <summary>The notes with the first one's text changed; those of others stay.</summary>
    public static List<Annotation>? WithNote(List<Annotation>? notes, string? text, ItemWriter writer)
    {
        if (string.Equals(NoteOf(notes), text, StringComparison.Ordinal))
        {
            return notes;
        }

        List<Annotation> kept = [.. (notes ?? []).Skip(1)];
        if (text is not null)
        {
            kept.Insert(0, new() { Text = text, Time = writer.AtText, AuthorReference = writer.Author() });
        }

        return kept.Count == 0 ? null : kept;
    }
}

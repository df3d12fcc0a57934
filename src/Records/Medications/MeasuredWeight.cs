using System.Globalization;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Medications;

/// <summary>A body weight of the chart (LOINC 29463-7, in kilograms).</summary>
public sealed record MeasuredWeight(decimal Kilograms, DateOnly Day)
{
    private const string Loinc = "http://loinc.org";
    private const string BodyWeight = "29463-7";

    /// <summary>The newest of the entries; null where none was measured.</summary>
    public static MeasuredWeight? NewestOf(IEnumerable<OpenedEntry> entries)
    {
        MeasuredWeight? newest = null;
        foreach (CurrentEntry<Observation> entry in ReadEntries.Of<Observation>(entries))
        {
            Observation one = entry.Resource;
            if (one.Status is "entered-in-error" or "cancelled"
                || one.Code?.Coding?.Exists(code => code is { System: Loinc, Code: BodyWeight }) != true)
            {
                continue;
            }

            MeasuredWeight? read = Read(one);
            newest = read is not null && (newest is null || read.Day >= newest.Day) ? read : newest;
        }

        return newest;
    }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(MeasuredWeight);

    private static MeasuredWeight? Read(Observation observation)
    {
        decimal factor = observation.ValueQuantity?.Code switch
        {
            "kg" => 1m,
            "g" => 0.001m,
            _ => 0m,
        };
        return observation.ValueQuantity?.Value is { } value && value.TryToDecimal(out decimal number) && factor > 0
            && observation.EffectiveDateTime is { Length: >= 10 } at
            && DateOnly.TryParseExact(
                at.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                ? new(number * factor, day)
                : null;
    }
}

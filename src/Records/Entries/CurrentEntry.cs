using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Entries;

/// <summary>A version of an entry: what a correction must build upon.</summary>
public sealed record EntryVersion(PatientId Patient, EntryId Entry, int Version)
{
    /// <summary>The form's text: patient, entry, version.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Patient}.{Entry}.{Version}");

    /// <summary>Reads <see cref="ToText"/>; null for anything else.</summary>
    public static EntryVersion? Parse(string? text)
    {
        string[] parts = (text ?? "").Split('.');
        return parts.Length == 3
            && PatientId.TryParse(parts[0], out PatientId patient)
            && EntryId.TryParse(parts[1], out EntryId entry)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            && version > 0
                ? new(patient, entry, version)
                : null;
    }
}

/// <summary>The entry that holds now, of several that an import or a merge brought, with its resource read.</summary>
public sealed record CurrentEntry<T>(EntryVersion Version, T Resource, long RecordedAtMs, ActorId Author)
    where T : Resource
{
    /// <summary>Whose key wraps it.</summary>
    public Compartment Compartment { get; init; }
}

/// <summary>Chooses it.</summary>
public static class CurrentEntry
{
    /// <summary>
    /// The newest of a compartment's resources of one type. What somebody typed counts from when it was typed, what a
    /// file brought from the day it had in its source; the surviving record's own goes before a joined one's of the
    /// same day. An identity that somebody here validated or marked goes before all that a file brings, however new.
    /// </summary>
    public static CurrentEntry<T>? Of<T>(IEnumerable<OpenedEntry> entries, Compartment compartment, PatientId survivor)
        where T : DomainResource
    {
        CurrentEntry<T>? best = null;
        (bool IsSettled, DateOnly Day, bool IsSurvivor, long RecordedAt) bestRank = default;
        foreach (OpenedEntry entry in entries)
        {
            if (entry.Compartment != compartment || FhirJson.ReadResource(entry.Json.Span) is not T resource)
            {
                continue;
            }

            (bool IsSettled, DateOnly Day, bool IsSurvivor, long RecordedAt) rank =
            (
                compartment == Compartment.Identity && resource is Patient patient
                    && IdentityResource.IsSettled(patient),
                DayOf(resource, entry.RecordedAtMs),
                entry.Patient == survivor,
                entry.RecordedAtMs
            );
            if (best is null || rank.CompareTo(bestRank) > 0)
            {
                best = new(new(entry.Patient, entry.Entry, entry.Version), resource, entry.RecordedAtMs, entry.Author)
                {
                    Compartment = compartment,
                };
                bestRank = rank;
            }
        }

        return best;
    }

    private static DateOnly DayOf(DomainResource resource, long recordedAtMs) =>
        resource.Extension?.Find(one => one.Url is IdentityResource.AsOf)?.ValueDate is { } day
        && DateOnly.TryParseExact(day, "yyyy-MM-dd", out DateOnly asOf)
            ? asOf
            : DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(recordedAtMs).UtcDateTime);
}

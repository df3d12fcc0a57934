using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;

namespace Serment.Records.Entries;

/// <summary>Reads the resources of opened entries; entries of other types are passed over unread.</summary>
public static class ReadEntries
{
    /// <summary>
    /// The newest version of each resource of a type. What was entered in error is among them: the caller decides.
    /// </summary>
    /// <typeparam name="T">The resource; its name is FHIR's.</typeparam>
    public static IEnumerable<CurrentEntry<T>> Of<T>(IEnumerable<OpenedEntry> entries)
        where T : Resource
    {
        ResourceType type = ResourceType.Of(typeof(T).Name);
        foreach (OpenedEntry entry in entries)
        {
            if (entry.ResourceType == type && FhirJson.ReadResource(entry.Json.Span) is T resource)
            {
                yield return new(
                    new(entry.Patient, entry.Entry, entry.Version), resource, entry.RecordedAtMs, entry.Author)
                {
                    Compartment = entry.Compartment,
                };
            }
        }
    }
}

using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Charts;

/// <summary>
/// Saves one item of a chart: a problem, an allergy, a vaccination, an alert. Who corrects proves which version she
/// saw. A first allergy takes back the statement that none is known, in the same breath.
/// </summary>
public sealed class SaveItem(SaveEntries save)
{
    /// <summary>Saves it.</summary>
    /// <param name="patient">The surviving record.</param>
    /// <param name="resource">The resource as it shall be.</param>
    /// <param name="seen">The version it was made from; null for a new one.</param>
    /// <param name="opened">The chart's entries of that type, as they were just opened.</param>
    /// <param name="session">Who.</param>
    /// <param name="stop">Until the commit.</param>
    public Task<EntriesSaved> RunAsync(
        PatientId patient, DomainResource resource, EntryVersion? seen, IReadOnlyList<OpenedEntry> opened,
        SessionToken session, CancellationToken stop)
    {
        List<EntryDraft> drafts = [new(resource, Seen: seen)];
        if (resource is AllergyIntolerance allergy
            && AllergyResource.Read(allergy) is { IsHeeded: true, IsNoneKnown: false })
        {
            foreach (Allergy none in Allergies.Of(opened))
            {
                if (none.Details is { IsHeeded: true, IsNoneKnown: true } && none.Entry.Version.Entry != seen?.Entry)
                {
                    drafts.Add(new(AllergyResource.Lift(none.Entry.Resource), Seen: none.Entry.Version));
                }
            }
        }

        return save.RunAsync(patient, drafts, session, stop);
    }
}

using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>Seals steps through the laboratory's machine client, with their rows in one transaction.</summary>
internal static class SealSteps
{
    /// <summary>Containers in one call.</summary>
    public const int MaxSteps = 200;

    /// <summary>Seals them; <paramref name="work"/> moves the rows.</summary>
    /// <exception cref="InvalidOperationException">The custodian refused a new entry of its own client.</exception>
    /// <exception cref="SpecimenMovedException">A row had changed.</exception>
    public static async Task SealAsync(
        this LaboratoryClient client, short site, IReadOnlyList<(PatientId Patient, SpecimenStep Step)> steps,
        SealWork work, CancellationToken stop, IReadOnlyList<(PatientId Patient, EntryDraft Draft)>? also = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Count, MaxSteps, nameof(steps));
        using SealBatch batch = new(site);
        foreach (IGrouping<PatientId, EntryDraft> group in steps
            .Select(one => (one.Patient, Draft: new EntryDraft(one.Step.ToResource(), Compartment.Laboratory)))
            .Concat(also ?? [])
            .GroupBy(one => one.Patient, one => one.Draft))
        {
            batch.BeginPatient(group.Key, isNew: false);
            foreach (EntryDraft draft in group)
            {
                SealResource.Add(
                    batch, draft.Entry ?? batch.NewEntryId(), 1, draft.Compartment, draft.Resource);
            }
        }

        SealResult result = await client.SealAsync(batch, stop, work);
        if (result.Outcome != SealOutcome.Saved)
        {
            throw new InvalidOperationException($"the laboratory's client may not seal a step: {result.Reason}");
        }
    }
}

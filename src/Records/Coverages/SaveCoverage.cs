using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.Records.Charts;
using Serment.Records.Entries;

namespace Serment.Records.Coverages;

/// <summary>Seals a coverage: a new one, or the next version of the one that was shown.</summary>
public sealed class SaveCoverage(RecordDoor door, SaveEntries save)
{
    /// <summary>Saves it. Of two who save at once, the second is told.</summary>
    public async Task<EntriesSaved> RunAsync(
        PatientId patient, CoverageLine line, EntryVersion? seen, SessionDescription who, SessionToken token,
        CancellationToken stop)
    {
        Coverage resource = new();
        if (seen is not null)
        {
            EntryOpened<Coverage> opened = await door.OpenOneAsync<Coverage>(
                seen, Compartment.Coverage, OpenSection.PurposeOf(who, token), stop);
            if (opened.Current is not { } current)
            {
                return new(opened.Refusal, opened.Reason, []);
            }

            resource = current.Resource;
        }

        CoverageLineResource.Write(line, seen?.Patient ?? patient, resource, isNew: seen is null);
        return await save.RunAsync(patient, [new(resource, Compartment.Coverage, seen)], token, stop);
    }
}

using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Cli.Demo.Week;

/// <summary>What is written of one patient, sealed as many entries at a time as one request takes.</summary>
internal sealed class WeekRecord(WeekDesk desk, short site, PatientId patient)
{
    private readonly List<(EntryId Entry, Compartment Compartment, Resource Resource)> entries = [];

    /// <summary>Whose.</summary>
    public PatientId Patient => patient;

    /// <summary>Adds a new entry; its number.</summary>
    public EntryId Add(Resource resource, Compartment compartment = Compartment.Clinical, EntryId? number = null)
    {
        EntryId entry = number ?? EntryId.New();
        entries.Add((entry, compartment, resource));
        return entry;
    }

    /// <summary>Seals everything; the rows go with the first entries.</summary>
    public async Task SealAsync(SealWork? work, CancellationToken stop)
    {
        using SealBatch batch = new(site);
        foreach ((EntryId Entry, Compartment Compartment, Resource Resource)[] some
            in entries.Chunk(SealRequest.MaxEntriesPerPatient))
        {
            batch.Clear();
            batch.BeginPatient(patient, isNew: false);
            foreach ((EntryId entry, Compartment compartment, Resource resource) in some)
            {
                SealResource.Add(batch, entry, 1, compartment, resource);
            }

            await desk.SealAsync(batch, work, stop);
            work = null;
        }

        entries.Clear();
    }
}

using Serment.CustodyProtocol;
using Serment.Records.Entries;

namespace Serment.Records.Handovers;

/// <summary>Seals what a shift tells the next of a patient. Each line is an entry of its own: none is overwritten.</summary>
public sealed class SaveHandover(SaveEntries save)
{
    /// <summary>Seals it.</summary>
    public Task<EntriesSaved> RunAsync(
        PatientId patient, string text, ActorId author, SessionToken session, DateTimeOffset now,
        CancellationToken stop) =>
        save.RunAsync(
            patient, [new(HandoverLine.Write(patient, text, author, now), Compartment.Clinical)], session, stop);
}

using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Encounters;

/// <summary>Where somebody is now: for the head of a chart.</summary>
/// <param name="Entry">The stay's entry.</param>
/// <param name="Status">Present, or away for a while.</param>
/// <param name="Class">Kind of stay.</param>
/// <param name="Place">Unit and bed, with its label.</param>
/// <param name="Since">When the stay began.</param>
/// <param name="Physician">Who is responsible.</param>
/// <param name="ExpectedOut">The day on which she is expected to leave.</param>
/// <param name="Isolation">Whether she must lie alone.</param>
public sealed record CurrentStay(
    EntryVersion Entry, StayStatus Status, StayClass Class, Place Place, DateTimeOffset Since, ActorId? Physician,
    DateOnly? ExpectedOut, bool Isolation)
{
    /// <summary>FHIR's type that a page must open for it.</summary>
    public const string Type = "Encounter";

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CurrentStay);

    /// <summary>Finds it among opened entries; null for somebody who is not here.</summary>
    public static CurrentStay? Of(IEnumerable<OpenedEntry> entries)
    {
        foreach ((CurrentEntry<Encounter> one, Stay stay) in EncounterResource.StaysOf(entries))
        {
            StayHistory history = stay.History;
            if (history.Current is { } now)
            {
                return new(
                    one.Version, history.Status, now.Class, now.Place, history.From!.Value, now.Physician,
                    stay.ExpectedOut, stay.Isolation);
            }
        }

        return null;
    }
}

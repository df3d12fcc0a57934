using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Patients;

namespace Serment.Records.Notes;

/// <summary>A draft of the person who asks, with the patient's card as far as it opened.</summary>
public sealed record MyDraft(EntryId Entry, PatientCard Card, PatientId Patient, DateTimeOffset SavedAt);

/// <summary>What somebody began to write and has not signed. Every card shown is a disclosure.</summary>
public sealed class ListMyDrafts(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Drafts shown; who has more signs or gives up some first.</summary>
    public const int MaxDrafts = 100;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<MyDraft>> RunAsync(
        ActorId author, SessionToken session, DateOnly today, CancellationToken stop)
    {
        IReadOnlyList<NoteDraftRow> rows = await NoteDraftRows.OfAuthorAsync(main, author, MaxDrafts, stop);
        PatientCard[] cards = await door.CardsAsync(rows.Select(row => row.Patient), session, today, stop);
        return
        [
            .. rows.Zip(cards, (row, card) => new MyDraft(
                row.Entry, card, row.Patient, DateTimeOffset.FromUnixTimeMilliseconds(row.SavedAtMs))),
        ];
    }
}

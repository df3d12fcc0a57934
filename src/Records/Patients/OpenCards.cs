using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;

namespace Serment.Records.Patients;

/// <summary>Opens the cards of the people in a list: each of them is a disclosure, decided by itself.</summary>
public static class OpenCards
{
    /// <summary>One card for each of the patients, in their order; at most 200 different ones.</summary>
    public static async Task<PatientCard[]> CardsAsync(
        this RecordDoor door, IEnumerable<PatientId> patients, SessionToken session, DateOnly today,
        CancellationToken stop)
    {
        using OpenedCards opened = await door.OpenCardsAsync([.. patients], new(session, AccessPurpose.Card), stop);
        return [.. opened.Cards.Select(card => PatientCard.From(card, today))];
    }

    /// <summary>The card of one.</summary>
    public static async Task<PatientCard> CardAsync(
        this RecordDoor door, PatientId patient, SessionToken session, DateOnly today, CancellationToken stop) =>
        (await door.CardsAsync([patient], session, today, stop))[0];
}

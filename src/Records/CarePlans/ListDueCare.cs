using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Patients;

namespace Serment.Records.CarePlans;

/// <summary>A care that is due, with whose it is and what, as far as the record opened.</summary>
public sealed record DueCare(CareTaskRow Row, PatientCard Card, CareAction? Action);

/// <summary>A unit's due care, by time, and whether there is more than a page shows.</summary>
public sealed record DueCareList(IReadOnlyList<DueCare> Lines, bool IsTruncated);

/// <summary>
/// What a unit has to do next: routed by the worklist, told by the sealed plans. Every patient in it is counted once.
/// </summary>
public sealed class ListDueCare(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Lines shown; the next come when these are done.</summary>
    public const int MaxLines = 150;

    private static readonly EntrySelection Selection = EntrySelection.Of(
        CompartmentSet.Of(Compartment.Identity, Compartment.Clinical), "Patient", "CarePlan");

    /// <summary>Due before a time, the longest overdue first.</summary>
    public async Task<DueCareList> RunAsync(
        string siteCode, int unit, DateTimeOffset until, SessionToken session, DateOnly today, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return new([], false);
        }

        IReadOnlyList<CareTaskRow> rows =
            await CareTaskRows.DueOfUnitAsync(main, site, unit, until, MaxLines + 1, stop);
        CareTaskRow[] shown = [.. rows.Take(MaxLines)];
        using OpenedCards opened = await door.OpenListAsync(
            [.. shown.Select(row => row.Patient).Distinct()], Selection, new(session, AccessPurpose.Care), stop);
        Dictionary<PatientId, OpenedCard> cards = opened.Cards.ToDictionary(card => card.Patient);
        Dictionary<EntryId, CareAction> actions = opened.Cards
            .SelectMany(card => ReadEntries.Of<CarePlan>(card.Entries))
            .Select(CareResources.Read).OfType<CareAction>()
            .ToDictionary(one => one.Version.Entry);
        return new(
            [
                .. shown.Select(row => new DueCare(
                    row, PatientCard.From(cards[row.Patient], today), actions.GetValueOrDefault(row.Action))),
            ],
            rows.Count > MaxLines);
    }

    /// <summary>Whether anything is due in a unit.</summary>
    public async Task<bool> HasDueAsync(string siteCode, int unit, DateTimeOffset until, CancellationToken stop) =>
        await door.SiteOfCodeAsync(siteCode, stop) is { } site
        && (await CareTaskRows.DueOfUnitAsync(main, site, unit, until, 1, stop)).Count > 0;

    /// <summary>A number that changes when the unit's due care does; nobody's card is opened for it.</summary>
    public async Task<long> StampAsync(
        string siteCode, int unit, DateTimeOffset until, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return 0;
        }

        long stamp = 17;
        foreach (CareTaskRow row in await CareTaskRows.DueOfUnitAsync(main, site, unit, until, MaxLines + 1, stop))
        {
            stamp = unchecked((((stamp * 31) + row.Action.Value) * 31) + row.Due.ToUnixTimeMilliseconds());
        }

        return stamp;
    }
}

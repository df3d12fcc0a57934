using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Appointments.Booking;
using Serment.Records.Charts;
using Serment.Records.Entries;

namespace Serment.Records.Appointments;

/// <summary>How much of a series is cancelled.</summary>
public enum SeriesPart : byte
{
    /// <summary>All that is still to come.</summary>
    All = 0,

    /// <summary>One appointment and those after it.</summary>
    FromHere = 1,
}

/// <summary>An appointment as it was shown to whoever confirms.</summary>
public readonly record struct ShownAppointment(long AppointmentId, int Version);

/// <summary>A series, as one of its appointments sees it.</summary>
/// <param name="Ends">What would be cancelled: from today on, and nobody has arrived for it.</param>
/// <param name="Stays">What stays as it is: done, arrived, missed, cancelled before, or of days gone by.</param>
public sealed record SeriesSplit(IReadOnlyList<AppointmentRow> Ends, IReadOnlyList<AppointmentRow> Stays)
{
    /// <summary>The rule. Pure.</summary>
    public static SeriesSplit Of(
        IReadOnlyList<AppointmentRow> series, AppointmentRow anchor, SeriesPart part, DateOnly today)
    {
        ILookup<bool, AppointmentRow> split = series.ToLookup(row =>
            row.Status == AppointmentStatus.Expected && row.Day >= today
            && (part == SeriesPart.All
                || (row.Day, row.MinuteOfDay).CompareTo((anchor.Day, anchor.MinuteOfDay)) >= 0));
        return new([.. split[true]], [.. split[false]]);
    }
}

/// <summary>
/// Cancels several appointments of a series for one reason. The sealed entries, the rows and the freed cells are one
/// transaction: all of them, or none. The care of each ends before it, one after the other, as with a single
/// cancellation: a cut in between leaves a series that stands and is seen, and the same confirmation again goes through.
/// </summary>
public sealed class CancelSeries(
    RecordDoor door, SaveEntries save, CustodianClient custodian, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>All of a series, by time; empty for a single appointment.</summary>
    public async Task<IReadOnlyList<AppointmentRow>> RowsAsync(
        AppointmentRow anchor, string siteCode, CancellationToken stop)
    {
        if (anchor.SeriesId == 0 || await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        return await AgendaRows.OfSeriesAsync(connection, site, anchor.Patient, anchor.SeriesId, stop);
    }

    /// <summary>Cancels exactly what was shown; where one of them has changed since, nothing.</summary>
    /// <exception cref="CustodyException">Not this person's to cancel; the series stands.</exception>
    public async Task<BookingResult> RunAsync(
        AppointmentRow anchor, IReadOnlyCollection<ShownAppointment> shown, EndReason reason, SessionDescription who,
        SessionToken session, CancellationToken stop)
    {
        if (!AppointmentFlow.ReasonsOf(AppointmentStatus.Cancelled).Contains(reason))
        {
            throw new ArgumentException("not a reason of a cancellation", nameof(reason));
        }

        List<AppointmentRow> rows =
        [
            .. (await RowsAsync(anchor, who.SiteCode, stop))
                .Where(row => row.Status == AppointmentStatus.Expected && row.Entry is not null
                    && shown.Contains(new(row.AppointmentId, row.Version))),
        ];
        if (rows.Count == 0 || rows.Count != shown.Count)
        {
            return BookingResult.Changed;
        }

        using OpenResult opened = await door.OpenEntriesAsync(
            anchor.Patient, [.. rows.Select(row => row.Entry!.Entry)], CompartmentSet.Of(Compartment.Contact),
            OpenSection.PurposeOf(who, session), stop);
        if (opened.Record is not { } record)
        {
            return new(
                BookingOutcome.Refused, [],
                opened.Outcome == Outcome.StepUp ? SealOutcome.StepUp : SealOutcome.Refused, opened.Reason);
        }

        Dictionary<EntryId, Appointment> booked = ReadEntries.Of<Appointment>(record.Entries)
            .ToDictionary(one => one.Version.Entry, one => one.Resource);
        List<EntryDraft> drafts = [];
        foreach (AppointmentRow row in rows)
        {
            Appointment resource = booked.GetValueOrDefault(row.Entry!.Entry)
                ?? throw new InvalidOperationException("a booked appointment without its entry");
            AppointmentResource.End(resource, AppointmentStatus.Cancelled, reason);
            drafts.Add(new(resource, Compartment.Contact, row.Entry));
        }

        CareOfAppointment care = new(custodian, session);
        foreach (AppointmentRow row in rows)
        {
            await care.EndAsync(row.RelationshipId);
            await care.EndAsync(row.StaffRelationshipId);
        }

        return await SealAsync(rows, drafts, reason, who, session, stop);
    }

    private async Task<BookingResult> SealAsync(
        List<AppointmentRow> rows, List<EntryDraft> drafts, EndReason reason, SessionDescription who,
        SessionToken session, CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(who.SiteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
        DateTimeOffset now = clock.GetUtcNow();
        try
        {
            return BookingResult.From(await save.RunAsync(
                rows[0].Patient, drafts, session, stop,
                async (connection, transaction, _, running) =>
                {
                    foreach (AppointmentRow row in rows)
                    {
                        AppointmentStep step =
                            new(row.Patient, row.AppointmentId, row.Version, AppointmentStatus.Cancelled, reason);
                        AppointmentRow after = ChangeAppointment.After(row, step, now) with
                        {
                            Entry = row.Entry! with { Version = row.Entry!.Version + 1 },
                        };
                        if (!await ChangeAppointment.WriteAsync(
                            connection, transaction, after, who.StaffId, running))
                        {
                            throw new StaleRowException();
                        }

                        await ChangeAppointment.FreeAsync(connection, transaction, site, row, running);
                    }
                }));
        }
        catch (StaleRowException)
        {
            return BookingResult.Changed;
        }
    }
}

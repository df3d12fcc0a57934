using System.Globalization;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;

namespace Serment.Web.Appointments;

/// <summary>
/// A change of an agenda that displaces appointments is shown with them before it is saved: it is saved once the form
/// comes back with what was shown. Times and kinds only: an administrator sees no patient.
/// </summary>
internal sealed class HitForm(ReadAgenda read)
{
    private const string Field = "hit";
    private const int Modulus = 1_000_003;

    /// <summary>What of these appointments was shown; it changes with any of them.</summary>
    public static string Signature(IEnumerable<AppointmentRow> rows)
    {
        (int count, long sum) = (0, 0);
        foreach (AppointmentRow row in rows)
        {
            count++;
            sum += row.AppointmentId % Modulus * row.Version;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{count}.{sum}");
    }

    /// <summary>
    /// The appointments that one agenda's change would displace and that were not shown yet, as they are now; null when
    /// it may be saved.
    /// </summary>
    public async Task<IReadOnlyList<AppointmentRow>?> UnseenAsync(
        AgendaSetup before, Schedule changed, (DateOnly First, DateOnly Last) days, FormState form,
        CancellationToken stop)
    {
        AgendaSetup after = before with
        {
            Schedules = [.. before.Schedules.Select(one => one.ScheduleId == changed.ScheduleId ? changed : one)],
        };
        IReadOnlyList<AppointmentRow> rows =
            await read.RowsAsync(before, [changed.ScheduleId], days.First, days.Last, stop);
        IReadOnlyList<AppointmentRow> hit = Displaced.By(before, after, rows);
        string shown = form[Field];
        form[Field] = "";
        return hit.Count == 0 || string.Equals(shown, Signature(hit), StringComparison.Ordinal) ? null : hit;
    }
}

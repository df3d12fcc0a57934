using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Appointments;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: a clinic's day in disorder, everybody marked as seen or not there, with nobody to ask who did it.
/// Means: any account that sees cards, the rows of the agenda, and the form of each step.
/// </summary>
public sealed class WorklistStepTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Steps_of_strangers_end_with_the_small_budget_and_name_who_took_them()
    {
        const int Present = 9;
        await using Consultations clinic = await Consultations.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();
        PatientId[] patients = await clinic.PatientsAsync(desk.Token, Present);
        for (int i = 0; i < Present; i++)
        {
            await clinic.BookAsync(desk, patients[i], 540 + (20 * i));
        }

        (SessionToken Token, SessionDescription Who) thief = await clinic.SignInAsync(Role.Nurse);
        IReadOnlyList<AppointmentRow> rows = await clinic.RowsAsync();
        Assert.Equal(Present, rows.Count);
        int changed = 0;
        foreach (AppointmentRow row in rows)
        {
            BookingResult result = await clinic.Change.RunAsync(
                new(row.Patient, row.AppointmentId, row.Version, AppointmentStatus.Arrived), thief.Who, thief.Token,
                clinic.Zone, CancellationToken.None);
            changed += result.Outcome == BookingOutcome.Booked ? 1 : 0;
        }

        output.WriteLine($"{changed} appointments of {Present} changed");
        Assert.InRange(changed, 1, 6);
        Assert.Equal(
            changed,
            await clinic.Bed.CountAsync(
                $"SELECT COUNT(*) FROM appointment WHERE changed_by = {thief.Who.StaffId.Value}"));
    }
}

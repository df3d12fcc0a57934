using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;

namespace Serment.IntegrationTests.Records.Appointments;

public sealed class ChangeAppointmentTests
{
    private const long Appointment = 77;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Cancels_nothing_before_the_care_has_ended(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine);
        RecordBed bed = clinic.Bed;
        CustodianClient web = clinic.Web;
        (PatientId patient, long relationship) = await BookAsync(bed, web);
        (SessionToken Token, SessionDescription Who) nurse = await clinic.SignInAsync(Role.Nurse);
        (SessionToken Token, SessionDescription Who) desk = await clinic.SignInAsync();

        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(
            () => CancelAsync(clinic, nurse, patient, 1));
        Assert.Equal("not-yours", refused.Problem.Code);
        Assert.Equal(1, await bed.CountAsync("SELECT status FROM appointment"));

        Assert.Equal(BookingOutcome.Stale, (await CancelAsync(clinic, desk, patient, 2)).Outcome);

        // Reception may, with the card that each step opens; a first try ended the care and was cut.
        await web.AskAsync(
            MessageKind.EndRelationship, desk.Token, new(relationship), CustodyJson.Default.RelationshipEnding,
            CustodyJson.Default.Nothing, CancellationToken.None);
        Assert.Equal(BookingOutcome.Booked, (await CancelAsync(clinic, desk, patient, 1)).Outcome);
        Assert.Equal(4, await bed.CountAsync("SELECT status FROM appointment"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_step_is_a_disclosure_of_its_patient_and_its_row_names_who_took_it(DatabaseEngine engine)
    {
        await using Consultations clinic = await Consultations.StartAsync(engine);
        RecordBed bed = clinic.Bed;
        (PatientId patient, _) = await BookAsync(bed, clinic.Web);
        (SessionToken Token, SessionDescription Who) nurse = await clinic.SignInAsync(Role.Nurse);
        long before = bed.Custody.Host.Core.Log.Size;

        // Also a step that comes to nothing, so that no guess is free.
        AppointmentStep late = new(patient, Appointment, 7, AppointmentStatus.Arrived);
        Assert.Equal(BookingOutcome.Stale, (await StepAsync(clinic, nurse, late)).Outcome);
        Assert.Equal(before + 1, bed.Custody.Host.Core.Log.Size);
        AppointmentStep other = late with { Patient = new(patient.Value + 1), Version = 1 };
        Assert.Equal(BookingOutcome.Stale, (await StepAsync(clinic, nurse, other)).Outcome);
        Assert.Equal(before + 2, bed.Custody.Host.Core.Log.Size);
        Assert.Equal(0, await bed.CountAsync("SELECT changed_by FROM appointment"));

        Assert.Equal(BookingOutcome.Booked, (await StepAsync(clinic, nurse, late with { Version = 1 })).Outcome);
        Assert.Equal(nurse.Who.StaffId.Value, await bed.CountAsync("SELECT changed_by FROM appointment"));
        Assert.Equal(2, await bed.CountAsync("SELECT status FROM appointment"));
    }

    private static Task<BookingResult> StepAsync(
        Consultations clinic, (SessionToken Token, SessionDescription Who) by, AppointmentStep step) =>
        clinic.Change.RunAsync(step, by.Who, by.Token, clinic.Zone, CancellationToken.None);

    private static Task<BookingResult> CancelAsync(
        Consultations clinic, (SessionToken Token, SessionDescription Who) by, PatientId patient, int version) =>
        clinic.Change.RunAsync(
            new(patient, Appointment, version, AppointmentStatus.Cancelled, EndReason.PatientAsked), by.Who, by.Token,
            clinic.Zone, CancellationToken.None);

    /// <summary>An appointment that somebody else booked, in the custodian and on the day's list.</summary>
    private static async Task<(PatientId Patient, long Relationship)> BookAsync(RecordBed bed, CustodianClient web)
    {
        SessionToken booker = await bed.SignInAsync(Role.Receptionist);
        PatientId patient =
            (await SealedPatients.SealNewAsync(web, booker, 1, Compartment.Identity))[0].Patient;
        int unit = bed.Custody.Host.Core.People.UnitsOf(1)[0].Id;
        DateTimeOffset now = bed.Custody.Clock.GetUtcNow();
        RelationshipDeclared booked = await web.AskAsync(
            MessageKind.DeclareRelationship, booker,
            new(patient, RelationshipKind.Appointment, null, unit, now, now.AddHours(12)),
            CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared,
            CancellationToken.None);
        await using System.Data.Common.DbConnection connection = await bed.Main.OpenAsync(CancellationToken.None);
        await using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO appointment (patient_id, appointment_id, site, day, minute_of_day, unit_id, staff_id, status,
                created_by, relationship_id, version)
            VALUES (@patient, 77, 1, 20260302, 480, 1, NULL, 1, 1, @relationship, 1)
            """;
        foreach ((string name, long value) in ((string, long)[])
            [("@patient", patient.Value), ("@relationship", booked.RelationshipId)])
        {
            System.Data.Common.DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync();
        return (patient, booked.RelationshipId);
    }
}

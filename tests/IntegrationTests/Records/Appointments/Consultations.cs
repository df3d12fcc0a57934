using Serment.CustodyProtocol;
using Serment.Custodian.People;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Entries;

namespace Serment.IntegrationTests.Records.Appointments;

/// <summary>One practitioner and one room with hours, three kinds of consultation, and who books.</summary>
internal sealed class Consultations : IAsyncDisposable
{
    public const int Short = 1;
    public const int Overbookable = 2;
    public const int Discreet = 3;

    /// <summary>A Tuesday, the day after the clock's.</summary>
    public static readonly DateOnly Tuesday = new(2026, 3, 3);

    private static readonly CustodyJson Json = CustodyJson.Default;

    private Consultations(RecordBed bed, StaffMember physician)
    {
        Bed = bed;
        Physician = physician;
        Web = bed.Custody.Connect();
        Agendas = new(bed.Door, bed.Main);
        SaveEntries save = new(bed.Door);
        Book = new(Agendas, save, Web, bed.Main, bed.Custody.Clock);
        Move = new(Agendas, bed.Door, save, Web, bed.Main, bed.Custody.Clock);
        Change = new(bed.Door, save, Web, bed.Main, bed.Custody.Clock);
        Waiting = new(Agendas, bed.Door, save, bed.Main, bed.Custody.Clock);
    }

    public RecordBed Bed { get; }

    public StaffMember Physician { get; }

    public CustodianClient Web { get; }

    public ReadAgendas Agendas { get; }

    public BookAppointment Book { get; }

    public MoveAppointment Move { get; }

    public ChangeAppointment Change { get; }

    public WaitingList Waiting { get; }

    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    /// <summary>A receptionist.</summary>
    public (SessionToken Token, SessionDescription Who) Desk { get; private set; }

    /// <summary>Patients whom the receptionist has registered.</summary>
    public PatientId[] Patients { get; private set; } = [];

    /// <summary>The agendas: 1 the practitioner's, 2 a room; and so many patients.</summary>
    public static async Task<Consultations> StartAsync(DatabaseEngine engine, int patients = 0)
    {
        RecordBed bed = await RecordBed.StartAsync(engine);
        (_, StaffMember physician) = await bed.Custody.SignInAsync(Role.Physician);
        Consultations made = new(bed, physician);
        await FillAsync(new(bed.Main), physician.Id, bed.Custody.Host.Core.People.UnitsOf(1)[0].Id);
        if (patients > 0)
        {
            made.Desk = await made.SignInAsync();
            made.Patients = await made.PatientsAsync(made.Desk.Token, patients);
        }

        return made;
    }

    /// <summary>Writes the agendas.</summary>
    public static async Task FillAsync(SaveAgendas save, ActorId physician, int unit)
    {
        OpeningHours[] week = [.. Enumerable.Range(1, 5).Select(day => new OpeningHours(day, new(540, 720)))];
        Assert.True(await save.PlaceAsync(1, new(0, "Ici", false, 0), CancellationToken.None));
        Assert.Equal(1, await save.ScheduleAsync(
            1, new(0, ScheduleKind.Practitioner, "Dr Essai", physician, unit, 1, 20, true, 0) { Hours = week },
            CancellationToken.None));
        Assert.Equal(2, await save.ScheduleAsync(
            1, new(0, ScheduleKind.Room, "Salle 1", null, 0, 1, 20, true, 0) { Hours = week }, CancellationToken.None));
        Assert.Equal(Short, await save.KindAsync(
            1, new(0, "Suivi", 20, 1, false, false, true, 0, []), CancellationToken.None));
        Assert.Equal(Overbookable, await save.KindAsync(
            1, new(0, "Urgence", 20, 2, true, false, true, 0, []), CancellationToken.None));
        Assert.Equal(Discreet, await save.KindAsync(
            1, new(0, "Dépistage VIH", 20, 3, false, true, true, 0, []), CancellationToken.None));
    }

    /// <summary>A receptionist, or somebody else, with the description of the session.</summary>
    public async Task<(SessionToken Token, SessionDescription Who)> SignInAsync(
        Role role = Role.Receptionist, StaffMember? who = null)
    {
        (SessionToken token, _) = await Bed.Custody.SignInAsync(role, who);
        return (token, await Web.AskAsync(
            MessageKind.DescribeSession, token, Nothing.Instance, Json.Nothing, Json.SessionDescription,
            CancellationToken.None));
    }

    /// <summary>Patients whom somebody registered, and so has before her.</summary>
    public async Task<PatientId[]> PatientsAsync(SessionToken token, int count) =>
        [.. (await SealedPatients.SealNewAsync(Web, token, count, Compartment.Identity)).Select(one => one.Patient)];

    /// <summary>Books at a minute of Tuesday.</summary>
    public Task<BookingResult> BookAsync(
        (SessionToken Token, SessionDescription Who) by, PatientId patient, int minute, int kind = Short, int room = 0,
        bool over = false, string? note = null, WaitingRow? waiting = null, params int[] weeks) =>
        Book.RunAsync(
            new()
            {
                Patient = patient,
                Times = [.. weeks.Prepend(0).Select(week => new BookedTime(
                    Tuesday.AddDays(7 * week), new(minute, minute + 20)))],
                ScheduleId = 1,
                RoomId = room,
                KindId = kind,
                Overbooks = over,
                Note = note,
                Waiting = waiting,
            },
            by.Who, by.Token, Zone, CancellationToken.None);

    /// <summary>The rows of the practitioner's and the room's agenda.</summary>
    public async Task<IReadOnlyList<AppointmentRow>> RowsAsync()
    {
        AgendaSetup setup = await Agendas.RunAsync("CLINIQUE", Tuesday, CancellationToken.None);
        return await new ReadAgenda(Bed.Door, Bed.Main).RowsAsync(
            setup, [1, 2], Tuesday.AddDays(-1), Tuesday.AddDays(60), CancellationToken.None);
    }

    /// <summary>What the sealed entry says.</summary>
    public Task<AppointmentDetails?> DetailsAsync(
        (SessionToken Token, SessionDescription Who) by, AppointmentRow row) =>
        new ReadAgenda(Bed.Door, Bed.Main).DetailsAsync(row.Entry!, by.Who, by.Token, CancellationToken.None);

    public ValueTask DisposeAsync() => Bed.DisposeAsync();
}

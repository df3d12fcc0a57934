using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Patients;
using Serment.Web.Parts;

namespace Serment.Web.Appointments;

/// <summary>The form that books.</summary>
public sealed record BookModel(PatientCard Card, AgendaSetup Setup, FormState Form)
{
    /// <summary>Free slots offered; null when nobody looked.</summary>
    public IReadOnlyList<FreeSlot>? Slots { get; init; }

    /// <summary>The dates of a series with their fit; null before.</summary>
    public IReadOnlyList<CheckedTime>? Series { get; init; }

    /// <summary>The line of the waiting list that it answers.</summary>
    public WaitingRow? Waiting { get; init; }
}

/// <summary>One appointment, with the forms that move and end it.</summary>
public sealed record AppointmentModel(OpenedAppointment Opened, AgendaSetup Setup, FormState Form)
{
    /// <summary>Free slots offered in place of one that is taken.</summary>
    public IReadOnlyList<FreeSlot>? Slots { get; init; }

    /// <summary>The unit's name; null for none.</summary>
    public string? Unit { get; init; }
}

/// <summary>The waiting list.</summary>
/// <param name="Rows">Who waits, without names; where a slot is freed, those for whom it would do.</param>
/// <param name="Named">The same with names, once they are asked for.</param>
/// <param name="Setup">Agendas and kinds.</param>
/// <param name="Freed">The freed slot; null for the whole list.</param>
public sealed record WaitingModel(
    IReadOnlyList<WaitingRow> Rows, IReadOnlyList<WaitingPatient>? Named, AgendaSetup Setup, FreeSlot? Freed);

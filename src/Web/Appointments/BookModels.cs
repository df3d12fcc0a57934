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

    /// <summary>All appointments of its series; empty for a single one.</summary>
    public IReadOnlyList<AppointmentRow> Series { get; init; } = [];

    /// <summary>The unit's name; null for none.</summary>
    public string? Unit { get; init; }
}

/// <summary>A freed slot and who would have it.</summary>
public sealed record FreedSlot(FreeSlot Slot, IReadOnlyList<WaitingRow> Rows);

/// <summary>The waiting list.</summary>
/// <param name="Rows">Who waits, without names; where slots are freed, those for whom one would do.</param>
/// <param name="Named">The same with names by the line's number, once they are asked for.</param>
/// <param name="Setup">Agendas and kinds.</param>
/// <param name="Freed">The freed slots; empty for the whole list.</param>
public sealed record WaitingModel(
    IReadOnlyList<WaitingRow> Rows, IReadOnlyDictionary<long, WaitingPatient>? Named, AgendaSetup Setup,
    IReadOnlyList<FreedSlot> Freed);

/// <summary>What of a series is cancelled, before it is.</summary>
/// <param name="Opened">The appointment from which the series was reached.</param>
/// <param name="Split">What ends and what stays.</param>
/// <param name="Part">How much.</param>
/// <param name="Setup">Agendas.</param>
/// <param name="Form">The reason.</param>
public sealed record SeriesModel(
    OpenedAppointment Opened, SeriesSplit Split, SeriesPart Part, AgendaSetup Setup, FormState Form);

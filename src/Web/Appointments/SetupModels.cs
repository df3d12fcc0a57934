using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;

namespace Serment.Web.Appointments;

/// <summary>All that the agendas are made of.</summary>
public sealed record SetupModel(AgendaSetup Setup, FormState Form, int PlaceId = 0);

/// <summary>The form of one agenda.</summary>
public sealed record ScheduleModel(
    AgendaSetup Setup, Schedule? Schedule, IReadOnlyList<StaffDescription> Staff, IReadOnlyList<UnitDescription> Units,
    FormState Form)
{
    /// <summary>The appointments that the change would displace; null where none, or before it is sent.</summary>
    public IReadOnlyList<AppointmentRow>? Hit { get; init; }
}

/// <summary>The form of one kind of consultation.</summary>
public sealed record KindModel(AgendaSetup Setup, ConsultationKind? Kind, FormState Form);

/// <summary>Closings and extra hours of some agendas.</summary>
public sealed record ExceptionsModel(IReadOnlyList<Schedule> Schedules, FormState Form)
{
    /// <summary>The appointments that it would displace; null where none, or before it is sent.</summary>
    public IReadOnlyList<AppointmentRow>? Hit { get; init; }

    /// <summary>The extra hours that somebody takes away, with what was booked in them.</summary>
    public ScheduleException? Dropped { get; init; }

    /// <summary>Agendas and kinds, where something is hit.</summary>
    public AgendaSetup? Setup { get; init; }
}

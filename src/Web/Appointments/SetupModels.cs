using Serment.CustodyProtocol;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Parts;

namespace Serment.Web.Appointments;

/// <summary>All that the agendas are made of.</summary>
public sealed record SetupModel(AgendaSetup Setup, FormState Form, int PlaceId = 0);

/// <summary>The form of one agenda.</summary>
public sealed record ScheduleModel(
    AgendaSetup Setup, Schedule? Schedule, IReadOnlyList<StaffDescription> Staff, IReadOnlyList<UnitDescription> Units,
    FormState Form);

/// <summary>The form of one kind of consultation.</summary>
public sealed record KindModel(AgendaSetup Setup, ConsultationKind? Kind, FormState Form);

/// <summary>Closings and extra hours of some agendas.</summary>
public sealed record ExceptionsModel(IReadOnlyList<Schedule> Schedules, FormState Form);

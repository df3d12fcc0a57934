namespace Serment.Records.Appointments;

/// <summary>Which step follows which, from the door to the end. Pure.</summary>
public static class AppointmentFlow
{
    private static readonly EndReason[] OfCancelling =
    [
        EndReason.PatientAsked, EndReason.Transport, EndReason.PractitionerAway, EndReason.RoomOrMachine,
        EndReason.OtherDate, EndReason.Weather, EndReason.Mistake, EndReason.Other,
    ];

    private static readonly EndReason[] OfNoShow =
        [EndReason.NoWord, EndReason.TooLate, EndReason.LeftUnseen, EndReason.Other];

    /// <summary>Whether the step is one of the flow's, in either direction: a step taken by mistake is taken back.</summary>
    public static bool Allows(AppointmentStatus from, AppointmentStatus to) => (from, to) switch
    {
        (AppointmentStatus.Expected, AppointmentStatus.Arrived) => true,
        (AppointmentStatus.Expected, AppointmentStatus.Cancelled or AppointmentStatus.NoShow) => true,
        (AppointmentStatus.Arrived, AppointmentStatus.Expected or AppointmentStatus.InConsultation) => true,
        (AppointmentStatus.Arrived, AppointmentStatus.Done or AppointmentStatus.Cancelled) => true,
        (AppointmentStatus.Arrived, AppointmentStatus.NoShow) => true,
        (AppointmentStatus.InConsultation, AppointmentStatus.Arrived or AppointmentStatus.Done) => true,
        (AppointmentStatus.Done, AppointmentStatus.InConsultation) => true,
        _ => false,
    };

    /// <summary>The steps forward that a line offers, the usual one first.</summary>
    public static IReadOnlyList<AppointmentStatus> Next(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Expected => [AppointmentStatus.Arrived],
        AppointmentStatus.Arrived => [AppointmentStatus.InConsultation, AppointmentStatus.Done],
        AppointmentStatus.InConsultation => [AppointmentStatus.Done],
        _ => [],
    };

    /// <summary>The step back; null where there is none.</summary>
    public static AppointmentStatus? Back(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Arrived => AppointmentStatus.Expected,
        AppointmentStatus.InConsultation => AppointmentStatus.Arrived,
        AppointmentStatus.Done => AppointmentStatus.InConsultation,
        _ => null,
    };

    /// <summary>The reasons of an ending that is no consultation.</summary>
    public static IReadOnlyList<EndReason> ReasonsOf(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Cancelled => OfCancelling,
        AppointmentStatus.NoShow => OfNoShow,
        _ => [],
    };
}

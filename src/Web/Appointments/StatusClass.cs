using Serment.Records.Appointments;

namespace Serment.Web.Appointments;

/// <summary>How a status is coloured; its word always stands beside it.</summary>
internal static class StatusClass
{
    public static string Of(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Arrived => "accent",
        AppointmentStatus.InConsultation => "warn",
        AppointmentStatus.Done => "good",
        AppointmentStatus.Cancelled or AppointmentStatus.NoShow => "danger",
        _ => "",
    };
}

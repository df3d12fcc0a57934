using Serment.CustodyProtocol;
using Serment.Records.Appointments;

namespace Serment.UnitTests.Records.Appointments;

public sealed class SeriesSplitTests
{
    private static readonly DateOnly Today = new(2026, 3, 10);

    private static readonly AppointmentRow[] Series =
    [
        Row(1, -7, AppointmentStatus.Done), Row(2, -1, AppointmentStatus.Expected), Row(3, 0, AppointmentStatus.Arrived),
        Row(4, 0, AppointmentStatus.Expected), Row(5, 7, AppointmentStatus.Expected), Row(6, 14, AppointmentStatus.Cancelled),
        Row(7, 21, AppointmentStatus.Expected),
    ];

    [Theory]
    [InlineData(SeriesPart.All, 5, new long[] { 4, 5, 7 })]
    [InlineData(SeriesPart.FromHere, 5, new long[] { 5, 7 })]
    [InlineData(SeriesPart.FromHere, 1, new long[] { 4, 5, 7 })]
    [InlineData(SeriesPart.FromHere, 6, new long[] { 7 })]
    public void Ends_what_nobody_came_for_yet_and_leaves_the_rest(SeriesPart part, long anchor, long[] ends)
    {
        SeriesSplit split = SeriesSplit.Of(Series, Series.First(row => row.AppointmentId == anchor), part, Today);
        Assert.Equal(ends, split.Ends.Select(row => row.AppointmentId));
        Assert.Equal(Series.Length, split.Ends.Count + split.Stays.Count);
    }

    private static AppointmentRow Row(long id, int days, AppointmentStatus status) =>
        new(new PatientId(1), id, 540, 0, null, status, 0, 1) { Day = Today.AddDays(days) };
}

using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Simulation.Draws;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>Vital signs of a stay: three times a day, from how she came to how one is when all is well.</summary>
internal static class WeekVitals
{
    private static readonly TimeSpan Between = TimeSpan.FromHours(8);
    private static readonly CaseVitals Well = new(36.8m, 76, 126, 15, 98, false, 0);

    /// <summary>Adds them.</summary>
    public static void Add(WeekRecord record, PlannedStay stay, DateTimeOffset admitted, DateTimeOffset until, ItemWriter by)
    {
        SeededSource source = new($"vitals {stay.Case.Code} {stay.Bed}");
        TimeSpan recovery = TimeSpan.FromDays(Math.Max(2, stay.Case.Days.Least - 1));
        for (DateTimeOffset at = admitted.AddMinutes(25); at < until; at += Between)
        {
            double well = Math.Min(1, (at - admitted) / recovery);
            VitalSet set = SetAt(stay, source, at, well);
            foreach (Observation measured in VitalResource.Write(
                at == admitted.AddMinutes(25) ? set with { Weight = stay.WeightKg } : set, by with { At = at }))
            {
                record.Add(measured);
            }
        }
    }

    private static VitalSet SetAt(PlannedStay stay, SeededSource source, DateTimeOffset at, double well)
    {
        CaseVitals ill = stay.Case.Vitals;
        decimal systolic = Towards(ill.Systolic, Well.Systolic, well) + source.Between(-6, 6);
        return new()
        {
            TakenAt = at,
            Temperature = Math.Round(ill.Temperature + ((Well.Temperature - ill.Temperature) * (decimal)well), 1)
                + (source.Between(-3, 3) / 10m),
            Pulse = Towards(ill.Pulse, Well.Pulse, well) + source.Between(-4, 4),
            Systolic = systolic,
            Diastolic = Math.Round(systolic * 0.58m),
            RespiratoryRate = Towards(ill.RespiratoryRate, Well.RespiratoryRate, well) + source.Between(-1, 1),
            Saturation = Math.Min(100, Towards(ill.Saturation, Well.Saturation, well) + source.Between(-1, 1)),
            IsOnOxygen = ill.OnOxygen && well < 0.6,
            OxygenFlow = ill.OnOxygen && well < 0.6 ? 2 : null,
            Consciousness = Consciousness.Alert,
            Pain = Math.Max(0, Towards(ill.Pain, Well.Pain, well) + source.Between(-1, 1)),
        };
    }

    private static decimal Towards(int ill, int well, double share) => Math.Round((decimal)(ill + ((well - ill) * share)));
}

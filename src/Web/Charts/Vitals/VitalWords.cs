using Serment.Records.Charts.Vitals;
using Serment.Web.Texts;

namespace Serment.Web.Charts.Vitals;

/// <summary>Vital signs in words.</summary>
internal static class VitalWords
{
    /// <summary>What a set says of one sign; empty where it says nothing.</summary>
    public static string Of(VitalSet set, VitalKind kind, PageTexts texts) => kind switch
    {
        VitalKind.Temperature => N(set.Temperature, "0.0", texts),
        VitalKind.Pulse => N(set.Pulse, "0", texts),
        VitalKind.BloodPressure => set.Systolic is null && set.Diastolic is null
            ? ""
            : $"{N(set.Systolic, "0", texts)}/{N(set.Diastolic, "0", texts)}",
        VitalKind.RespiratoryRate => N(set.RespiratoryRate, "0", texts),
        VitalKind.OxygenSaturation => set.Saturation is null
            ? ""
            : $"{N(set.Saturation, "0", texts)}{Oxygen(set, texts)}",
        VitalKind.Consciousness => set.Consciousness is { } level ? texts.Of("consciousness", level) : "",
        VitalKind.Pain => N(set.Pain, "0", texts),
        VitalKind.Weight => N(set.Weight, "0.#", texts),
        VitalKind.Height => N(set.Height, "0", texts),
        VitalKind.Glucose => N(set.Glucose, "0.00", texts),
        _ => N(set.UrineOutput, "0", texts),
    };

    /// <summary>The number that a curve draws; null where there is none.</summary>
    public static decimal? NumberOf(VitalSet set, VitalKind kind) => kind switch
    {
        VitalKind.Temperature => set.Temperature,
        VitalKind.Pulse => set.Pulse,
        VitalKind.BloodPressure => set.Systolic,
        VitalKind.RespiratoryRate => set.RespiratoryRate,
        VitalKind.OxygenSaturation => set.Saturation,
        VitalKind.Pain => set.Pain,
        VitalKind.Weight => set.Weight,
        VitalKind.Glucose => set.Glucose,
        VitalKind.UrineOutput => set.UrineOutput,
        _ => null,
    };

    /// <summary>The NEWS2 points of a sign in a set; null where there are none.</summary>
    public static int? PointsOf(VitalSet set, VitalKind kind) => kind switch
    {
        VitalKind.Temperature when set.Temperature is { } warm => News2.OfTemperature(warm),
        VitalKind.Pulse when set.Pulse is { } pulse => News2.OfPulse(pulse),
        VitalKind.BloodPressure when set.Systolic is { } pressure => News2.OfSystolic(pressure),
        VitalKind.RespiratoryRate when set.RespiratoryRate is { } rate => News2.OfRespiration(rate),
        VitalKind.OxygenSaturation when set.Saturation is { } percent => set.IsScale2
            ? News2.OfSaturationOnScale2(percent, set.IsOnOxygen is true)
            : News2.OfSaturationOnScale1(percent),
        VitalKind.Consciousness when set.Consciousness is { } level => level == Consciousness.Alert ? 0 : 3,
        _ => null,
    };

    /// <summary>Whether a value lies out of the band that a curve shows.</summary>
    public static bool IsOutside(VitalKind kind, decimal value)
    {
        VitalSign sign = VitalSign.Of(kind);
        return value < sign.UsualLow || value > sign.UsualHigh;
    }

    private static string Oxygen(VitalSet set, PageTexts texts) => set.IsOnOxygen switch
    {
        true when set.OxygenFlow is { } flow => " " + texts.Fill("vital.onFlow", flow.ToString("0.#", texts.Culture)),
        true => " " + texts["vital.onOxygen"],
        false => " " + texts["vital.onAir"],
        _ => "",
    } + (set.IsScale2 ? " (" + texts["vital.scale2Short"] + ")" : "");

    private static string N(decimal? value, string format, PageTexts texts) =>
        value?.ToString(format, texts.Culture) ?? "";
}

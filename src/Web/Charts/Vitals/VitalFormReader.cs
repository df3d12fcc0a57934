using System.Globalization;
using Serment.Records.Charts.Vitals;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Charts.Vitals;

/// <summary>
/// Reads the form of one round of vital signs: what is there must be plausible, the rest may be missing.
/// </summary>
internal sealed class VitalFormReader(FormState form, Visitor me)
{
    /// <summary>What the names of all its fields begin with.</summary>
    public const string Prefix = "vital-";

    /// <summary>How far back something may still be written down.</summary>
    public const int MaxLateDays = 30;

    private const int MinutesOfClockSkew = 5;
    private const int MaxNumberChars = 8;

    private static readonly string[] Days = ["dd/MM/yyyy", "d/M/yyyy"];
    private static readonly string[] Times = ["HH:mm", "H:mm", "HHmm", "H'h'mm", "HH'h'mm"];

    /// <summary>The numbers with their fields, in the order of the form.</summary>
    public static IReadOnlyList<(string Field, VitalSign Sign)> Numbers { get; } =
    [
        ("temperature", VitalSign.Of(VitalKind.Temperature)),
        ("pulse", VitalSign.Of(VitalKind.Pulse)),
        ("systolic", VitalSign.Systolic),
        ("diastolic", VitalSign.Diastolic),
        ("respiratory", VitalSign.Of(VitalKind.RespiratoryRate)),
        ("saturation", VitalSign.Of(VitalKind.OxygenSaturation)),
        ("flow", VitalSign.OxygenFlow),
        ("pain", VitalSign.Of(VitalKind.Pain)),
        ("weight", VitalSign.Of(VitalKind.Weight)),
        ("height", VitalSign.Of(VitalKind.Height)),
        ("glucose", VitalSign.Of(VitalKind.Glucose)),
        ("urine", VitalSign.Of(VitalKind.UrineOutput)),
    ];

    /// <summary>Now, and the scale of the last round.</summary>
    public static void Begin(FormState form, Visitor me, VitalSet? last)
    {
        DateTime now = me.Local(me.Now);
        form[Prefix + "day"] = now.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        form[Prefix + "time"] = now.ToString("HH:mm", CultureInfo.InvariantCulture);
        form[Prefix + "scale2"] = last is { IsScale2: true } ? "on" : "";
    }

    /// <summary>The set; null, with the fields marked, where something is wrong.</summary>
    public VitalSet? Read()
    {
        DateTimeOffset? at = ReadTime();
        Dictionary<string, decimal?> read = Numbers.ToDictionary(
            one => one.Field, one => ReadNumber(one.Field, one.Sign), StringComparer.Ordinal);
        if (read["systolic"] is { } high && read["diastolic"] is { } low && low >= high)
        {
            Refuse("diastolic", me.Texts["vital.refused.pressures"]);
        }

        if (read["diastolic"] is not null && form[Prefix + "systolic"].Length == 0)
        {
            Refuse("systolic", me.Texts["vital.refused.systolicMissing"]);
        }

        bool? oxygen = form[Prefix + "oxygen"] switch { "air" => false, "oxygen" => true, _ => null };
        if (read["saturation"] is not null && oxygen is null)
        {
            Refuse("oxygen", me.Texts["vital.refused.oxygenMissing"]);
        }

        if (read["flow"] is not null && oxygen is not true)
        {
            Refuse("flow", me.Texts["vital.refused.flowOnAir"]);
        }

        VitalSet set = new()
        {
            TakenAt = at ?? default,
            Temperature = read["temperature"],
            Pulse = read["pulse"],
            Systolic = read["systolic"],
            Diastolic = read["diastolic"],
            RespiratoryRate = read["respiratory"],
            Saturation = read["saturation"],
            IsOnOxygen = oxygen,
            OxygenFlow = read["flow"],
            IsScale2 = form[Prefix + "scale2"].Length > 0,
            Consciousness = Enum.TryParse(form[Prefix + "consciousness"], out Consciousness level)
                && Enum.IsDefined(level) ? level : null,
            Pain = read["pain"],
            Weight = read["weight"],
            Height = read["height"],
            Glucose = read["glucose"],
            UrineOutput = read["urine"],
        };
        if (form.Errors.Count == 0 && set.IsEmpty)
        {
            form.RefuseAll(me.Texts["vital.refused.empty"]);
        }

        return form.Errors.Count == 0 ? set : null;
    }

    private DateTimeOffset? ReadTime()
    {
        if (!DateOnly.TryParseExact(
            form[Prefix + "day"], Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            Refuse("day", me.Texts["vital.refused.day"]);
            return null;
        }

        if (!TimeOnly.TryParseExact(
            form[Prefix + "time"], Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
        {
            Refuse("time", me.Texts["vital.refused.time"]);
            return null;
        }

        DateTime local = day.ToDateTime(time);
        DateTimeOffset at = new(local, me.Web.TimeZone.GetUtcOffset(local));
        if (at > me.Now.AddMinutes(MinutesOfClockSkew))
        {
            Refuse("time", me.Texts["vital.refused.future"]);
        }
        else if (at < me.Now.AddDays(-MaxLateDays))
        {
            Refuse("day", me.Texts.Fill("vital.refused.tooLate", MaxLateDays));
        }

        return at;
    }

    private decimal? ReadNumber(string field, VitalSign sign)
    {
        string typed = form[Prefix + field].Replace(',', '.');
        if (typed.Length == 0)
        {
            return null;
        }

        if (typed.Length > MaxNumberChars
            || !decimal.TryParse(
                typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            || decimal.Round(value, sign.Decimals) != value)
        {
            Refuse(field, sign.Decimals == 0
                ? me.Texts["vital.refused.whole"]
                : me.Texts.Fill("vital.refused.decimals", sign.Decimals));
            return null;
        }

        if (!sign.IsPlausible(value))
        {
            Refuse(field, me.Texts.Fill(
                "vital.refused.implausible", sign.Min.ToString("0.##", me.Texts.Culture),
                sign.Max.ToString("0.##", me.Texts.Culture)));
            return null;
        }

        return value;
    }

    private void Refuse(string field, string why) => form.Refuse(Prefix + field, why);
}

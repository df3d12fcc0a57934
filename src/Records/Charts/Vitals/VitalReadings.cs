using System.Text;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Charts.Vitals;

/// <summary>One measure of a chart.</summary>
/// <param name="Version">The entry that holds it.</param>
/// <param name="Kind">What was measured.</param>
/// <param name="Set">A set with this measure alone.</param>
/// <param name="RecordedAt">When it was written down.</param>
/// <param name="Author">Who wrote it down: the newest version's author.</param>
/// <param name="By">Who measured it, by name; null where nobody is named.</param>
/// <param name="IsError">Whether it was entered in error.</param>
public sealed record VitalReading(
    EntryVersion Version, VitalKind Kind, VitalSet Set, DateTimeOffset RecordedAt, ActorId Author, string? By,
    bool IsError)
{
    /// <summary>What is written down later than this is marked as late.</summary>
    public const int PunctualMinutes = 60;

    /// <summary>Whether it was written down late.</summary>
    public bool IsLate => RecordedAt - Set.TakenAt > TimeSpan.FromMinutes(PunctualMinutes);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(VitalReading);
}

/// <summary>What was measured at one minute, put together from its measures.</summary>
/// <param name="At">When.</param>
/// <param name="Set">The measures that count.</param>
/// <param name="Readings">All of them, those in error too.</param>
public sealed record VitalRound(DateTimeOffset At, VitalSet Set, IReadOnlyList<VitalReading> Readings)
{
    /// <summary>Whether any of it was written down late.</summary>
    public bool IsLate => Readings.Any(one => one is { IsLate: true, IsError: false });

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(VitalRound);
}

/// <summary>Reads vital signs from the opened entries of one patient.</summary>
public static class VitalReadings
{
    /// <summary>FHIR's type, for whoever opens a part of a chart.</summary>
    public const string Type = nameof(Observation);

    /// <summary>All measures, newest first, those entered in error too.</summary>
    public static IReadOnlyList<VitalReading> Of(IEnumerable<OpenedEntry> entries) =>
        Of(ReadEntries.Of<Observation>(entries), null);

    /// <summary>The measures of one kind.</summary>
    public static IReadOnlyList<VitalReading> Of(IEnumerable<OpenedEntry> entries, VitalKind? only) =>
        Of(ReadEntries.Of<Observation>(only is { } kind ? entries.Where(entry => MayBe(entry, kind)) : entries), only);

    /// <summary>The measures among Observations that were read already; of one kind where it is named.</summary>
    internal static IReadOnlyList<VitalReading> Of(IEnumerable<CurrentEntry<Observation>> observations, VitalKind? only)
    {
        List<VitalReading> found = [];
        foreach (CurrentEntry<Observation> entry in observations)
        {
            Observation read = entry.Resource;
            if (VitalResource.KindOf(read) is { } kind && (only is null || only == kind)
                && Coded.Moment(read.EffectiveDateTime) is { } taken)
            {
                found.Add(new(
                    entry.Version, kind, VitalResource.Read(read, kind, new() { TakenAt = taken }),
                    Coded.Moment(read.Issued) ?? DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs),
                    entry.Author, read.Performer?.FirstOrDefault()?.Display, read.Status is "entered-in-error"));
            }
        }

        found.Sort((a, b) => b.Set.TakenAt.CompareTo(a.Set.TakenAt));
        return found;
    }

    // Every page of a chart looks for the last weight: what does not name its code need not be taken apart. A text with
    // escapes may spell it otherwise.
    private static bool MayBe(OpenedEntry entry, VitalKind kind)
    {
        ReadOnlySpan<byte> json = entry.Json.Span;
        return json.IndexOf(Encoding.ASCII.GetBytes(VitalSign.Of(kind).Loinc)) >= 0 || json.Contains((byte)'\\');
    }

    /// <summary>Measures of the same minute together, newest first.</summary>
    public static IReadOnlyList<VitalRound> RoundsOf(IEnumerable<VitalReading> readings)
    {
        List<VitalRound> rounds = [];
        foreach (IGrouping<long, VitalReading> minute in readings.GroupBy(
            one => one.Set.TakenAt.ToUnixTimeSeconds() / SecondsPerMinute))
        {
            VitalReading[] all = [.. minute];
            VitalSet set = new() { TakenAt = all[0].Set.TakenAt };
            foreach (VitalReading one in all.Where(one => !one.IsError).OrderBy(one => one.RecordedAt))
            {
                set = Join(set, one);
            }

            rounds.Add(new(all[0].Set.TakenAt, set, all));
        }

        rounds.Sort((a, b) => b.At.CompareTo(a.At));
        return rounds;
    }

    private const int SecondsPerMinute = 60;

    private static VitalSet Join(VitalSet set, VitalReading one) => one.Kind switch
    {
        VitalKind.Temperature => set with { Temperature = one.Set.Temperature },
        VitalKind.Pulse => set with { Pulse = one.Set.Pulse },
        VitalKind.BloodPressure => set with { Systolic = one.Set.Systolic, Diastolic = one.Set.Diastolic },
        VitalKind.RespiratoryRate => set with { RespiratoryRate = one.Set.RespiratoryRate },
        VitalKind.OxygenSaturation => set with
        {
            Saturation = one.Set.Saturation,
            IsOnOxygen = one.Set.IsOnOxygen,
            OxygenFlow = one.Set.OxygenFlow,
            IsScale2 = one.Set.IsScale2,
        },
        VitalKind.Consciousness => set with { Consciousness = one.Set.Consciousness },
        VitalKind.Pain => set with { Pain = one.Set.Pain },
        VitalKind.Weight => set with { Weight = one.Set.Weight },
        VitalKind.Height => set with { Height = one.Set.Height },
        VitalKind.Glucose => set with { Glucose = one.Set.Glucose },
        _ => set with { UrineOutput = one.Set.UrineOutput },
    };
}

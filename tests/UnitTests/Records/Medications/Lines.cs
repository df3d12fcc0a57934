using Serment.CustodyProtocol;
using Serment.Records.Medications;

namespace Serment.UnitTests.Records.Medications;

/// <summary>Lines for tests.</summary>
internal static class Lines
{
    public const string Doliprane = "60234100";
    public const string Amoxicillin = "69118175";
    public const string Augmentin = "66053338";

    public static readonly DateTime Start = new(2026, 3, 2, 7, 30, 0, DateTimeKind.Unspecified);

    public static DoseStep Step(DayMoments moments = DayMoments.None, int? days = null) =>
        new() { Quantity = 1, Unit = "tablet", Moments = moments, DurationDays = days };

    public static PrescriptionLine Line(params IReadOnlyList<DoseStep> steps) => new()
    {
        Cis = Doliprane,
        Name = "DOLIPRANE 1000 mg, comprimé",
        Route = "orale",
        Steps = steps,
        Start = Start,
    };

    public static CheckedLine Checked(string cis, string route = "orale", EntryId? replaces = null) =>
        new(new(OpaqueId.Draw()), Line(Step(DayMoments.Morning)) with { Cis = cis, Route = route, Name = cis }, replaces);
}

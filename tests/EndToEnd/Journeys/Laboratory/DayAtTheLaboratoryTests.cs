using Serment.EndToEnd.Bed;

namespace Serment.EndToEnd.Journeys.Laboratory;

/// <summary>The demo's laboratory, on SQLite, by people who read French, with an analyser that speaks ASTM.</summary>
[Collection(nameof(ClinicWithWeek))]
public sealed class DayAtTheLaboratoryTests(ClinicWithWeek clinic)
{
    [Fact]
    public Task A_day_from_the_desk_to_the_corrected_report() => new LaboratoryDay(clinic, "fr").WalkAsync();
}

/// <summary>The same on PostgreSQL, by people who read English, with an analyser that speaks HL7.</summary>
[Collection(nameof(ClinicWithWeekOnPostgreSql))]
public sealed class DayAtTheLaboratoryOnPostgreSqlTests(ClinicWithWeekOnPostgreSql clinic)
{
    [Fact]
    public Task A_day_from_the_desk_to_the_corrected_report() => new LaboratoryDay(clinic, "en").WalkAsync();
}

using Serment.Records.Charts.Items;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>What the ward knows of somebody from the first day: problems, allergies, alerts.</summary>
internal static class WeekChart
{
    /// <summary>Adds them.</summary>
    public static void Add(WeekRecord record, PlannedStay stay, ItemWriter by)
    {
        string since = by.AtText[..10];
        record.Add(ConditionResource.Write(
            new() { Title = stay.Case.Title, Code = stay.Case.Code, IsMain = true, Since = since }, null, by));
        foreach ((string code, string title) in stay.Case.Others)
        {
            record.Add(ConditionResource.Write(new() { Title = title, Code = code }, null, by));
        }

        record.Add(AllergyResource.Write(
            stay.Allergy is { } substance
                ? new()
                {
                    Substance = substance, Category = AllergyCategory.Medication, Reaction = "urticaire",
                    Severity = ReactionSeverity.Moderate, Certainty = AllergyCertainty.Confirmed,
                }
                : new() { Substance = "", IsNoneKnown = true },
            null, by));
        if (stay.IsIsolated)
        {
            record.Add(AlertResource.Write(new() { Kind = AlertKind.IsolationContact, Since = since }, null, by));
        }

        if (stay.Case.Group == CaseGroup.Elderly)
        {
            record.Add(AlertResource.Write(new() { Kind = AlertKind.Fall, Since = since }, null, by));
        }
    }
}

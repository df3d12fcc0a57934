using System.Globalization;
using Serment.Records.Charts.Items;
using Serment.Simulation.Weeks;

namespace Serment.Cli.Demo.Week;

/// <summary>What somebody brings along, as the ward's or the consultation's physician wrote it.</summary>
internal static class WeekBackground
{
    /// <summary>Adds everything, for somebody of whom nothing is written yet.</summary>
    public static void AddAll(WeekRecord record, PersonBackground person, ItemWriter by)
    {
        foreach (BackgroundItem problem in person.Problems)
        {
            record.Add(ConditionResource.Write(
                new() { Title = problem.Title, Code = problem.Code, Since = Year(problem.Since) }, null, by));
        }

        record.Add(AllergyResource.Write(
            person.Allergy is { } allergy
                ? new()
                {
                    Substance = allergy.Substance,
                    Reaction = allergy.Reaction,
                    Category = allergy.IsMedication ? AllergyCategory.Medication : AllergyCategory.Environment,
                    IsIntolerance = allergy.IsIntolerance,
                    Severity = ReactionSeverity.Mild,
                    Certainty = AllergyCertainty.Unconfirmed,
                }
                : new() { Substance = "", IsNoneKnown = true },
            null, by));
        AddPast(record, person, by);
    }

    /// <summary>Adds history and vaccines: what a stay's own chart does not say.</summary>
    public static void AddPast(WeekRecord record, PersonBackground person, ItemWriter by)
    {
        foreach (BackgroundItem operation in person.Operated)
        {
            record.Add(ConditionResource.Write(
                new()
                {
                    Title = operation.Title, Kind = ConditionKind.Surgical, State = ItemState.Resolved,
                    Since = Year(operation.Since),
                },
                null, by));
        }

        foreach (BackgroundItem relative in person.Relatives)
        {
            record.Add(ConditionResource.Write(
                new() { Title = relative.Title, Kind = ConditionKind.Family, Relative = relative.Relative }, null, by));
        }

        foreach (BackgroundVaccine dose in person.Vaccines)
        {
            record.Add(VaccinationResource.Write(
                new()
                {
                    Vaccine = VaccinationResource.Find(dose.Atc)?.Name ?? dose.Atc,
                    Code = dose.Atc,
                    On = dose.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    Lot = dose.Lot,
                    Site = "LA",
                    Route = "IM",
                },
                null, by));
        }
    }

    private static string Year(int year) => year.ToString("D4", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using Serment.Cli.Configuration;
using Serment.Records.Coverages;
using Serment.Records.Coverages.HealthCards;
using Serment.Simulation.People;

namespace Serment.Cli.Demo.Week;

/// <summary>
/// The health card in the demo's reader: that of somebody in the emergency department, with rights that were renewed
/// and another fund than the record knows.
/// </summary>
internal static class WeekCard
{
    private const string FileName = "carte.json";
    private const string NewFund = "015610420";

    /// <summary>Writes it.</summary>
    public static void Write(DemoFolder demo, DemoPatient patient, DateOnly today)
    {
        FictitiousPerson person = patient.Person;
        HealthCard card = new(
            person.Nir, NewFund,
            [
                new(
                    person.Nir, person.BirthName,
                    string.Equals(person.UsedName, person.BirthName, StringComparison.Ordinal) ? null : person.UsedName,
                    person.GivenNames[0], Text(person.BirthDate), 1, true, Text(new(today.Year, 1, 1)),
                    Text(new(today.Year + 2, 12, 31)), CoverageExemption.LongTermListed),
            ]);
        string folder = demo.Folder.Resolve(DemoFolder.CardsFolder);
        Directory.CreateDirectory(folder);
        DataFolder.WritePrivate(Path.Combine(folder, FileName), Encoding.UTF8.GetBytes(HealthCardFile.Write(card)));
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

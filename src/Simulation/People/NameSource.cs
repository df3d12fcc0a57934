using System.Globalization;
using Serment.Simulation.Draws;

namespace Serment.Simulation.People;

/// <summary>Draws given names by sex and year of birth, and surnames, as frequent as they are in France.</summary>
public sealed class NameSource
{
    private const int FirstDecade = 1900;

    private readonly WeightedDraw<string>[] men;
    private readonly WeightedDraw<string>[] women;
    private readonly WeightedDraw<string> surnames;

    private NameSource()
    {
        List<(string Name, string Sex, double[] Births)> given = [.. EmbeddedTable.Rows("given-names.csv")
            .Select(row => (NameWriting.Mixed(row[0]), row[1], row[2..].Select(Number).ToArray()))];
        int decades = given[0].Births.Length;
        men = Decades(given.Where(name => name.Sex is "M"), decades);
        women = Decades(given.Where(name => name.Sex is "F"), decades);
        surnames = new WeightedDraw<string>(
            EmbeddedTable.Rows("surnames.csv").Select(row => (NameWriting.Mixed(row[0]), Number(row[1]))));
    }

    /// <summary>The names, read once.</summary>
    public static NameSource Shared { get; } = new();

    /// <summary>A given name of the time.</summary>
    public string GivenName(SeededSource source, Sex sex, int birthYear)
    {
        WeightedDraw<string>[] decades = sex == Sex.Male ? men : women;
        return decades[Math.Clamp((birthYear - FirstDecade) / 10, 0, decades.Length - 1)].Draw(source);
    }

    /// <summary>A surname.</summary>
    public string Surname(SeededSource source) => surnames.Draw(source);

    private static WeightedDraw<string>[] Decades(
        IEnumerable<(string Name, string Sex, double[] Births)> names, int count)
    {
        (string Name, string Sex, double[] Births)[] all = [.. names];
        return [.. Enumerable.Range(0, count)
            .Select(decade => new WeightedDraw<string>(all.Select(name => (name.Name, name.Births[decade]))))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>The sex of the civil register, with the first digit of the NIR.</summary>
public enum Sex
{
    /// <summary>1.</summary>
    Male = 1,

    /// <summary>2.</summary>
    Female = 2,
}

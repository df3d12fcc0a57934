using System.Text;

namespace Serment.Simulation.People;

/// <summary>Reads the small comma-separated tables that are built into the assembly. They hold no quotes.</summary>
internal static class EmbeddedTable
{
    public static IEnumerable<string[]> Rows(string name)
    {
        const string folder = "Serment.Simulation.Data.";
        using Stream stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(folder + name)
            ?? throw new InvalidOperationException("A table is missing from the assembly: " + name);
        using StreamReader reader = new(stream, Encoding.UTF8);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }
}

namespace Serment.FhirGenerator;

/// <summary>Writes src/Fhir/Generated from the official FHIR R4 definitions. See docs/fhir.md.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine(
                "usage: FhirGenerator <folder of Bundle-types.json and Bundle-resources.json> <output folder>");
            return 2;
        }

        string output = arguments[1];
        IReadOnlyList<TypeModel> types = TypeClosure.Of(Definitions.Load(arguments[0]), Selection.Resources);
        Empty(output);
        Write(output, "ResourceFactory.cs", ResourceFactorySource.Of(types));
        Write(output, "ElementNames.cs", ElementNamesSource.Of(types));
        foreach (IGrouping<string, TypeModel> file in types.GroupBy(type => type.Root, StringComparer.Ordinal))
        {
            TypeModel root = file.First();
            string folder = root.IsResource ? "Resources" : "DataTypes";
            Write(Path.Combine(output, folder), root.Name + ".cs", TypeSource.Of(file));
        }

        Console.WriteLine($"{types.Count} types");
        return 0;
    }

    private static void Empty(string folder)
    {
        if (Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                File.Delete(file);
            }
        }
    }

    private static void Write(string folder, string name, string source)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), source);
    }
}

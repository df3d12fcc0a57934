namespace Serment.FhirGenerator;

/// <summary>FHIR's names as C# names.</summary>
internal static class Names
{
    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>Patient.contact is PatientContact: a nested class could not share its name with its property.</summary>
    public static string Class(string path) => string.Concat(path.Split('.').Select(Pascal));

    /// <summary>C# forbids a member named as its class, so Reference.reference is ReferenceValue.</summary>
    public static string Property(string jsonName, string className) =>
        string.Equals(Pascal(jsonName), className, StringComparison.Ordinal) ? className + "Value" : Pascal(jsonName);

    public static string Companion(string propertyName) => propertyName + "Element";

    public static void CheckUnique(string className, IEnumerable<ElementModel> elements)
    {
        string? twice = elements
            .SelectMany(element => element.Choices.Append(element))
            .SelectMany(element => element.HasCompanion
                ? [element.PropertyName, Companion(element.PropertyName)]
                : new[] { element.PropertyName })
            .GroupBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new InvalidDataException($"{className} would have two members named {twice}.");
        }
    }
}

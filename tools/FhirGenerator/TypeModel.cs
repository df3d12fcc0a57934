namespace Serment.FhirGenerator;

/// <summary>One C# class to write: a resource, a data type, or a part of one.</summary>
/// <param name="Name">The class name, such as Patient or PatientContact.</param>
/// <param name="Root">The resource or data type that it belongs to, and the name of the file.</param>
/// <param name="Base">The class it derives from.</param>
internal sealed record TypeModel(
    string Name,
    string Root,
    string Path,
    string Base,
    string Summary,
    bool IsAbstract,
    bool IsResource,
    bool IsSealed,
    IReadOnlyList<ElementModel> Elements)
{
    /// <summary>Whether it is the resource or data type itself and not a part of it.</summary>
    public bool IsRoot => string.Equals(Name, Root, StringComparison.Ordinal);

    /// <summary>Whether a resource of this type can be made.</summary>
    public bool IsConcreteResource => IsResource && IsRoot && !IsAbstract;
}

internal enum ElementShape
{
    Text,
    Flag,
    Whole,
    Decimal,
    Object,
    Resource,
    Choice,
}

/// <summary>One element of a type.</summary>
/// <param name="JsonName">FHIR's name; of a choice, without [x].</param>
/// <param name="TypeName">The FHIR type or the class of an object.</param>
/// <param name="Choices">The types of a choice element, in the definition's order.</param>
internal sealed record ElementModel(
    string JsonName,
    string PropertyName,
    string Summary,
    ElementShape Shape,
    string TypeName,
    bool IsList,
    bool HasCompanion,
    IReadOnlyList<ElementModel> Choices);

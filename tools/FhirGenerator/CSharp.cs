namespace Serment.FhirGenerator;

/// <summary>The C# side of an element.</summary>
internal static class CSharp
{
    public static string Type(ElementModel element)
    {
        if (!element.IsList)
        {
            return ItemType(element);
        }

        // A list of primitives has a null where a value is absent and only its extensions are there.
        string nullable = element.Shape is ElementShape.Object or ElementShape.Resource ? "" : "?";
        return $"List<{ItemType(element)}{nullable}>";
    }

    public static string ItemType(ElementModel element) => element.Shape switch
    {
        ElementShape.Text => "string",
        ElementShape.Flag => "bool",
        ElementShape.Whole => "int",
        ElementShape.Decimal => "FhirDecimal",
        _ => element.TypeName,
    };

    public static bool IsStruct(ElementModel element) =>
        element.Shape is ElementShape.Flag or ElementShape.Whole or ElementShape.Decimal;

    public static string Field(ElementModel choice) => choice.JsonName + "Choice";

    /// <summary>The method of FhirReader that takes this element's value.</summary>
    public static string ReadMethod(ElementModel element) => (element.Shape, element.IsList) switch
    {
        (ElementShape.Resource, true) => "Resources",
        (ElementShape.Resource, false) => "One",
        (ElementShape.Object, true) => $"Many<{element.TypeName}>",
        (ElementShape.Object, false) => $"One<{element.TypeName}>",
        (ElementShape shape, bool list) => list ? $"{shape}s" : $"{shape}",
    };

    /// <summary>The method of FhirWriter that writes this element.</summary>
    public static string WriteMethod(ElementModel element) => (element.Shape, element.IsList) switch
    {
        (ElementShape.Resource, true) => "Resources",
        (ElementShape.Object, true) => "Many",
        (ElementShape.Resource or ElementShape.Object, false) => "One",
        (ElementShape.Text, true) => "Texts",
        (_, true) => "Values",
        (ElementShape shape, false) => $"{shape}",
    };
}

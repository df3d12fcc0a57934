namespace Serment.FhirGenerator;

/// <summary>Writes the file of one resource or data type, with its parts.</summary>
internal static class TypeSource
{
    public static string Of(IEnumerable<TypeModel> types)
    {
        var source = new Source();
        foreach (TypeModel type in types)
        {
            source.Line();
            Class(source, type);
        }

        return source.ToString();
    }

    private static void Class(Source source, TypeModel type)
    {
        source.Summary(type.IsRoot ? type.Summary : $"{type.Path}: {type.Summary}");
        string modifier = type switch { { IsAbstract: true } => "abstract ", { IsSealed: true } => "sealed ", _ => "" };
        source.Open($"public {modifier}partial class {type.Name} : {type.Base}");
        if (type.IsConcreteResource)
        {
            source.Line("/// <inheritdoc/>");
            source.Line($"public override string ResourceType => \"{type.Name}\";");
            source.Line();
        }

        foreach (ElementModel element in type.Elements)
        {
            Properties(source, element);
        }

        if (type.Elements.Count > 0)
        {
            MemberSource.Read(source, type);
            source.Line();
            MemberSource.Write(source, type);
        }

        source.Close();
    }

    private static void Properties(Source source, ElementModel element)
    {
        if (element.Shape != ElementShape.Choice)
        {
            Property(source, element.Summary, CSharp.Type(element), element.PropertyName, "{ get; set; }");
            if (element.HasCompanion)
            {
                string type = element.IsList ? "List<Element?>" : "Element";
                string companion = Names.Companion(element.PropertyName);
                Property(source, CompanionSummary(element), type, companion, "{ get; set; }");
            }

            return;
        }

        string field = CSharp.Field(element);
        source.Line($"private Choice {field};");
        source.Line();
        for (int at = 0; at < element.Choices.Count; at++)
        {
            ElementModel choice = element.Choices[at];
            string get = CSharp.IsStruct(choice)
                ? $"GetStruct<{CSharp.ItemType(choice)}>({at + 1})"
                : $"Get<{CSharp.ItemType(choice)}>({at + 1})";
            string body = $"{{ get => {field}.{get}; set => {field}.Set({at + 1}, value); }}";
            Property(source, choice.Summary, CSharp.Type(choice), choice.PropertyName, body);
            if (choice.HasCompanion)
            {
                body = $"{{ get => {field}.GetCompanion({at + 1}); set => {field}.SetCompanion({at + 1}, value); }}";
                Property(source, CompanionSummary(choice), "Element", Names.Companion(choice.PropertyName), body);
            }
        }
    }

    private static string CompanionSummary(ElementModel element) => $"Id and extensions of {element.PropertyName}";

    private static void Property(Source source, string summary, string type, string name, string body)
    {
        source.Summary(summary);
        source.Line($"public {type}? {name} {body}");
        source.Line();
    }
}

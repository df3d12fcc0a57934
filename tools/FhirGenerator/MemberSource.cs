namespace Serment.FhirGenerator;

/// <summary>Writes the two methods that read and write a type's members.</summary>
internal static class MemberSource
{
    public static void Read(Source source, TypeModel type)
    {
        source.Open("internal override bool ReadMember(ref FhirReader reader, scoped ReadOnlySpan<byte> name)");
        NameSwitch.Write(source, type.Elements.SelectMany(ReadCases));
        source.Line("return base.ReadMember(ref reader, name);");
        source.Close();
    }

    public static void Write(Source source, TypeModel type)
    {
        source.Open("internal override void WriteMembers(FhirWriter writer)");
        source.Line("base.WriteMembers(writer);");
        foreach (ElementModel element in type.Elements)
        {
            if (element.Shape == ElementShape.Choice)
            {
                WriteChoice(source, element);
                continue;
            }

            source.Line($"writer.{CSharp.WriteMethod(element)}(\"{element.JsonName}\"u8, {element.PropertyName});");
            if (element.HasCompanion)
            {
                string method = element.IsList ? "Many" : "One";
                string companion = Names.Companion(element.PropertyName);
                source.Line($"writer.{method}(\"_{element.JsonName}\"u8, {companion});");
            }
        }

        source.Close();
    }

    private static IEnumerable<(string Name, string Action)> ReadCases(ElementModel element)
    {
        if (element.Shape == ElementShape.Choice)
        {
            return element.Choices.SelectMany((choice, at) => ReadChoice(element, choice, at + 1));
        }

        string property = element.PropertyName;
        string method = CSharp.ReadMethod(element);
        var value = (element.JsonName, $"{property} = reader.{method}({property}); return true;");
        if (!element.HasCompanion)
        {
            return [value];
        }

        string companion = Names.Companion(property);
        string read = element.IsList ? "Companions" : "One";
        return [value, ("_" + element.JsonName, $"{companion} = reader.{read}({companion}); return true;")];
    }

    private static IEnumerable<(string Name, string Action)> ReadChoice(
        ElementModel element, ElementModel choice, int kind)
    {
        string field = CSharp.Field(element);
        string read = $"reader.{CSharp.ReadMethod(choice)}(null)";
        yield return (choice.JsonName,
            $"{field}.Admit(ref reader, {kind}); {field}.Set({kind}, {read}); return true;");
        if (choice.HasCompanion)
        {
            yield return ("_" + choice.JsonName,
                $"{field}.AdmitCompanion(ref reader, {kind}); "
                + $"{field}.SetCompanion({kind}, reader.One<Element>(null)); return true;");
        }
    }

    private static void WriteChoice(Source source, ElementModel element)
    {
        string field = CSharp.Field(element);
        source.Open($"switch ({field}.Kind)");
        for (int at = 0; at < element.Choices.Count; at++)
        {
            string name = element.Choices[at].JsonName;
            source.Line($"case {at + 1}: writer.Choice(\"{name}\"u8, {field}); break;");
        }

        source.Close();
    }
}

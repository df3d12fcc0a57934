namespace Serment.FhirGenerator;

/// <summary>Writes the class that makes an empty resource from its type's name.</summary>
internal static class ResourceFactorySource
{
    public static string Of(IEnumerable<TypeModel> types)
    {
        var source = new Source();
        source.Line();
        source.Summary("Makes an empty resource from its type's name.");
        source.Open("internal static class ResourceFactory");
        source.Open("public static Resource? Create(ReadOnlySpan<byte> name)");
        NameSwitch.Write(source, types
            .Where(type => type.IsConcreteResource)
            .Select(type => (type.Name, $"return new {type.Name}();")));
        source.Line("return null;");
        source.Close();
        source.Close();
        return source.ToString();
    }
}

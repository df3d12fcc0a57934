using System.Text.Json;

namespace Serment.FhirGenerator;

/// <summary>The chosen resources and every type that they need, in a stable order.</summary>
internal static class TypeClosure
{
    public static IReadOnlyList<TypeModel> Of(
        IReadOnlyDictionary<string, JsonElement> definitions, IReadOnlyList<string> resources)
    {
        var pending = new Queue<string>(resources);
        var found = new SortedDictionary<string, IReadOnlyList<TypeModel>>(StringComparer.Ordinal);
        while (pending.TryDequeue(out string? name))
        {
            if (name is TypeReader.Root || found.ContainsKey(name))
            {
                continue;
            }

            IReadOnlyList<TypeModel> types = TypeReader.Read(definitions[name]);
            found.Add(name, types);
            foreach (string needed in types.SelectMany(Needs).Where(definitions.ContainsKey))
            {
                pending.Enqueue(needed);
            }
        }

        return Seal([.. found.Values.SelectMany(types => types)]);
    }

    private static IEnumerable<string> Needs(TypeModel type) =>
        type.Elements
            .SelectMany(element => element.Choices.Prepend(element))
            .Where(element => element.Shape == ElementShape.Object)
            .Select(element => element.TypeName)
            .Append(type.Base);

    private static List<TypeModel> Seal(List<TypeModel> types)
    {
        string? twice = types.GroupBy(type => type.Name, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new InvalidDataException($"Two types would have the name {twice}.");
        }

        var bases = types.Select(type => type.Base).ToHashSet(StringComparer.Ordinal);
        return types.ConvertAll(type => type with { IsSealed = !bases.Contains(type.Name) });
    }
}

using Serment.CustodyProtocol;

namespace Serment.RecordAccess;

/// <summary>
/// Which entries of a record to open: those of these compartments and, where types are named, of these types only.
/// Without types it is all but the pieces of documents (<c>Binary</c>), which are opened by themselves.
/// </summary>
public sealed record EntrySelection
{
    private EntrySelection(CompartmentSet compartments, IReadOnlyList<ResourceType> types)
    {
        Compartments = compartments;
        Types = types;
    }

    /// <summary>Compartments.</summary>
    public CompartmentSet Compartments { get; }

    /// <summary>FHIR's types; empty for all but <c>Binary</c>.</summary>
    public IReadOnlyList<ResourceType> Types { get; }

    /// <summary>The type that is opened only where it is named.</summary>
    internal static ResourceType Binary { get; } = ResourceType.Of("Binary");

    /// <summary>All of these compartments but the pieces of documents.</summary>
    public static EntrySelection Of(CompartmentSet compartments) => new(compartments, []);

    /// <summary>These types only, by FHIR's names.</summary>
    public static EntrySelection Of(CompartmentSet compartments, params ReadOnlySpan<string> types)
    {
        ResourceType[] codes = new ResourceType[types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            codes[i] = ResourceType.Of(types[i]);
        }

        return new(compartments, codes);
    }

    /// <summary>All of these compartments but the pieces of documents.</summary>
    public static implicit operator EntrySelection(CompartmentSet compartments) => Of(compartments);
}

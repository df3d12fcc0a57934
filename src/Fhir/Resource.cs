namespace Serment.Fhir;

public abstract partial class Resource
{
    private protected Resource()
    {
    }

    /// <summary>FHIR's name of this kind of resource, such as <c>Patient</c>.</summary>
    public abstract string ResourceType { get; }
}

/// <summary>
/// A resource of a kind that we have no type for. Its id, meta, implicitRules and language can be read;
/// the rest is in <see cref="FhirObject.UnknownMembers"/>, untouched.
/// </summary>
public sealed class UnknownResource : Resource
{
    internal UnknownResource(string resourceType) => ResourceType = resourceType;

    /// <inheritdoc/>
    public override string ResourceType { get; }
}

namespace Serment.Fhir;

/// <summary>
/// Whatever is a JSON object in FHIR: a resource, a data type or a part of one.
/// Members that the definitions do not name are kept as they came, and are written back after the known ones.
/// </summary>
public abstract class FhirObject
{
    private List<UnknownMember>? unknown;

    private protected FhirObject()
    {
    }

    /// <summary>The members that FHIR R4 does not define here, in the order in which they came.</summary>
    public IReadOnlyList<UnknownMember> UnknownMembers => unknown is null ? [] : unknown;

    /// <summary>Takes one member's value from the reader, which stands on it.</summary>
    /// <returns>False when the definitions have no such member; then the reader has not moved.</returns>
    internal virtual bool ReadMember(ref FhirReader reader, scoped ReadOnlySpan<byte> name) => false;

    internal virtual void WriteMembers(FhirWriter writer)
    {
    }

    internal void Keep(ref FhirReader reader, scoped ReadOnlySpan<byte> name)
    {
        unknown ??= [];
        if (unknown.Count == FhirJson.MaxUnknownMembers)
        {
            reader.Fail($"more than {FhirJson.MaxUnknownMembers} undefined members in one object");
        }

        string key = reader.NameText(name);
        foreach (UnknownMember member in unknown)
        {
            if (string.Equals(member.Name, key, StringComparison.Ordinal))
            {
                reader.Fail("the same member twice");
            }
        }

        unknown.Add(new UnknownMember(key, reader.Raw()));
    }
}

/// <summary>A member that the FHIR R4 definitions do not name.</summary>
/// <param name="Name">The member's name. It comes from outside and may itself be personal data.</param>
/// <param name="Json">Its value, byte for byte as it came (UTF-8 JSON).</param>
public readonly record struct UnknownMember(string Name, ReadOnlyMemory<byte> Json);

namespace Serment.Fhir;

/// <summary>
/// The one storage place of a choice element such as <c>value[x]</c>: an Extension may hold any of fifty types,
/// but only one at a time, and fifty empty fields in every extension would cost more than the record.
/// </summary>
internal struct Choice
{
    /// <summary>Which of the element's types is chosen: its place in the definition, from 1; 0 is none.</summary>
    public byte Kind { get; private set; }

    /// <summary>The value: string, boxed bool, int or FhirDecimal, or an Element.</summary>
    public object? Value { get; private set; }

    /// <summary>Id and extensions of a primitive value.</summary>
    public Element? Companion { get; private set; }

    public readonly T? Get<T>(byte kind)
        where T : class => Kind == kind ? (T?)Value : null;

    public readonly T? GetStruct<T>(byte kind)
        where T : struct => Kind == kind ? (T?)Value : null;

    public readonly Element? GetCompanion(byte kind) => Kind == kind ? Companion : null;

    public void Set(byte kind, object? value)
    {
        if (value is null && Kind != kind)
        {
            return;
        }

        Companion = Kind == kind ? Companion : null;
        Value = value;
        Kind = value is null && Companion is null ? (byte)0 : kind;
    }

    public void SetCompanion(byte kind, Element? companion)
    {
        if (companion is null && Kind != kind)
        {
            return;
        }

        Value = Kind == kind ? Value : null;
        Companion = companion;
        Kind = Value is null && companion is null ? (byte)0 : kind;
    }

    /// <summary>Refuses a second value before it is read.</summary>
    public readonly void Admit(ref FhirReader reader, byte kind)
    {
        if (Kind != 0 && Kind != kind)
        {
            reader.Fail("more than one type of value where FHIR allows one");
        }

        if (Value is not null)
        {
            reader.Fail("the same member twice");
        }
    }

    /// <summary>Refuses a second companion before it is read.</summary>
    public readonly void AdmitCompanion(ref FhirReader reader, byte kind)
    {
        if (Kind != 0 && Kind != kind)
        {
            reader.Fail("more than one type of value where FHIR allows one");
        }

        if (Companion is not null)
        {
            reader.Fail("the same member twice");
        }
    }
}

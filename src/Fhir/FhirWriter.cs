using System.Text.Json;

namespace Serment.Fhir;

/// <summary>
/// What the generated types write their members with. An absent value or an empty list writes nothing.
/// </summary>
internal readonly struct FhirWriter(Utf8JsonWriter json)
{
    private const int MaxChoiceNameBytes = 64;

    public void Resource(Resource resource)
    {
        json.WriteStartObject();
        json.WriteString("resourceType"u8, resource.ResourceType);
        Members(resource);
        json.WriteEndObject();
    }

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public void Flag(ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }

    public void Whole(ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    public void Decimal(ReadOnlySpan<byte> name, FhirDecimal? value)
    {
        if (value is { } number)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(number.Literal, skipInputValidation: true);
        }
    }

    public void One(ReadOnlySpan<byte> name, Element? value)
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            Object(value);
        }
    }

    public void One(ReadOnlySpan<byte> name, Resource? value)
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            Resource(value);
        }
    }

    public void Many<T>(ReadOnlySpan<byte> name, List<T>? values)
        where T : Element?
    {
        if (values is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (T value in values)
        {
            if (value is null)
            {
                json.WriteNullValue();
            }
            else
            {
                Object(value);
            }
        }

        json.WriteEndArray();
    }

    public void Resources(ReadOnlySpan<byte> name, List<Resource>? values)
    {
        if (values is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (Resource value in values)
        {
            Resource(value);
        }

        json.WriteEndArray();
    }

    public void Texts(ReadOnlySpan<byte> name, List<string?>? values)
    {
        if (values is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string? value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    public void Values<T>(ReadOnlySpan<byte> name, List<T?>? values)
        where T : struct
    {
        if (values is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (T? value in values)
        {
            Value(value);
        }

        json.WriteEndArray();
    }

    public void Choice(ReadOnlySpan<byte> name, Choice choice)
    {
        if (choice.Value is { } value)
        {
            json.WritePropertyName(name);
            Value(value);
        }

        if (choice.Companion is { } companion)
        {
            Span<byte> companionName = stackalloc byte[MaxChoiceNameBytes];
            companionName[0] = (byte)'_';
            name.CopyTo(companionName[1..]);
            One(companionName[..(name.Length + 1)], companion);
        }
    }

    private void Object(Element value)
    {
        json.WriteStartObject();
        Members(value);
        json.WriteEndObject();
    }

    private void Members(FhirObject value)
    {
        value.WriteMembers(this);
        foreach (UnknownMember member in value.UnknownMembers)
        {
            json.WritePropertyName(member.Name);
            json.WriteRawValue(member.Json.Span, skipInputValidation: true);
        }
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case FhirDecimal number:
                json.WriteRawValue(number.Literal, skipInputValidation: true);
                break;
            default:
                Object((Element)value);
                break;
        }
    }
}

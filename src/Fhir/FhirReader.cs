using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Serment.Fhir;

/// <summary>
/// What the generated types read their members with. Each method stands on a value and consumes it; each takes the
/// member's present value, because a member that comes twice is refused: readers that disagree on which one counts
/// could be shown two different records.
/// </summary>
internal ref struct FhirReader
{
    private readonly ReadOnlySpan<byte> input;
    private Utf8JsonReader json;

    public FhirReader(ReadOnlySpan<byte> input)
    {
        this.input = input;
        json = new Utf8JsonReader(input, Options);
    }

    internal static JsonReaderOptions Options => new() { MaxDepth = FhirJson.MaxDepth };

    public Resource Document()
    {
        json.Read();
        Resource resource = Resource();

        // Throws when anything but white space follows.
        json.Read();
        return resource;
    }

    public string Text(string? present)
    {
        Once(present is null);
        return Text();
    }

    public bool Flag(bool? present)
    {
        Once(present is null);
        return Flag();
    }

    public int Whole(int? present)
    {
        Once(present is null);
        return Whole();
    }

    public FhirDecimal Decimal(FhirDecimal? present)
    {
        Once(present is null);
        return Decimal();
    }

    public T One<T>(T? present)
        where T : Element, new()
    {
        Once(present is null);
        var value = new T();
        Object(value);
        return value;
    }

    public Resource One(Resource? present)
    {
        Once(present is null);
        return Resource();
    }

    public List<T> Many<T>(List<T>? present)
        where T : Element, new()
    {
        List<T> values = List(present);
        while (NextItem())
        {
            var value = new T();
            Object(value);
            values.Add(value);
        }

        return values;
    }

    /// <summary>The objects beside a list of primitives; null where a primitive has none.</summary>
    public List<Element?> Companions(List<Element?>? present)
    {
        List<Element?> values = List(present);
        while (NextItem())
        {
            values.Add(json.TokenType == JsonTokenType.Null ? null : One<Element>(null));
        }

        return values;
    }

    public List<Resource> Resources(List<Resource>? present)
    {
        List<Resource> values = List(present);
        while (NextItem())
        {
            values.Add(Resource());
        }

        return values;
    }

    public List<string?> Texts(List<string?>? present)
    {
        List<string?> values = List(present);
        while (NextItem())
        {
            values.Add(json.TokenType == JsonTokenType.Null ? null : Text());
        }

        return values;
    }

    public List<bool?> Flags(List<bool?>? present)
    {
        List<bool?> values = List(present);
        while (NextItem())
        {
            values.Add(json.TokenType == JsonTokenType.Null ? null : Flag());
        }

        return values;
    }

    public List<int?> Wholes(List<int?>? present)
    {
        List<int?> values = List(present);
        while (NextItem())
        {
            values.Add(json.TokenType == JsonTokenType.Null ? null : Whole());
        }

        return values;
    }

    public List<FhirDecimal?> Decimals(List<FhirDecimal?>? present)
    {
        List<FhirDecimal?> values = List(present);
        while (NextItem())
        {
            values.Add(json.TokenType == JsonTokenType.Null ? null : Decimal());
        }

        return values;
    }

    /// <summary>The value's bytes as they stand.</summary>
    public byte[] Raw()
    {
        int start = (int)json.TokenStartIndex;
        json.Skip();
        return input[start..(int)json.BytesConsumed].ToArray();
    }

    public string NameText(scoped ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name);

    [DoesNotReturn]
    public readonly void Fail(string problem) =>
        throw new FhirFormatException(JsonPlace.PathOf(input, json.TokenStartIndex), json.TokenStartIndex, problem);

    private string Text()
    {
        Expect(JsonTokenType.String, "text");
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair written as an escape: no text in any encoding.
            Fail("text with half a surrogate pair");
            throw;
        }
    }

    private bool Flag()
    {
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            Expect(JsonTokenType.True, "true or false");
        }

        return json.GetBoolean();
    }

    private int Whole()
    {
        Expect(JsonTokenType.Number, "a whole number");

        // Minus zero is not an integer of FHIR, and would come back as zero.
        if (!json.TryGetInt32(out int value) || (value == 0 && json.ValueSpan[0] == '-'))
        {
            Fail("not a whole number of 32 bits");
        }

        return value;
    }

    private FhirDecimal Decimal()
    {
        Expect(JsonTokenType.Number, "a number");
        if (json.ValueSpan.Length > FhirJson.MaxNumberLength)
        {
            Fail($"a number of more than {FhirJson.MaxNumberLength} characters");
        }

        return FhirDecimal.FromToken(Encoding.ASCII.GetString(json.ValueSpan));
    }

    private void Object(FhirObject target)
    {
        Expect(JsonTokenType.StartObject, "an object");
        while (NextMember(out ReadOnlySpan<byte> name))
        {
            Member(target, name);
        }
    }

    private Resource Resource()
    {
        Expect(JsonTokenType.StartObject, "an object");
        Resource target = NewResource();
        bool typed = false;
        while (NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("resourceType"u8))
            {
                Once(!typed);
                typed = true;
            }
            else
            {
                Member(target, name);
            }
        }

        return target;
    }

    private void Member(FhirObject target, ReadOnlySpan<byte> name)
    {
        if (!target.ReadMember(ref this, name))
        {
            target.Keep(ref this, name);
        }
    }

    /// <summary>The type may stand anywhere in the object, though it nearly always comes first.</summary>
    private Resource NewResource()
    {
        FhirReader ahead = this;
        while (ahead.NextMember(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("resourceType"u8))
            {
                ahead.Expect(JsonTokenType.String, "text");
                return ahead.NewResourceOfType();
            }

            ahead.json.Skip();
        }

        Fail("an object without resourceType where a resource must be");
        return null;
    }

    private Resource NewResourceOfType()
    {
        if (!json.ValueIsEscaped && ResourceFactory.Create(json.ValueSpan) is { } known)
        {
            return known;
        }

        string type = Text();
        if (type.Length is 0 or > FhirJson.MaxResourceTypeLength || !type.All(char.IsAsciiLetterOrDigit))
        {
            Fail("not the name of a resource type");
        }

        return ResourceFactory.Create(Encoding.ASCII.GetBytes(type)) ?? new UnknownResource(type);
    }

    private bool NextMember(out ReadOnlySpan<byte> name)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            name = default;
            return false;
        }

        name = json.ValueIsEscaped ? UnescapedName() : json.ValueSpan;
        json.Read();
        return true;
    }

    private byte[] UnescapedName()
    {
        try
        {
            return Encoding.UTF8.GetBytes(json.GetString()!);
        }
        catch (InvalidOperationException)
        {
            Fail("a name with half a surrogate pair");
            throw;
        }
    }

    private List<T> List<T>(List<T>? present)
    {
        Once(present is null);
        Expect(JsonTokenType.StartArray, "a list");
        Utf8JsonReader ahead = json;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.EndArray)
        {
            // FHIR has no empty lists; an empty list of ours is written as no member, and the two must not be mixed up.
            Fail("an empty list");
        }

        return [];
    }

    private bool NextItem()
    {
        json.Read();
        return json.TokenType != JsonTokenType.EndArray;
    }

    private readonly void Once(bool first)
    {
        if (!first)
        {
            Fail("the same member twice");
        }
    }

    private readonly void Expect(JsonTokenType type, string wanted)
    {
        if (json.TokenType != type)
        {
            Fail($"expected {wanted}, found {Found(json.TokenType)}");
        }
    }

    private static string Found(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "the end",
    };
}

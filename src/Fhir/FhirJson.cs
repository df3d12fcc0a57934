using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Serment.Fhir;

/// <summary>
/// Reads and writes FHIR R4 resources as JSON (<see href="http://hl7.org/fhir/R4/json.html"/>) without losing anything:
/// primitive extensions, contained resources, undefined members, unknown kinds of resource, the text of every decimal.
/// The order of members is not kept, except among undefined ones; JSON gives it no meaning.
/// </summary>
public static class FhirJson
{
    /// <summary>The largest resource that is read. A scanned document as base64 fits.</summary>
    public const int MaxSizeBytes = 64 * 1024 * 1024;

    /// <summary>The deepest nesting of objects and arrays that is read or written.</summary>
    public const int MaxDepth = 64;

    /// <summary>The longest text of a number.</summary>
    public const int MaxNumberLength = 64;

    /// <summary>The most members that FHIR does not define, in one object.</summary>
    public const int MaxUnknownMembers = 128;

    /// <summary>The longest name of a resource type that we do not know.</summary>
    public const int MaxResourceTypeLength = 64;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Entries are sealed or sent as application/fhir+json, never pasted into HTML: accents need no escapes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? threadWriter;

    /// <summary>Reads a resource that must be of type <typeparamref name="T"/>.</summary>
    /// <exception cref="FhirFormatException">Not JSON, not FHIR's shape, over a limit, or another type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : Resource =>
        ReadResource(json) as T
        ?? throw new FhirFormatException("$.resourceType", 0, $"another type of resource than {typeof(T).Name}");

    /// <summary>
    /// Reads a resource of any type; one that we have no type for becomes an <see cref="UnknownResource"/>.
    /// </summary>
    /// <exception cref="FhirFormatException">Not JSON, not FHIR's shape, or over a limit.</exception>
    public static Resource ReadResource(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxSizeBytes)
        {
            throw new FhirFormatException("$", MaxSizeBytes, $"more than {MaxSizeBytes} bytes");
        }

        if (!Utf8.IsValid(json))
        {
            throw new FhirFormatException("$", 0, "not valid UTF-8");
        }

        try
        {
            var reader = new FhirReader(json);
            return reader.Document();
        }
        catch (JsonException)
        {
            // Its message quotes the offending character, and its cause would carry it on.
            throw JsonPlace.Malformed(json);
        }
    }

    /// <summary>Writes a resource as compact JSON in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The objects are nested deeper than <see cref="MaxDepth"/>,
    /// perhaps in a circle.</exception>
    public static void Write(Resource resource, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(resource);
        Utf8JsonWriter writer = threadWriter ??= new Utf8JsonWriter(Nowhere.Instance, WriterOptions);
        try
        {
            writer.Reset(output);
            new FhirWriter(writer).Resource(resource);
            writer.Flush();
        }
        finally
        {
            // A thread must not hold on to somebody's record between two calls.
            writer.Reset(Nowhere.Instance);
        }
    }

    /// <summary>A resource as compact JSON in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Write"/>.</exception>
    public static byte[] ToBytes(Resource resource)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Write(resource, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What the thread's writer points to between two uses.</summary>
    private sealed class Nowhere : IBufferWriter<byte>
    {
        public static readonly Nowhere Instance = new();

        public void Advance(int count)
        {
            // Nothing is ever pending here: the writer is turned away only after it has flushed or failed.
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => throw Unused();

        public Span<byte> GetSpan(int sizeHint = 0) => throw Unused();

        private static InvalidOperationException Unused() => new("The writer has no output.");
    }
}

using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Serment.CustodyProtocol;

namespace Serment.Web.Security;

/// <summary>
/// The metadata of an endpoint that reads a multipart form as a stream, with a limit of its own: never into memory as a
/// whole, never onto a disk.
/// </summary>
internal sealed record StreamedBody(long MaxBytes);

/// <summary>How endpoints declare it.</summary>
internal static class StreamedBodies
{
    /// <summary>Declares that the endpoint reads its form by <see cref="StreamedForm"/>.</summary>
    public static T TakesStream<T>(this T endpoint, long maxBytes)
        where T : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(new StreamedBody(maxBytes));
        return endpoint;
    }
}

/// <summary>
/// A multipart form, part by part. The proof comes first: in the header where a script sends it, else as the first
/// field. The <see cref="Gate"/> has seen it before the endpoint reads on.
/// </summary>
internal sealed class StreamedForm
{
    /// <summary>Fields before the file.</summary>
    public const int MaxFields = 32;

    /// <summary>Characters of a field.</summary>
    public const int MaxFieldCharacters = 2_000;

    private const int MaxBoundaryCharacters = 70;
    private const int MaxPartHeaders = 8;
    private const int MaxPartHeaderBytes = 4 * 1024;

    private readonly MultipartReader reader;
    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);

    private StreamedForm(MultipartReader reader) => this.reader = reader;

    /// <summary>The fields read so far.</summary>
    public IReadOnlyDictionary<string, string> Fields => fields;

    /// <summary>The name that the file bears at the sender's: text, and nothing else.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>The form of this request; null where it is none.</summary>
    public static StreamedForm? Of(HttpContext context) => context.Features.Get<StreamedForm>();

    /// <summary>Begins to read; the proof, null where there is none.</summary>
    public static async Task<string?> BeginAsync(HttpContext context, StreamedBody rule)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = rule.MaxBytes;
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).ToString() is not
                { Length: > 0 and <= MaxBoundaryCharacters } boundary)
        {
            return null;
        }

        StreamedForm form = new(new(boundary, context.Request.Body)
        {
            HeadersCountLimit = MaxPartHeaders,
            HeadersLengthLimit = MaxPartHeaderBytes,
        });
        context.Features.Set(form);
        if (context.Request.Headers[Gate.ProofHeader] is { Count: > 0 } header)
        {
            return header.ToString();
        }

        (string name, _, MultipartSection? part) = await form.NextAsync(context.RequestAborted);
        return part is not null && name is Gate.ProofField ? await ReadTextAsync(part, context.RequestAborted) : null;
    }

    /// <summary>Reads the fields up to the file; the file as a stream, or null where none came.</summary>
    /// <exception cref="InvalidDataException">Too many fields, or too long ones.</exception>
    public async Task<Stream?> ReadToFileAsync(string fileField, CancellationToken stop)
    {
        while (true)
        {
            (string name, string? fileName, MultipartSection? part) = await NextAsync(stop);
            if (part is null)
            {
                return null;
            }

            if (fileName is not null)
            {
                if (!string.Equals(name, fileField, StringComparison.Ordinal))
                {
                    throw new InvalidDataException("a file where none is expected");
                }

                FileName = fileName;
                return part.Body;
            }

            if (fields.Count == MaxFields)
            {
                throw new InvalidDataException("too many fields");
            }

            fields[name] = await ReadTextAsync(part, stop);
        }
    }

    private async Task<(string Name, string? FileName, MultipartSection? Part)> NextAsync(CancellationToken stop)
    {
        MultipartSection? part = await reader.ReadNextSectionAsync(stop);
        if (part is null)
        {
            return ("", null, null);
        }

        if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out ContentDispositionHeaderValue? said))
        {
            throw new InvalidDataException("a part without a name");
        }

        string name = HeaderUtilities.RemoveQuotes(said.Name).ToString();
        string? fileName = said.FileNameStar.HasValue ? said.FileNameStar.ToString()
            : said.FileName.HasValue ? HeaderUtilities.RemoveQuotes(said.FileName).ToString()
            : null;
        return (name, fileName, part);
    }

    private static async Task<string> ReadTextAsync(MultipartSection part, CancellationToken stop)
    {
        byte[] buffer = new byte[(MaxFieldCharacters * 3) + 1];
        int length = await part.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        if (length == buffer.Length)
        {
            throw new InvalidDataException("a field is too long");
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}

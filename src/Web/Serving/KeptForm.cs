using Serment.Web.Security;

namespace Serment.Web.Serving;

/// <summary>
/// A form that could not be taken yet: signed out meanwhile, a touch needed first, the custodian away. It goes back to
/// the browser inside the page and is sent again from there; nothing of it is stored here.
/// </summary>
public sealed record KeptForm(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    private const int MaxFields = 400;

    /// <summary>The request's form without its proof; null when it has none.</summary>
    public static KeptForm? Of(HttpRequest request)
    {
        // A streamed form holds a file: it is not read here, and not sent back.
        if (!HttpMethods.IsPost(request.Method)
            || !request.HasFormContentType
            || request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StreamedBody>() is not null)
        {
            return null;
        }

        List<KeyValuePair<string, string>> fields = [];
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Form)
        {
            foreach (string? value in values)
            {
                if (name is not Gate.ProofField && value is not null && fields.Count < MaxFields)
                {
                    fields.Add(new(name, value));
                }
            }
        }

        return new(request.Path, fields);
    }
}

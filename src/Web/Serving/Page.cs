using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.HtmlRendering;

namespace Serment.Web.Serving;

/// <summary>A page or fragment: one component, rendered once on the server, with at most one model.</summary>
internal static class Page
{
    /// <summary>Shows a component that takes a <c>Model</c>.</summary>
    public static IResult Show<TComponent>(object model, int status = StatusCodes.Status200OK)
        where TComponent : IComponent => new Rendered<TComponent>(model, status);

    /// <summary>Shows a component that takes nothing.</summary>
    public static IResult Show<TComponent>(int status = StatusCodes.Status200OK)
        where TComponent : IComponent => new Rendered<TComponent>(null, status);

    /// <summary>Renders into a writer; tests use it too.</summary>
    internal static async Task RenderAsync<TComponent>(
        IServiceProvider services, object? model, TextWriter writer)
        where TComponent : IComponent
    {
        ParameterView parameters = model is null
            ? ParameterView.Empty
            : ParameterView.FromDictionary(
                new Dictionary<string, object?>(1, StringComparer.Ordinal) { ["Model"] = model });
        await using HtmlRenderer renderer = new(services, services.GetRequiredService<ILoggerFactory>());
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            HtmlRootComponent root = await renderer.RenderComponentAsync<TComponent>(parameters);
            root.WriteHtmlTo(writer);
        });
    }

    private sealed class Rendered<TComponent>(object? model, int status) : IResult
        where TComponent : IComponent
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            HttpResponse response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "text/html; charset=utf-8";
            await using (Utf8PageWriter writer = new(response.BodyWriter))
            {
                await RenderAsync<TComponent>(httpContext.RequestServices, model, writer);
            }

            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }
    }
}

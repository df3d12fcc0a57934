using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serment.Web;
using Serment.Web.Security;

namespace Serment.UnitTests.Web;

public sealed class EndpointsTests
{
    [Fact]
    public async Task Every_endpoint_declares_who_may_call_it_and_what_it_costs()
    {
        await using WebApplication app = WebHost.Build(Options());
        foreach (RouteEndpoint endpoint in Endpoints(app))
        {
            Assert.Single(endpoint.Metadata.GetOrderedMetadata<EndpointRule>());
        }
    }

    [Fact]
    public async Task What_pages_ask_by_themselves_prolongs_no_session()
    {
        await using WebApplication app = WebHost.Build(Options());
        RouteEndpoint[] asked =
        [
            .. Endpoints(app).Where(endpoint => Method(endpoint) is "GET"
                && (endpoint.RoutePattern.RawText!.EndsWith("/stamp", StringComparison.Ordinal)
                    || endpoint.RoutePattern.RawText.EndsWith("/state", StringComparison.Ordinal))),
        ];
        Assert.NotEmpty(asked);
        Assert.All(asked, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<BackgroundEndpoint>()));
    }

    [Fact]
    public async Task Only_signing_in_and_public_files_are_open_to_anyone()
    {
        await using WebApplication app = WebHost.Build(Options());
        string[] open =
        [
            .. Endpoints(app)
                .Where(endpoint => endpoint.Metadata.GetMetadata<EndpointRule>()!.Audience == Audience.Anyone)
                .Select(endpoint => endpoint.RoutePattern.RawText!)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            [
                "/assets/{version}/{**path}", "/health", "/language", "/sign-in", "/sign-in/begin", "/sign-in/complete",
                "/sign-out",
            ],
            open);
    }

    [Fact]
    public async Task The_document_lists_every_endpoint()
    {
        await using WebApplication app = WebHost.Build(Options());
        string path = Path.Combine(WebSource.Root, "docs", "endpoints.md");
        string expected = Document(Endpoints(app));
        if (Environment.GetEnvironmentVariable("SERMENT_WRITE_DOCS") is "1")
        {
            await File.WriteAllTextAsync(path, expected);
        }

        Assert.Equal(expected, await File.ReadAllTextAsync(path));
    }

    private static string Document(IEnumerable<RouteEndpoint> endpoints)
    {
        StringBuilder text = new();
        text.Append(
            """
            # Endpoints of the web server

            Who may call each, and how many people one call discloses at most. Anything not listed is not served.
            The web server's check is for clarity; the keys are the custodian's to give. A test writes this table
            (`SERMENT_WRITE_DOCS=1`) and compares it.

            | method | route | audience | costs |
            |---|---|---|---|

            """);
        foreach (RouteEndpoint endpoint in endpoints.OrderBy(Order, StringComparer.Ordinal))
        {
            EndpointRule rule = endpoint.Metadata.GetMetadata<EndpointRule>()!;
            text.Append("| ").Append(Method(endpoint)).Append(" | `").Append(endpoint.RoutePattern.RawText)
                .Append("` | ").Append(rule.Audience).Append(" | ").Append(rule.Budget).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Order(RouteEndpoint endpoint) => $"{endpoint.RoutePattern.RawText} {Method(endpoint)}";

    private static string Method(RouteEndpoint endpoint) =>
        string.Join(' ', endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods);

    private static IEnumerable<RouteEndpoint> Endpoints(IEndpointRouteBuilder app) =>
        app.DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>();

    private static WebOptions Options() => new()
    {
        Urls = ["http://127.0.0.1:0"],
        MainDatabase = "unused.sqlite",
        Custodian = new() { SocketPath = "unused.sock" },
        CustodianOrigin = "http://localhost:1",
        LogToConsole = false,
    };
}

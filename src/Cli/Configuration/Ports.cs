using System.Globalization;

namespace Serment.Cli.Configuration;

/// <summary>Both processes' pages on loopback: the web server's port, and the next one for the custodian.</summary>
internal static class Ports
{
    /// <summary>The web server's port where none is given.</summary>
    public const int DefaultWeb = 5100;

    /// <summary>Settings for two processes on this machine.</summary>
    /// <exception cref="UserErrorException">The port cannot be one.</exception>
    public static SermentSettings Settings(int webPort, bool demo) => Apply(new SermentSettings { Demo = demo }, webPort);

    /// <summary>The same settings on other ports.</summary>
    public static SermentSettings Apply(SermentSettings settings, int webPort)
    {
        if (webPort is < 1 or > 65534)
        {
            throw new UserErrorException("--port is a number from 1 to 65534.");
        }

        return settings with
        {
            Web = settings.Web with { Url = Url(webPort), Origin = Url(webPort) },
            Custodian = settings.Custodian with { PagesUrl = Url(webPort + 1), Origin = Url(webPort + 1) },
        };
    }

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Serment.Custodian.Evidence;
using Serment.Custodian.Serving;

namespace Serment.Custodian.Pages;

/// <summary>Puts the custodian's own pages on the application; they answer on the pages' address alone.</summary>
internal static class CustodianPages
{
    /// <summary>Adds guard and routes.</summary>
    public static void AddTo(WebApplication app, EvidenceParts parts, CustodyCore core)
    {
        bool isDemo = core.Options.IsDemo;
        bool isSecure = parts.Party.CustodianOrigin.StartsWith("https:", StringComparison.Ordinal);
        PageGuard guard = new(parts.Party, isDemo);
        PageSessions sessions = new(core.Sessions, core.Writer, isSecure);
        app.Use((http, next) => guard.RunAsync(http, next));
        app.UseRouting();
        new CeremonyRoutes(parts, sessions, core.People).Map(app);
        new PageRoutes(parts, sessions, core.People, isDemo, core.Clock).Map(app);
    }
}

using Serment.Records.Laboratory.Bench;

namespace Serment.Web.Laboratory.Bench;

/// <summary>What the pages of the bench need.</summary>
internal static class BenchServices
{
    /// <summary>Adds them.</summary>
    public static void Add(IServiceCollection services) => services.AddSingleton<ReadWorklist>();
}

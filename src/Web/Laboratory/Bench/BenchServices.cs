using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;

namespace Serment.Web.Laboratory.Bench;

/// <summary>What the pages of the bench need.</summary>
internal static class BenchServices
{
    /// <summary>Adds them.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ReadWorklist>();
        services.AddSingleton<OpenBench>();
        services.AddSingleton<EnterResults>();
        services.AddSingleton<EnterRestricted>();
        services.AddSingleton<ValidateTechnically>();
        services.AddSingleton<BenchRules>();
        services.AddSingleton<ApplyBenchRules>();
    }
}

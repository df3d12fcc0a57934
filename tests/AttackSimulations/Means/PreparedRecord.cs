using Serment.Harness;

namespace Serment.AttackSimulations.Means;

/// <summary>A filled folder with nothing running, of which each attack gets a copy to spoil.</summary>
public sealed class PreparedRecord : IAsyncLifetime
{
    private const int Rows = 40;

    /// <summary>The original.</summary>
    public RunningSerment Running { get; private set; } = null!;

    public async Task InitializeAsync() => Running = await RunningSerment.PrepareAsync(Rows);

    public async Task DisposeAsync() => await Running.DisposeAsync();
}

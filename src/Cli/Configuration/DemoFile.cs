namespace Serment.Cli.Configuration;

/// <summary><c>demo.json</c>: what a script needs to use a running demo.</summary>
internal sealed record DemoFile(
    string Web, string Custodian, IReadOnlyList<string> Sites, IReadOnlyList<DemoPersona> Personas);

/// <summary>Somebody to sign in as, after enrolling by the one-time address.</summary>
internal sealed record DemoPersona(string Name, string Role, string Site, string StaffId, string EnrolUrl);

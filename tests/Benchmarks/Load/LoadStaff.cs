using System.Collections.Frozen;
using Serment.Cli.Configuration;
using Serment.Custodian;
using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Serving;
using Serment.CustodyProtocol;

namespace Serment.Benchmarks.Load;

/// <summary>Somebody hired for the benchmark, signed in.</summary>
internal sealed record Hired(ActorId Staff, Role Role, string Unit, int UnitId, SessionToken Session);

/// <summary>
/// Hires people into a founded folder and signs them in, by the custodian's own writer while nothing else runs: a
/// hundred enrolments by passkey are not what is measured. Sessions outlive the restart; budgets stay as they are.
/// </summary>
internal static class LoadStaff
{
    private const short Site = 1;

    public static async Task<IReadOnlyList<Hired>> SignInAsync(
        string data, IEnumerable<(Role Role, string Unit)> wanted)
    {
        DataFolder folder = DataFolder.Open(data, null);
        CustodianOptions options = CustodianOptionsOf.Folder(folder, () => Passphrase.Find(folder));
        await using CustodianHost host = await CustodianHost.StartAsync(
            options with { PagesAddress = null }, TimeProvider.System, CancellationToken.None);
        CustodyCore core = host.Core;
        List<Hired> hired = [];
        foreach ((Role role, string unit) in wanted)
        {
            int unitId = core.People.UnitsOf(Site).First(one => one.Code == unit).Id;
            hired.Add(await core.Writer.RunAsync(
                turn =>
                {
                    StaffMember member = new(
                        ActorId.New(), Site, $"{role} {hired.Count + 1}", role, StaffState.Active,
                        new[] { unitId }.ToFrozenSet(), []);
                    PeopleRows.Insert(turn, member);
                    core.People.FollowStaff(turn, member.Id);
                    return new Hired(
                        member.Id, role, unit, unitId,
                        core.Sessions.Begin(turn, member, SessionAudience.Web).Token);
                },
                CancellationToken.None));
        }

        return hired;
    }
}

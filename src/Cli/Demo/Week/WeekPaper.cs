using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Practitioners;
using Serment.Simulation.Establishments;

namespace Serment.Cli.Demo.Week;

/// <summary>What paper says of the clinic and its practitioners: a prescription needs it.</summary>
internal static class WeekPaper
{
    /// <summary>The clinic's address.</summary>
    public const string Address = "12 rue des Hortensias\n56000 VANNES";

    /// <summary>Its number, E.164.</summary>
    public const string Phone = "+33261919999";

    private static readonly Dictionary<string, string> Specialties = new(StringComparer.Ordinal)
    {
        ["MED"] = "Médecine interne",
        ["URG"] = "Médecine d’urgence",
        ["CHIR"] = "Chirurgie générale",
        ["MAT"] = "Gynécologie-obstétrique",
        ["PHARM"] = "Pharmacie hospitalière",
    };

    /// <summary>The specialty of somebody's first unit that has one.</summary>
    public static string? SpecialtyOf(WeekMember member) =>
        member.Units.Select(unit => Specialties.GetValueOrDefault(unit)).FirstOrDefault(one => one is not null);

    /// <summary>Writes it where nobody has written anything yet.</summary>
    public static async Task WriteAsync(DatabaseLocation main, WeekStaff staff, string siteCode, CancellationToken stop)
    {
        SavePractice save = new(main, TimeProvider.System);
        foreach (WeekMember member in staff.Members)
        {
            StaffPlan plan = DemoFolder.Plan.Staff.First(
                one => string.Equals(one.Name, member.Name, StringComparison.Ordinal));
            if (plan.Rpps is not null)
            {
                string? specialty = plan.Role is StaffRole.Nurse ? null : SpecialtyOf(member);
                await save.RunAsync(new PracticeDetails(member.Staff, null, specialty, plan.Rpps, null, 0), stop);
            }
        }

        await save.RunAsync(
            new SiteDetails(siteCode, Address, Phone, 0),
            staff.Of(Role.Administrator)[0].Staff, stop);
    }
}

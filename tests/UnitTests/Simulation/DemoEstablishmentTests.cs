using Serment.Simulation.Establishments;
using Xunit;

namespace Serment.UnitTests.Simulation;

public sealed class DemoEstablishmentTests
{
    private static readonly EstablishmentPlan Plan = DemoEstablishment.Plan("1");

    [Fact]
    public void Has_a_clinic_and_a_laboratory_with_28_collection_sites()
    {
        Assert.Equal("CLINIQUE LABO", string.Join(' ', Plan.Sites.Select(site => site.Code)));
        Assert.Equal(28, Plan.Sites[1].Units.Count(unit => unit.Kind == UnitKind.Collection));
        Assert.All(Plan.Sites, site => Assert.Equal(
            site.Units.Count, site.Units.Select(unit => unit.Code).Distinct(StringComparer.Ordinal).Count()));
        Assert.All(Plan.Sites, site => Assert.Equal(
            site.Units.Count, site.Units.Select(unit => unit.Name).Distinct(StringComparer.Ordinal).Count()));
    }

    [Fact]
    public void Has_somebody_in_every_role_and_two_founders()
    {
        Assert.Equal(Enum.GetValues<StaffRole>().Length, Plan.Staff.Select(person => person.Role).Distinct().Count());
        Assert.InRange(Plan.Staff.Count, 10, 40);
        Assert.All(
            Plan.Sites, site => Assert.Equal(2, Plan.Staff.Count(one => one.Founder && one.Site == site.Code)));
        Assert.Equal(
            Plan.Staff.Count, Plan.Staff.Select(person => person.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Everybody_works_where_there_is_a_unit()
    {
        foreach (StaffPlan person in Plan.Staff)
        {
            SitePlan site = Assert.Single(
                Plan.Sites, site => string.Equals(site.Code, person.Site, StringComparison.Ordinal));
            Assert.All(person.Units, code => Assert.Contains(
                site.Units, unit => string.Equals(unit.Code, code, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Roles_are_those_of_the_custodian()
    {
        Assert.Equal(
            Enum.GetNames<CustodyProtocol.Role>().Order(StringComparer.Ordinal),
            Enum.GetNames<StaffRole>().Order(StringComparer.Ordinal));
    }
}

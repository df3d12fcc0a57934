using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Decisions;

public sealed class RoleCompartmentsTests
{
    private static readonly string[] Types =
        ["ServiceRequest", "Specimen", "Provenance", "Observation", "DiagnosticReport", "Binary", "DocumentReference"];

    [Theory]
    [InlineData(Role.Administrator, Compartment.Laboratory, "")]
    [InlineData(Role.SecurityOfficer, Compartment.Laboratory, "")]
    [InlineData(Role.Physician, Compartment.Laboratory, "ServiceRequest Specimen")]
    [InlineData(
        Role.Physician, Compartment.Sensitive, "ServiceRequest Specimen Provenance Observation Binary DocumentReference")]
    [InlineData(Role.Nurse, Compartment.Laboratory, "ServiceRequest Specimen Provenance")]
    [InlineData(Role.Nurse, Compartment.Sensitive, "ServiceRequest Specimen")]
    [InlineData(Role.Receptionist, Compartment.Laboratory, "ServiceRequest Specimen")]
    [InlineData(Role.Receptionist, Compartment.Sensitive, "ServiceRequest Specimen Binary DocumentReference")]
    [InlineData(Role.Receptionist, Compartment.Clinical, "Binary DocumentReference")]
    [InlineData(Role.Phlebotomist, Compartment.Laboratory, "ServiceRequest Specimen Provenance")]
    [InlineData(Role.Phlebotomist, Compartment.Sensitive, "")]
    [InlineData(
        Role.LaboratoryTechnician, Compartment.Laboratory,
        "ServiceRequest Specimen Provenance Observation Binary DocumentReference")]
    [InlineData(Role.LaboratoryTechnician, Compartment.Sensitive, "Observation")]
    [InlineData(
        Role.Biologist, Compartment.Laboratory,
        "ServiceRequest Specimen Provenance Observation DiagnosticReport Binary DocumentReference")]
    [InlineData(
        Role.Biologist, Compartment.Sensitive,
        "ServiceRequest Specimen Provenance Observation DiagnosticReport Binary DocumentReference")]
    [InlineData(Role.BillingClerk, Compartment.Laboratory, "")]
    [InlineData(Role.Pharmacist, Compartment.Laboratory, "")]
    public void Writes_these_types(Role role, Compartment compartment, string types) =>
        Assert.Equal(
            types,
            string.Join(' ', Types.Where(type => RoleCompartments.Writes(role, compartment, ResourceType.Of(type)))));

    [Fact]
    public void Only_a_biologist_writes_a_report_to_any_compartment()
    {
        foreach (Role role in Enum.GetValues<Role>())
        {
            bool writes = Enum.GetValues<Compartment>().Any(
                compartment => RoleCompartments.Writes(role, compartment, ResourceType.Of("DiagnosticReport")));
            Assert.Equal(role == Role.Biologist, writes);
        }
    }

    [Fact]
    public void Whoever_takes_specimens_opens_orders_and_tubes_and_no_result()
    {
        Assert.Equal(
            "ServiceRequest Specimen Provenance",
            string.Join(' ', Types.Where(type =>
                RoleCompartments.OpensType(Role.Phlebotomist, Compartment.Laboratory, ResourceType.Of(type)))));
        Assert.True(RoleCompartments.OpensType(Role.Phlebotomist, Compartment.Identity, ResourceType.Of("Patient")));
    }

    [Fact]
    public void Reception_reads_nothing_of_what_it_orders() =>
        Assert.DoesNotContain(Compartment.Laboratory, RoleCompartments.Reads(Role.Receptionist));

    [Fact]
    public void Technicians_see_no_name_and_open_nothing_sensitive()
    {
        Assert.Equal([Compartment.Laboratory], RoleCompartments.Reads(Role.LaboratoryTechnician));
        Assert.False(RoleCompartments.OpensCards(Role.LaboratoryTechnician));
        Assert.False(RoleCompartments.ConfirmsSensitive(Role.LaboratoryTechnician));
    }
}

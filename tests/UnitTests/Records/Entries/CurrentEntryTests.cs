using System.Text;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;
using Serment.UnitTests.Records.Patients.Identity;

namespace Serment.UnitTests.Records.Entries;

public sealed class CurrentEntryTests
{
    private static readonly PatientId Someone = new(7);

    [Fact]
    public void A_newer_file_goes_before_what_somebody_typed_earlier() =>
        Assert.Equal("FROM-FILE", NameOf(Typed("TYPED", IdentityAttributes.None, isValid: false), FromFile("FROM-FILE")));

    [Fact]
    public void A_newer_file_never_replaces_an_identity_that_somebody_validated() =>
        Assert.Equal("CHECKED", NameOf(Typed("CHECKED", IdentityAttributes.None, isValid: true), FromFile("FROM-FILE")));

    [Fact]
    public void A_newer_file_never_takes_a_doubt_away() =>
        Assert.Equal("DOUBT", NameOf(FromFile("FROM-FILE"), Typed("DOUBT", IdentityAttributes.Doubtful, isValid: false)));

    private static string? NameOf(params IReadOnlyList<Patient> patients) =>
        CurrentEntry.Of<Patient>(patients.Select(Opened), Compartment.Identity, Someone)!.Resource.Name![0].Family;

    private static OpenedEntry Opened(Patient patient, int number) => new(
        Someone, new(number + 1), 1, Compartment.Identity, ResourceType.Of("Patient"),
        new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), new(9), number,
        FhirJson.ToBytes(patient));

    private static Patient Typed(string name, IdentityAttributes marks, bool isValid)
    {
        Patient patient = new();
        IdentityResource.Write(
            People.Adrun() with
            {
                BirthName = name,
                Standing = new(isValid ? IdentityStatus.Validated : IdentityStatus.Provisional, marks),
                CheckedWith = isValid ? IdentityDocument.Passport : IdentityDocument.None,
            },
            patient);
        return patient;
    }

    private static Patient FromFile(string name) => (Patient)FhirJson.ReadResource(Encoding.UTF8.GetBytes(
        $$"""
        {"resourceType":"Patient","extension":[{"url":"{{IdentityResource.AsOf}}","valueDate":"2026-10-01"}],
         "name":[{"use":"official","family":"{{name}}"}]}
        """));
}

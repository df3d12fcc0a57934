using System.Text;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;
using Serment.UnitTests.Fhir;
using Serment.UnitTests.Records.Patients.Identity;

namespace Serment.UnitTests.Records.Patients.Resources;

/// <summary>What a source brought and no form shows survives every correction.</summary>
public sealed class KeptElementsTests
{
    private const string Identity =
        """
        {"resourceType":"Patient","active":true,"extension":[
          {"url":"https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability","extension":[
            {"url":"identityStatus","valueCoding":{"code":"VALI"}},
            {"url":"validationMode","valueCoding":{"code":"PA"}},
            {"url":"validationDate","valueDate":"2024-05-06"},
            {"url":"methodCollection","valueCoding":{"code":"CVI"}}]},
          {"url":"urn:other","valueString":"kept"}],
         "name":[{"use":"official","family":"ADRUN","given":["ZOE","ANNE"],"suffix":["X"]},
                 {"use":"nickname","text":"Zo"}],
         "gender":"female","birthDate":"1975-12-31",
         "_birthDate":{"extension":[{"url":"urn:time","valueDateTime":"1975-12-31T04:05:00+01:00"}]}}
        """;

    private const string Contact =
        """
        {"resourceType":"Patient",
         "telecom":[{"system":"phone","use":"home","value":"0299000001"},
                    {"system":"phone","use":"work","value":"0299000002"},
                    {"system":"phone","use":"mobile","value":"not a number"},{"system":"fax","value":"1"}],
         "address":[{"use":"home","line":["1","2","3"],"postalCode":"56000","city":"VANNES","district":"D"}]}
        """;

    private const string Cover =
        """
        {"resourceType":"Coverage","status":"active","beneficiary":{"reference":"Patient/0000000000001"},
         "payor":[{"display":"CPAM 56","identifier":{"system":"urn:x","value":"01561"}},{"display":"second"}],
         "period":{"start":"2023-05","end":"2026-12-31"}}
        """;

    private const string Person =
        """
        {"resourceType":"RelatedPerson","active":true,"patient":{"reference":"Patient/1"},
         "relationship":[{"coding":[{"system":"urn:elsewhere","code":"GODFATHER"}],"text":"parrain"}],
         "name":[{"family":"KERNEIS","given":["YVES","PAUL"]}],
         "telecom":[{"system":"email","value":"y@k.example"},{"system":"phone","value":"0639981234"}]}
        """;

    [Fact]
    public void An_identity_written_as_it_was_read_is_the_same()
    {
        Patient patient = Parse<Patient>(Identity);

        IdentityResource.Write(IdentityResource.Read(patient, People.Today), patient);

        AssertSame(Identity, patient);
    }

    [Fact]
    public void A_corrected_name_touches_the_name_alone()
    {
        Patient patient = Parse<Patient>(Identity);
        PatientIdentity read = IdentityResource.Read(patient, People.Today);

        IdentityResource.Write(read with { BirthName = "ADRUM" }, patient);

        AssertSame(Identity.Replace("ADRUN", "ADRUM", StringComparison.Ordinal), patient);
    }

    [Fact]
    public void A_check_is_read_as_it_was_written()
    {
        Patient patient = Parse<Patient>(Identity);
        PatientIdentity seen = IdentityResource.Read(patient, People.Today) with
        {
            CheckedWith = IdentityDocument.NationalIdentityCard,
            CheckedOn = People.Today,
            Compared = StrictTraits.Needed | StrictTraits.GivenNames,
        };

        IdentityResource.Write(seen, patient);

        string stored = Encoding.UTF8.GetString(FhirJson.ToBytes(patient));
        Assert.Equal(seen, IdentityResource.Read(Parse<Patient>(stored), People.Today));
    }

    [Fact]
    public void Contact_details_keep_further_numbers_and_lines()
    {
        Patient patient = Parse<Patient>(Contact);
        ContactDetails read = ContactResource.Read(patient);

        ContactResource.Write(read, patient);
        AssertSame(Contact, patient);

        ContactResource.Write(read with { City = "AURAY" }, patient);
        AssertSame(Contact.Replace("VANNES", "AURAY", StringComparison.Ordinal), patient);
    }

    [Fact]
    public void Coverage_keeps_its_payors_and_a_rights_date_without_a_day()
    {
        Coverage coverage = Parse<Coverage>(Cover);
        CoverageDetails read = CoverageResource.Read(coverage);

        CoverageResource.Write(read with { RightsUntil = "2027-12-31" }, new(1), coverage);

        AssertSame(
            Cover.Replace("2026-12-31", "2027-12-31", StringComparison.Ordinal)
                .Replace("0000000000001", new PatientId(1).ToString(), StringComparison.Ordinal),
            coverage);
    }

    [Fact]
    public void A_relative_keeps_a_relation_that_we_do_not_know()
    {
        RelatedPerson person = Parse<RelatedPerson>(Person);
        RelativeDetails read = RelativeResource.Read(person);
        Assert.Equal((Kinship.Other, RelativeRoles.None), (read.Kinship, read.Roles));

        RelativeResource.Write(read, new(1), person);
        AssertSame(Person, person);

        RelativeResource.Write(read with { Roles = RelativeRoles.TrustedPerson }, new(1), person);
        Assert.Contains("GODFATHER", Encoding.UTF8.GetString(FhirJson.ToBytes(person)), StringComparison.Ordinal);
        RelativeResource.Write(read with { Kinship = Kinship.Friend }, new(1), person);
        Assert.Equal(Kinship.Friend, RelativeResource.Read(person).Kinship);
    }

    [Fact]
    public void A_relative_is_read_as_written()
    {
        RelativeDetails details = new()
        {
            Name = "LE GALL",
            GivenName = "ANNE",
            Kinship = Kinship.Mother,
            Roles = RelativeRoles.EmergencyContact | RelativeRoles.TrustedPerson | RelativeRoles.LegalRepresentative
                | RelativeRoles.Guardian,
            Phone = "06 39 98 00 01",
        };
        RelatedPerson person = new();

        RelativeResource.Write(details, new(1), person);
        Assert.Equal(details, RelativeResource.Read(person));

        RelativeDetails less = details with
        {
            Roles = RelativeRoles.EmergencyContact, Kinship = Kinship.Unknown, Phone = null, IsActive = false,
        };
        RelativeResource.Write(less, new(1), person);
        Assert.Equal(less, RelativeResource.Read(person));
    }

    private static T Parse<T>(string json)
        where T : Resource => (T)FhirJson.ReadResource(Encoding.UTF8.GetBytes(json));

    private static void AssertSame(string expected, Resource actual) =>
        Assert.Null(JsonDifference.Between(Encoding.UTF8.GetBytes(expected), FhirJson.ToBytes(actual)));
}

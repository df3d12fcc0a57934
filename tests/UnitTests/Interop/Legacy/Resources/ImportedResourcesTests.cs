using System.Text;
using System.Text.Json;
using Serment.Fhir;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Resources;

namespace Serment.UnitTests.Interop.Legacy.Resources;

public sealed class ImportedResourcesTests
{
    private const string PatientText = "0123456789abc";

    private static readonly SourceNames Source = new("LABO", "legacy-lab-60");
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    private static readonly (string Name, string Value)[] Full =
    [
        ("NUM_DOSSIER", "04150101"),
        ("CODE_SITE", "S04"),
        ("FINESS", "569911118"),
        ("NUM_PATIENT_LABO", "100001"),
        ("IPP", "8000000001"),
        ("NDA", "150000000"),
        ("INS_MATRICULE", "2550814168025"),
        ("INS_OID", "1.2.250.1.213.1.4.8"),
        ("STATUT_IDENTITE", "QUAL"),
        ("NIR", "255081416802538"),
        ("CIVILITE", "MME"),
        ("NOM_USUEL", "O\"NEIL \\ Ængström"),
        ("NOM_NAISSANCE", "MARTIN"),
        ("PRENOM", "JEANNE"),
        ("PRENOMS_ACTE", "JEANNE MARIE"),
        ("SEXE", "F"),
        ("DATE_NAISSANCE", "14/08/1955"),
        ("INSEE_NAISSANCE", "14168"),
        ("RANG_GEMELLAIRE", "1"),
        ("DATE_DECES", "02/03/2020"),
        ("ADRESSE1", "12 RUE X"),
        ("ADRESSE2", "BAT B"),
        ("CODE_POSTAL", "56100"),
        ("VILLE", "LORIENT"),
        ("PAYS", "FRANCE"),
        ("TEL_FIXE", "0261910000"),
        ("TEL_MOBILE", "0639980000"),
        ("EMAIL", "a@b.example"),
        ("NOM_ASSURE", "MARTIN"),
        ("PRENOM_ASSURE", "PAUL"),
        ("RANG_BENEF", "01"),
        ("CODE_REGIME", "01"),
        ("CAISSE_GEST", "561"),
        ("CENTRE_GEST", "1200"),
        ("DEBUT_AMO", "01/01/2020"),
        ("FIN_AMO", "31/12/2020"),
        ("CODE_EXO_ALD", "4"),
        ("CSS_AME", "CSS"),
        ("CODE_AMC", "96860098"),
        ("NUM_ADHERENT_AMC", "670830103"),
        ("TYPE_CONTRAT_AMC", "07"),
        ("FIN_AMC", "31/12/2020"),
        ("RPPS_PRESCRIPTEUR", "10934231431"),
        ("NOM_PRESCRIPTEUR", "DR HERVE"),
        ("CP_PRESCRIPTEUR", "56650"),
        ("MEDECIN_TRAITANT", "DR MIRLIER"),
        ("SERVICE_UF", "SSR"),
        ("DATE_PRESCRIPTION", "01/07/2020"),
        ("URGENCE", "U"),
        ("DH_PRELEVEMENT", "02/07/2020 08:15"),
        ("CODE_PRELEVEUR", "P041"),
        ("NOM_PRELEVEUR", "IDE L."),
        ("MODE_TRANSMISSION", "HPRIM"),
        ("DH_RECEPTION", "02/01/2020 09:00"),
        ("GROUPE_RHESUS", "O+"),
        ("RENSEIGNEMENTS_CLINIQUES", "bilan"),
        ("TRAITEMENT", "aucun"),
        ("COMMENTAIRE", "à jeun"),
    ];

    [Fact]
    public void An_identity_is_provisional_whatever_the_source_says()
    {
        Patient patient = Read<Patient>(row => to => IdentityResource.Write(to, row, Source, homonym: false));
        Extension reliability = patient.Extension!.Single(one =>
            one.Url!.EndsWith("identity-reliability", StringComparison.Ordinal)
        );
        Assert.Equal("PROV", reliability.Extension!.Single().ValueCoding!.Code);
        Assert.Equal(
            "qualified",
            Extension(patient.Extension!, "urn:serment:fhir:received-identity-status").ValueString
        );
        Assert.Equal(
            "14168",
            Extension(patient.Extension!, "http://hl7.org/fhir/StructureDefinition/patient-birthPlace")
                .ValueAddress!.Extension!.Single()
                .ValueCoding!.Code
        );
        Assert.Equal("100001 8000000001", string.Join(' ', patient.Identifier!.Select(one => one.Value)));
        Assert.Equal("MARTIN", patient.Name!.Single(name => name.Use == "official").Family);
        Assert.Equal("O\"NEIL \\ Ængström", patient.Name!.Single(name => name.Use == "usual").Family);
        Assert.Equal(
            ("female", "1955-08-14", "2020-03-02", 1),
            (patient.Gender, patient.BirthDate, patient.DeceasedDateTime, patient.MultipleBirthInteger)
        );
        Assert.Null(patient.Telecom);
        Assert.Null(patient.Address);
    }

    [Fact]
    public void A_namesake_is_marked()
    {
        Patient patient = Read<Patient>(row => to => IdentityResource.Write(to, row, Source, homonym: true));
        Assert.Contains(
            patient.Extension!,
            one => one.Extension?.Any(inner => inner.ValueCoding?.Code == "HOMA") == true
        );
    }

    [Fact]
    public void A_differing_identity_is_flagged_beside_the_one_on_record()
    {
        Flag flag = Read<Flag>(row => to => IdentityResource.WriteVariant(to, row, Source, PatientText));
        Assert.Equal("active", flag.Status);
        Assert.Equal("Patient/" + PatientText, flag.Subject!.ReferenceValue);
        Assert.Equal("MARTIN", Assert.IsType<Patient>(flag.Contained!.Single()).Name![0].Family);
    }

    [Fact]
    public void A_contact_holds_no_identity()
    {
        Patient patient = Read<Patient>(row => to => ContactResource.Write(to, row));
        Assert.Null(patient.Name);
        Assert.Null(patient.BirthDate);
        Assert.Equal(
            "+33261910000 +33639980000 a@b.example",
            string.Join(' ', patient.Telecom!.Select(one => one.Value))
        );
        Assert.Equal("12 RUE X|BAT B", string.Join('|', patient.Address!.Single().Line!));
        Assert.Equal("DR MIRLIER", patient.GeneralPractitioner!.Single().Display);
        Assert.Equal("2020-07-02", Extension(patient.Extension!, "urn:serment:fhir:as-of").ValueDate);
    }

    [Fact]
    public void A_coverage_keeps_the_number_as_received_and_what_it_is_worth()
    {
        Coverage coverage = Read<Coverage>(row =>
            to => CoverageResource.Write(to, row, PatientText, NirStanding.WrongKey)
        );
        Identifier nir = coverage.Identifier![0];
        Assert.Equal("255081416802538", nir.Value);
        Assert.Equal("wrong-key", nir.Extension!.Single().ValueCode);
        Assert.Equal("urn:oid:1.2.250.1.213.1.4.8", coverage.Identifier[1].System);
        Assert.Equal(("2020-01-01", "2020-12-31"), (coverage.Period!.Start, coverage.Period.End));
        Assert.Equal("01-561-1200", coverage.Payor!.Single().Identifier!.Value);
        Assert.Equal("670830103", Assert.IsType<Coverage>(coverage.Contained!.Single()).SubscriberId);
    }

    [Fact]
    public void A_dossier_holds_no_free_text_and_its_times_bear_their_offset()
    {
        ServiceRequest order = Read<ServiceRequest>(row =>
            to => LaboratoryResource.Write(to, row, PatientText, Source, Paris)
        );
        Specimen specimen = order.Contained!.OfType<Specimen>().Single();
        Assert.Equal("2020-07-02T08:15:00+02:00", specimen.Collection!.CollectedDateTime);
        Assert.Equal("2020-01-02T09:00:00+01:00", specimen.ReceivedTime);
        Assert.Equal("O+", order.Contained!.OfType<Observation>().Single().ValueString);
        Assert.Equal(
            ("04150101", "urgent", "2020-07-01"),
            (order.Identifier!.Single().Value, order.Priority, order.AuthoredOn)
        );
        Assert.Equal("10934231431", order.Requester!.Identifier!.Value);
        string json = Encoding.UTF8.GetString(FhirJson.ToBytes(order));
        Assert.DoesNotContain("bilan", json, StringComparison.Ordinal);
        Assert.DoesNotContain("jeun", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Free_texts_say_which_they_are()
    {
        Observation texts = Read<Observation>(row =>
            to => FreeTextResource.Write(to, row, PatientText, "0abcdefghj123", Paris)
        );
        Assert.Equal(
            "55752-0 bilan|10160-0 aucun|48767-8 à jeun",
            string.Join('|', texts.Component!.Select(one => one.Code!.Coding![0].Code + " " + one.ValueString))
        );
        Assert.Equal("ServiceRequest/0abcdefghj123", texts.BasedOn!.Single().ReferenceValue);
    }

    [Fact]
    public void What_is_no_date_is_kept_as_it_came()
    {
        Patient patient = Read<Patient>(
            row => to => IdentityResource.Write(to, row, Source, false),
            ("DATE_NAISSANCE", "31/02/1975")
        );
        Assert.Null(patient.BirthDate);
        Assert.Contains("31/02/1975", Encoding.UTF8.GetString(FhirJson.ToBytes(patient)), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_with_single_values_make_valid_JSON()
    {
        foreach ((string name, string value) in Full)
        {
            LegacyRow row = LegacyText.Row(
                "NUM_PATIENT_LABO;" + name,
                "7;" + value.Replace("\"", "", StringComparison.Ordinal) + "\r\n"
            );
            foreach (
                Action<FhirText> write in (Action<FhirText>[])
                    [
                        to => IdentityResource.Write(to, row, Source, false),
                        to => IdentityResource.WriteVariant(to, row, Source, PatientText),
                        to => ContactResource.Write(to, row),
                        to => CoverageResource.Write(to, row, PatientText, NirStanding.Trusted),
                        to => LaboratoryResource.Write(to, row, PatientText, Source, Paris),
                    ]
            )
            {
                using FhirText text = new();
                write(text);
                using JsonDocument json = JsonDocument.Parse(text.Written.ToArray());
                Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
                Assert.DoesNotContain(
                    "urn:serment:fhir:as-of\"}",
                    Encoding.UTF8.GetString(text.Written),
                    StringComparison.Ordinal
                );
            }
        }
    }

    private static T Read<T>(Func<LegacyRow, Action<FhirText>> write, params (string Name, string Value)[] other)
        where T : Resource
    {
        (string Name, string Value)[] values = [.. Full.Where(one => !other.Any(o => o.Name == one.Name)), .. other];
        LegacyRow row = LegacyText.Row(
            string.Join(';', values.Select(one => one.Name)),
            string.Join(';', values.Select(one => Quoted(one.Value))) + "\r\n"
        );
        using FhirText text = new();
        write(row)(text);
        return FhirJson.Read<T>(text.Written);
    }

    private static string Quoted(string value) =>
        value.Contains('"', StringComparison.Ordinal)
            ? "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : value;

    private static Extension Extension(IEnumerable<Extension> all, string url) => all.Single(one => one.Url == url);
}

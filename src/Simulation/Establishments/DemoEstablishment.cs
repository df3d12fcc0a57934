using System.Globalization;
using Serment.Simulation.Draws;
using Serment.Simulation.People;

namespace Serment.Simulation.Establishments;

/// <summary>The establishment of the demo: a clinic and a laboratory, with one person at least in every role.</summary>
public static class DemoEstablishment
{
    /// <summary>The clinic's code.</summary>
    public const string Clinic = "CLINIQUE";

    /// <summary>The laboratory's code.</summary>
    public const string Laboratory = "LABO";

    /// <summary>The unit of the clinic that runs its laboratory.</summary>
    public const string InHouseLaboratory = "LAB";

    private const int CollectionSites = 28;
    private const string Department = "56";
    private const int ClinicFiness = 7_001;
    private const int LaboratoryFiness = 7_002;
    private const int FirstRpps = 9_000_000;

    /// <summary>The plan: the same for the same seed.</summary>
    public static EstablishmentPlan Plan(string seed)
    {
        SeededSource source = new("demo establishment " + seed);
        return new EstablishmentPlan(
            "Groupe de santé du Golfe (démonstration)",
            [
                new SitePlan(
                    Clinic, "Clinique des Hortensias", SiteKind.Clinic,
                    Identifiers.Finess(Department, ClinicFiness), "Vannes", ClinicUnits()),
                new SitePlan(
                    Laboratory, "Laboratoire du Golfe", SiteKind.Laboratory,
                    Identifiers.Finess(Department, LaboratoryFiness), "Vannes", LaboratoryUnits()),
            ],
            Staff(source));
    }

    private static List<UnitPlan> ClinicUnits() =>
    [
        new("MED", "Médecine", UnitKind.Ward, 24),
        new("CHIR", "Chirurgie", UnitKind.Ward, 20),
        new("MAT", "Maternité", UnitKind.Ward, 16),
        new("URG", "Urgences", UnitKind.Outpatient, 8),
        new("IMG", "Imagerie", UnitKind.Technical, 0),
        new("CONS", "Consultations", UnitKind.Outpatient, 0),
        new("PHARM", "Pharmacie", UnitKind.Support, 0),
        new("ADM", "Admissions", UnitKind.Support, 0),
        new("FACT", "Facturation", UnitKind.Support, 0),
        new(InHouseLaboratory, "Laboratoire", UnitKind.Support, 0),
    ];

    private static List<UnitPlan> LaboratoryUnits()
    {
        List<UnitPlan> units =
        [
            new("BIOCH", "Biochimie", UnitKind.Technical, 0),
            new("HEMA", "Hématologie et hémostase", UnitKind.Technical, 0),
            new("IMMUNO", "Sérologie et immunologie", UnitKind.Technical, 0),
            new("BACT", "Microbiologie", UnitKind.Technical, 0),
            new("ACC", "Accueil et secrétariat", UnitKind.Support, 0),
            new("FACT", "Facturation", UnitKind.Support, 0),
        ];
        IReadOnlyList<Place> places = PlaceSource.Shared.Communes;
        Place[] near = [.. places.Where(place => place.Department is "56" or "22" or "35" or "29")];
        for (int i = 0; i < CollectionSites; i++)
        {
            // One site a commune until they run out, then a second one in the first.
            string name = near[i % near.Length].Name + (i < near.Length ? "" : " 2");
            string code = string.Create(CultureInfo.InvariantCulture, $"S{i + 1:D2}");
            units.Add(new UnitPlan(code, "Prélèvements " + name, UnitKind.Collection, 0));
        }

        return units;
    }

    private static List<StaffPlan> Staff(SeededSource source)
    {
        Roster roster = new(source);
        roster.Add(StaffRole.Administrator, Clinic, [], founder: true);
        roster.Add(StaffRole.SecurityOfficer, Clinic, [], founder: true);
        roster.Add(StaffRole.Physician, Clinic, ["MED", "CONS"]);
        roster.Add(StaffRole.Physician, Clinic, ["URG"]);
        roster.Add(StaffRole.Nurse, Clinic, ["MED"]);
        roster.Add(StaffRole.Nurse, Clinic, ["CHIR", "MAT"]);
        roster.Add(StaffRole.Receptionist, Clinic, ["ADM", "CONS"]);
        roster.Add(StaffRole.Pharmacist, Clinic, ["PHARM"]);
        roster.Add(StaffRole.BillingClerk, Clinic, ["FACT"]);
        roster.Add(StaffRole.Receptionist, Laboratory, ["ACC", "S01"]);
        roster.Add(StaffRole.Phlebotomist, Laboratory, ["S01", "S02"]);
        roster.Add(StaffRole.LaboratoryTechnician, Laboratory, ["BIOCH", "HEMA"]);
        roster.Add(StaffRole.Biologist, Laboratory, ["BIOCH", "HEMA", "IMMUNO", "BACT"]);
        roster.Add(StaffRole.BillingClerk, Laboratory, ["FACT"]);
        roster.Add(StaffRole.Administrator, Laboratory, [], founder: true);
        roster.Add(StaffRole.SecurityOfficer, Laboratory, [], founder: true);

        // Those who came later stand last, so that the others keep their names.
        roster.Add(StaffRole.Physician, Clinic, ["CHIR", "CONS"]);
        roster.Add(StaffRole.Physician, Clinic, ["MAT", "CONS"]);
        roster.Add(StaffRole.Nurse, Clinic, ["MED", "CHIR"]);
        roster.Add(StaffRole.Nurse, Clinic, ["URG"]);
        roster.Add(StaffRole.Receptionist, Clinic, ["ADM", "URG"]);
        roster.Add(StaffRole.Receptionist, Clinic, [InHouseLaboratory]);
        roster.Add(StaffRole.Phlebotomist, Clinic, [InHouseLaboratory]);
        roster.Add(StaffRole.LaboratoryTechnician, Clinic, [InHouseLaboratory]);
        roster.Add(StaffRole.LaboratoryTechnician, Clinic, [InHouseLaboratory]);
        roster.Add(StaffRole.Biologist, Clinic, [InHouseLaboratory]);
        roster.Add(StaffRole.Biologist, Clinic, [InHouseLaboratory]);
        return roster.Staff;
    }

    /// <summary>Names people, none twice.</summary>
    private sealed class Roster(SeededSource source)
    {
        private readonly HashSet<string> taken = new(StringComparer.Ordinal);

        public List<StaffPlan> Staff { get; } = [];

        public void Add(StaffRole role, string site, IReadOnlyList<string> units, bool founder = false)
        {
            string given;
            string surname;
            do
            {
                Sex sex = source.Chance(0.5) ? Sex.Male : Sex.Female;
                given = NameSource.Shared.GivenName(source, sex, source.Between(1960, 1998));
                surname = NameSource.Shared.Surname(source);
            }
            while (!taken.Add(given) || !taken.Add(surname));

            bool doctor = role is StaffRole.Physician or StaffRole.Biologist or StaffRole.Pharmacist;
            bool registered = doctor || role == StaffRole.Nurse;
            Staff.Add(new StaffPlan(
                (doctor ? "Dr " : "") + given + " " + surname,
                role,
                site,
                units,
                registered ? Identifiers.Rpps(FirstRpps + Staff.Count) : null,
                founder));
        }
    }
}

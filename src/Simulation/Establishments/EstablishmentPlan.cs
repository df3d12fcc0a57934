namespace Serment.Simulation.Establishments;

/// <summary>What somebody does. The names are those of the roles that the custodian knows.</summary>
public enum StaffRole
{
    /// <summary>Runs the system; sees no patient.</summary>
    Administrator,

    /// <summary>Watches over access; sees no patient.</summary>
    SecurityOfficer,

    /// <summary>Physician.</summary>
    Physician,

    /// <summary>Nurse.</summary>
    Nurse,

    /// <summary>Reception and admissions.</summary>
    Receptionist,

    /// <summary>Takes specimens.</summary>
    Phlebotomist,

    /// <summary>Works at the bench.</summary>
    LaboratoryTechnician,

    /// <summary>Medical biologist, who validates results.</summary>
    Biologist,

    /// <summary>Billing.</summary>
    BillingClerk,

    /// <summary>Pharmacist.</summary>
    Pharmacist,
}

/// <summary>What a site is.</summary>
public enum SiteKind
{
    /// <summary>A clinic with beds.</summary>
    Clinic,

    /// <summary>A medical laboratory with its collection sites.</summary>
    Laboratory,
}

/// <summary>What a unit does.</summary>
public enum UnitKind
{
    /// <summary>Has beds.</summary>
    Ward,

    /// <summary>Sees patients who come and go.</summary>
    Outpatient,

    /// <summary>Takes specimens.</summary>
    Collection,

    /// <summary>Examines specimens or makes images.</summary>
    Technical,

    /// <summary>Reception, billing, pharmacy, system.</summary>
    Support,
}

/// <summary>An establishment that does not exist, with everything a first start needs.</summary>
public sealed record EstablishmentPlan(string Name, IReadOnlyList<SitePlan> Sites, IReadOnlyList<StaffPlan> Staff);

/// <summary>One site.</summary>
/// <param name="Code">As in <c>serment import --site</c>: CLINIQUE, LABO.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind">Clinic or laboratory.</param>
/// <param name="Finess">Nine characters, well formed and not in use.</param>
/// <param name="City">A commune that exists.</param>
/// <param name="Units">Its units.</param>
public sealed record SitePlan(
    string Code, string Name, SiteKind Kind, string Finess, string City, IReadOnlyList<UnitPlan> Units);

/// <summary>One unit of a site.</summary>
/// <param name="Code">Unique within the site.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Beds">Beds; 0 when it has none.</param>
public sealed record UnitPlan(string Code, string Name, UnitKind Kind, int Beds);

/// <summary>A member of staff who does not exist.</summary>
/// <param name="Name">As shown: title, given name, surname.</param>
/// <param name="Role">What they do.</param>
/// <param name="Site">The site's code.</param>
/// <param name="Units">Codes of their units; empty for those who work for the whole site.</param>
/// <param name="Rpps">For professions that have one; else null.</param>
/// <param name="Founder">One of the two people who start the establishment.</param>
public sealed record StaffPlan(
    string Name, StaffRole Role, string Site, IReadOnlyList<string> Units, string? Rpps, bool Founder);

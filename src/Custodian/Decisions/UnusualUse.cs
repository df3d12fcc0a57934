using Serment.Custodian.Log;

namespace Serment.Custodian.Decisions;

/// <summary>What is allowed, and carries more out of the house or opens more of it than a look at a page.</summary>
internal enum UseKind : byte
{
    /// <summary>A ward's downtime pack; each counts.</summary>
    Packs = 1,

    /// <summary>A complete copy of a record; patients count.</summary>
    Copies = 2,

    /// <summary>Something printed or saved; patients count.</summary>
    Prints = 3,

    /// <summary>A request to a colleague to be let in; each counts.</summary>
    CareRequests = 4,

    /// <summary>Standing in that somebody gave; each counts.</summary>
    Covers = 5,

    /// <summary>Identities opened by a laboratory's biologist; patients count.</summary>
    LaboratoryIdentities = 6,
}

/// <summary>
/// From how many a day by one account the security office is told. None of these numbers stops anybody: each stands
/// above what a busy day asks of one person, and below the limit that stops her, where there is one.
/// </summary>
internal static class UnusualUse
{
    /// <summary>A pack holds until the next shift; one person makes one for each of her units, and one more.</summary>
    public const int PacksADay = 5;

    /// <summary>Half of what the small allowance gives in an hour.</summary>
    public const int CopiesADay = 3;

    /// <summary>Patients: two wards' hand-over lists, or a long day of consultations with a prescription each.</summary>
    public const int PrintsADay = 80;

    /// <summary>Half of what may be asked in a day.</summary>
    public const int CareRequestsADay = 10;

    /// <summary>Of the eight that one person may give in a day.</summary>
    public const int CoversADay = 5;

    /// <summary>
    /// Patients whose names a biologist asked for: validating needs none, and critical calls are a few a day. A hundred
    /// reports an hour without a name stay below it.
    /// </summary>
    public const int LaboratoryIdentitiesADay = 40;

    /// <summary>What the office is told; null while it is an ordinary day.</summary>
    /// <param name="kind">Of what.</param>
    /// <param name="withinADay">How many by one account within a day, this one included.</param>
    public static AlertCode? Of(UseKind kind, int withinADay) =>
        kind switch
        {
            UseKind.Packs when withinADay >= PacksADay => AlertCode.ManyPacks,
            UseKind.Copies when withinADay >= CopiesADay => AlertCode.ManyCopies,
            UseKind.Prints when withinADay >= PrintsADay => AlertCode.ManyPrints,
            UseKind.CareRequests when withinADay >= CareRequestsADay => AlertCode.ManyCareRequests,
            UseKind.Covers when withinADay >= CoversADay => AlertCode.ManyCovers,
            UseKind.LaboratoryIdentities when withinADay >= LaboratoryIdentitiesADay => AlertCode.ManyLaboratoryIdentities,
            _ => null,
        };

    /// <summary>Of what a release of that purpose is one, if of any.</summary>
    public static UseKind? KindOf(CustodyProtocol.AccessPurpose purpose) =>
        purpose switch
        {
            CustodyProtocol.AccessPurpose.RecordCopy => UseKind.Copies,
            CustodyProtocol.AccessPurpose.Print => UseKind.Prints,
            _ => null,
        };
}

using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Laboratory;
using Serment.Web.Access;
using Serment.Web.Appointments;

namespace Serment.Web.Day;

/// <summary>Somebody's day: what the role's work begins with.</summary>
public sealed record DayModel
{
    /// <summary>Units whose list is shown.</summary>
    public IReadOnlyList<UnitDescription> Units { get; init; } = [];

    /// <summary>People expected; null where the role sees no cards.</summary>
    public IReadOnlyList<ExpectedPatient>? Expected { get; init; }

    /// <summary>How many the other units expect, where reception's own expect nobody.</summary>
    public IReadOnlyList<UnitExpectation> Elsewhere { get; init; } = [];

    /// <summary>Colleagues who ask to be let in; null where the role answers none.</summary>
    public CareRequestsModel? Requests { get; init; }

    /// <summary>Changes when a row of the day does.</summary>
    public long Stamp { get; init; }

    /// <summary>Whether the person has an agenda of her own.</summary>
    public bool HasAgenda { get; init; }

    /// <summary>Imports into the site; null for roles outside the laboratory.</summary>
    public IReadOnlyList<ImportSummary>? Imports { get; init; }
}

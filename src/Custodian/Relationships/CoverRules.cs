using Serment.Custodian.Decisions;
using Serment.Custodian.People;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>What stands around a gift when it is judged.</summary>
/// <param name="Giver">Who gives, as she is now; units are her own, not those where she stands in.</param>
/// <param name="Taker">Who takes; null where there is nobody of that number.</param>
/// <param name="Replaced">Who is replaced; null for a team, or where there is nobody of that number.</param>
/// <param name="Live">What was given and not ended, of the whole site.</param>
/// <param name="GivenLastDay">How many the giver gave within a day.</param>
/// <param name="OnBehalfLastMonth">How many the giver gave for others within thirty days.</param>
internal sealed record CoverGround(
    StaffMember Giver, StaffMember? Taker, StaffMember? Replaced, IReadOnlyList<Cover> Live, int GivenLastDay,
    int OnBehalfLastMonth);

/// <summary>
/// Who may let whom stand in, for how long and how often. The bounds are the threat model's: what a thief gains by
/// giving between accounts that she has is another meter over the same patients, never other patients.
/// </summary>
internal static class CoverRules
{
    /// <summary>The longest replacement.</summary>
    public static readonly TimeSpan MaxReplacement = TimeSpan.FromDays(30);

    /// <summary>The longest that a colleague gives for somebody ill.</summary>
    public static readonly TimeSpan MaxOnBehalf = TimeSpan.FromDays(7);

    /// <summary>The longest night in a team.</summary>
    public static readonly TimeSpan MaxOnCall = TimeSpan.FromHours(16);

    /// <summary>How long before it begins it may be given; also the end of all of one colleague's replacements.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(30);

    /// <summary>How long before it begins a night may be given.</summary>
    public static readonly TimeSpan MaxOnCallAhead = TimeSpan.FromHours(48);

    /// <summary>How far back one may begin: the form was opened before it was sent.</summary>
    public static readonly TimeSpan MaxBackdating = TimeSpan.FromHours(1);

    /// <summary>Colleagues whom one person replaces at once.</summary>
    public const int MaxReplacing = 2;

    /// <summary>People who replace one colleague at once.</summary>
    public const int MaxReplacements = 2;

    /// <summary>Teams in which one person stands at once.</summary>
    public const int MaxTeams = 4;

    /// <summary>People brought into one unit's team at once.</summary>
    public const int MaxTeam = 12;

    /// <summary>What one person gives within a day.</summary>
    public const int MaxGivenADay = 8;

    /// <summary>What one person gives for others within thirty days.</summary>
    public const int MaxOnBehalfAMonth = 2;

    /// <summary>The stable code of what is wrong; null where nothing is.</summary>
    public static string? Check(CoverGift gift, CoverGround ground, DateTimeOffset now) =>
        !Enum.IsDefined(gift.Kind) || (gift.Replaced is null) != (gift.Kind == CoverKind.OnCall)
            || (gift.UnitId is null) != (gift.Kind == CoverKind.Replacement)
            ? "malformed"
        : ground.Taker is not { } taker || taker.Site != ground.Giver.Site || taker.State != StaffState.Active
            ? "taker-unknown"
        : taker.Id == ground.Giver.Id ? "taker-is-giver"
        : !RoleCompartments.Treats(ground.Giver.Role) || !RoleCompartments.Treats(taker.Role) ? "role"
        : ground.GivenLastDay >= MaxGivenADay ? "too-many-today"
        : gift.Kind == CoverKind.Replacement ? CheckReplacement(gift, ground, taker, now)
        : CheckOnCall(gift, ground, taker, now);

    private static string? CheckReplacement(
        CoverGift gift, CoverGround ground, StaffMember taker, DateTimeOffset now)
    {
        if (ground.Replaced is not { } replaced || replaced.Site != ground.Giver.Site)
        {
            return "replaced-unknown";
        }

        bool isOnBehalf = replaced.Id != ground.Giver.Id;
        List<Cover> replacements = [.. ground.Live.Where(one => one.Kind == CoverKind.Replacement && now < one.Until)];
        return taker.Id == replaced.Id ? "taker-is-replaced"
            : taker.Role != replaced.Role ? "role"
            : isOnBehalf && (ground.Giver.Role != replaced.Role || !ground.Giver.UnitIds.Overlaps(replaced.UnitIds))
                ? "not-your-colleague"
            : isOnBehalf && ground.OnBehalfLastMonth >= MaxOnBehalfAMonth ? "too-many-on-behalf"
            : !IsPeriod(gift, now, isOnBehalf ? MaxOnBehalf : MaxReplacement, MaxAhead) ? "period"
            : replacements.Any(one => one.Replaced == replaced.Id && one.Taker == taker.Id) ? "given-already"
            : replacements.Count(one => one.Replaced == replaced.Id) >= MaxReplacements ? "too-many-for-one"
            : replacements.Count(one => one.Taker == taker.Id) >= MaxReplacing ? "taker-has-enough"
            : null;
    }

    private static string? CheckOnCall(CoverGift gift, CoverGround ground, StaffMember taker, DateTimeOffset now)
    {
        int unit = gift.UnitId!.Value;
        List<Cover> teams = [.. ground.Live.Where(one => one.Kind == CoverKind.OnCall && now < one.Until)];
        return !ground.Giver.UnitIds.Contains(unit) ? "not-your-unit"
            : taker.UnitIds.Contains(unit) ? "already-in-unit"
            : !IsPeriod(gift, now, MaxOnCall, MaxOnCallAhead) ? "period"
            : teams.Any(one => one.UnitId == unit && one.Taker == taker.Id
                && one.From < gift.Until && gift.From < one.Until) ? "given-already"
            : teams.Count(one => one.UnitId == unit) >= MaxTeam ? "team-is-full"
            : teams.Count(one => one.Taker == taker.Id) >= MaxTeams ? "taker-has-enough"
            : null;
    }

    private static bool IsPeriod(CoverGift gift, DateTimeOffset now, TimeSpan longest, TimeSpan ahead) =>
        gift.From < gift.Until
        && gift.Until - gift.From <= longest
        && now < gift.Until
        && gift.From >= now - MaxBackdating
        && gift.From <= now + ahead;
}

using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Charts;

/// <summary>One allergy of a chart with the entry that holds it.</summary>
public sealed record Allergy(CurrentEntry<AllergyIntolerance> Entry, AllergyDetails Details)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Allergy);
}

/// <summary>What is known of a person's allergies as a whole.</summary>
public enum AllergyStanding : byte
{
    /// <summary>Nobody has asked, or nobody wrote it down.</summary>
    NotAsked = 0,

    /// <summary>Asked: none is known.</summary>
    NoneKnown = 1,

    /// <summary>There are some.</summary>
    Known = 2,
}

/// <summary>Reads allergies from the opened entries of one patient.</summary>
public static class Allergies
{
    /// <summary>FHIR's type, for whoever opens a part of a chart.</summary>
    public const string Type = nameof(AllergyIntolerance);

    /// <summary>All of them, those over and those entered in error too, newest first.</summary>
    public static IReadOnlyList<Allergy> Of(IEnumerable<OpenedEntry> entries) =>
    [
        .. ReadEntries.Of<AllergyIntolerance>(entries)
            .Select(entry => new Allergy(entry, AllergyResource.Read(entry.Resource)))
            .OrderByDescending(one => one.Entry.RecordedAtMs)
            .ThenBy(one => one.Entry.Version.Entry.Value),
    ];

    /// <summary>
    /// Those to be heeded: active and not ruled out, worst first. <c>Details.SubstanceCode</c> is the drug database's
    /// code where one was chosen; otherwise only the words in <c>Details.Substance</c> tell what it is.
    /// </summary>
    public static IReadOnlyList<Allergy> ActiveOf(IEnumerable<OpenedEntry> entries) => ActiveOf(Of(entries));

    /// <summary>The same of those read already.</summary>
    public static IReadOnlyList<Allergy> ActiveOf(IReadOnlyList<Allergy> all) =>
    [
        .. all.Where(one => one.Details is { IsHeeded: true, IsNoneKnown: false })
            .OrderByDescending(one => one.Details.Severity)
            .ThenByDescending(one => one.Details.Certainty)
            .ThenBy(one => one.Details.Substance, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Whether somebody has asked, and what the answer was.</summary>
    public static AllergyStanding StandingOf(IReadOnlyList<Allergy> all) =>
        all.Any(one => one.Details is { IsHeeded: true, IsNoneKnown: false })
            ? AllergyStanding.Known
            : all.Any(one => one.Details is { IsHeeded: true, IsNoneKnown: true })
                ? AllergyStanding.NoneKnown
                : AllergyStanding.NotAsked;
}

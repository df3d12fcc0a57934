using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Medications;

/// <summary>One line of a chart with the entry that holds it.</summary>
public sealed record ChartLine(CurrentEntry<MedicationRequest> Entry, PrescriptionLine Line)
{
    /// <summary>The entry's number.</summary>
    public EntryId Id => Entry.Version.Entry;

    /// <summary>Where it stands, as written.</summary>
    public LineState State => LineResource.StateOf(Entry.Resource);

    /// <summary>Who wrote the draft.</summary>
    public ActorId? Writer => LineResource.StaffOf(Entry.Resource.Recorder);

    /// <summary>Who signed it; null for a draft.</summary>
    public ActorId? Signer => LineResource.StaffOf(Entry.Resource.Requester);

    /// <summary>When it was signed.</summary>
    public DateTimeOffset? SignedAt =>
        DateTimeOffset.TryParse(
            Entry.Resource.AuthoredOn, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset at)
            ? at
            : null;

    /// <summary>The prescription that it was signed with.</summary>
    public string? Group => LineResource.GroupOf(Entry.Resource);

    /// <summary>Where it is given.</summary>
    public LineSetting Setting => LineResource.SettingOf(Entry.Resource);

    /// <summary>The last day, where it has one.</summary>
    public DateOnly? LastDay => Line.TotalDays is { } days ? DateOnly.FromDateTime(Line.Start).AddDays(days - 1) : null;

    /// <summary>Whether it is in force on a day: signed, not stopped, not over.</summary>
    public bool IsInForce(DateOnly today) => State == LineState.Active && (LastDay is not { } last || last >= today);

    /// <summary>For the checks.</summary>
    public CheckedLine ForChecks() => new(Id, Line, LineResource.ReplacedBy(Entry.Resource)?.Entry);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ChartLine);
}

/// <summary>Reads the lines of opened entries.</summary>
public static class MedicationLines
{
    /// <summary>FHIR's types that a page of medications opens.</summary>
    public static readonly IReadOnlyList<string> Types = [nameof(MedicationRequest), nameof(AllergyIntolerance)];

    /// <summary>The same with what was given.</summary>
    public static readonly IReadOnlyList<string> TypesWithGiven = [.. Types, nameof(MedicationAdministration)];

    /// <summary>All lines but what was thrown away, newest first.</summary>
    public static IReadOnlyList<ChartLine> Of(IEnumerable<OpenedEntry> entries) =>
    [
        .. ReadEntries.Of<MedicationRequest>(entries)
            .Select(entry => new ChartLine(entry, LineResource.Read(entry.Resource)))
            .Where(one => one.State is not (LineState.Cancelled or LineState.EnteredInError))
            .OrderByDescending(one => one.SignedAt ?? DateTimeOffset.MaxValue)
            .ThenBy(one => one.Entry.RecordedAtMs)
            .ThenBy(one => one.Id.Value),
    ];

    /// <summary>What this person is writing, in the order written.</summary>
    public static IReadOnlyList<ChartLine> DraftsOf(IEnumerable<ChartLine> lines, ActorId writer) =>
    [
        .. lines.Where(one => one.State == LineState.Draft && one.Writer == writer)
            .OrderBy(one => one.Entry.RecordedAtMs)
            .ThenBy(one => one.Id.Value),
    ];
}

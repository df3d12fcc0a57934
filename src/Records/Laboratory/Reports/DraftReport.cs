using System.Data.Common;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Results;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Laboratory.Reports;

/// <summary>What is to be drafted.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Request">The order.</param>
/// <param name="IsSensitive">Whether it is the part labelled sensitive.</param>
public readonly record struct ReportAsked(PatientId Patient, EntryId Request, bool IsSensitive);

/// <summary>When an edition is made, and its random mark: the same give the same bytes.</summary>
/// <param name="At">When, in whole seconds.</param>
/// <param name="Mark">16 random bytes.</param>
public sealed record ReportEdition(DateTimeOffset At, ReadOnlyMemory<byte> Mark)
{
    /// <summary>Length of the mark.</summary>
    public const int MarkBytes = 16;

    /// <summary>A new one.</summary>
    public static ReportEdition New(DateTimeOffset now) =>
        new(DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), RandomNumberGenerator.GetBytes(MarkBytes));
}

/// <summary>A report that nobody has signed yet.</summary>
/// <param name="Asked">Which.</param>
/// <param name="Order">The order's row.</param>
/// <param name="Before">The row of the edition before; null for the first.</param>
/// <param name="Replaced">The sealed edition before.</param>
/// <param name="Model">What it says.</param>
/// <param name="Pdf">Its bytes.</param>
/// <param name="Digest">Their SHA-256, lower-case hexadecimal.</param>
/// <param name="Results">The Observations that it tells.</param>
/// <param name="CoveredUntil">The last change of an analysis that it tells.</param>
/// <param name="CoveredSteps">What <see cref="ReportRow.CoveredSteps"/> will be.</param>
public sealed record ReportDraft(
    ReportAsked Asked, RequestRow Order, ReportRow? Before, EntryVersion? Replaced, ReportModel Model, byte[] Pdf,
    string Digest, IReadOnlyList<EntryVersion> Results, DateTimeOffset CoveredUntil, long CoveredSteps)
{
    /// <summary>Where it is sealed.</summary>
    public Compartment Compartment => Asked.IsSensitive ? Compartment.Sensitive : Compartment.Laboratory;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportDraft);
}

/// <summary>A draft, or why there is none: closed by the custodian, or nothing validated that could be told.</summary>
public sealed record ReportDrafted(Outcome Outcome, DecisionReason Reason, ReportDraft? Draft)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportDrafted);
}

/// <summary>
/// Draws the report of an order from what is validated of it now. Nothing is stored: drawn again with the same edition, of
/// the same results, it has the same bytes, so that what was confirmed is what is signed.
/// </summary>
public sealed class DraftReport(
    RecordDoor door, DatabaseLocation main, Orders.Laboratories laboratories, Catalogues catalogues)
{
    private static readonly string[] Types =
        ["Patient", "Observation", "ServiceRequest", "DiagnosticReport", "Provenance", "Communication"];

    private readonly OutsideLaboratories outside = new(main);

    private static readonly ReportDrafted Nothing = new(Outcome.Allowed, DecisionReason.None, null);

    /// <summary>Drafts one.</summary>
    /// <param name="asked">Which.</param>
    /// <param name="edition">When, with its mark.</param>
    /// <param name="who">The biologist: only orders of her own laboratories.</param>
    /// <param name="session">Her session.</param>
    /// <param name="names">Names of staff: who prescribed, who took the specimen.</param>
    /// <param name="zone">Whose clocks the report shows.</param>
    /// <param name="stop">Cancels.</param>
    /// <param name="isPreview">Whether it is only looked at: it says on its face that nobody signed it.</param>
    public async Task<ReportDrafted> RunAsync(
        ReportAsked asked, ReportEdition edition, SessionDescription who, SessionToken session,
        IReadOnlyDictionary<ActorId, string> names, TimeZoneInfo zone, CancellationToken stop, bool isPreview = false)
    {
        if (await ReadAsync(asked, who, stop) is not { } rows
            || await laboratories.FindAsync(rows.Order.Site, rows.Order.LaboratoryId, stop) is not { } house)
        {
            return Nothing;
        }

        // What became of the tubes stands in the laboratory compartment, whatever is measured in them.
        CompartmentSet compartments = asked.IsSensitive
            ? CompartmentSet.Of(Compartment.Identity, Compartment.Laboratory, Compartment.Sensitive)
            : CompartmentSet.Of(Compartment.Identity, Compartment.Laboratory);
        AccessContext access = new(session, AccessPurpose.Care);
        using OpenResult opened = await door.OpenAsync(
            asked.Patient, EntrySelection.Of(compartments, Types), access, stop);
        if (opened.Record is not { } record)
        {
            return new(opened.Outcome, opened.Reason, null);
        }

        if (asked.IsSensitive && record.Unopened.Count > 0)
        {
            return new(Outcome.StepUp, DecisionReason.TouchNeeded, null);
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(rows.Order.Site, stop);
        if (Told.Of(rows, record.Entries, catalogue) is not { } told)
        {
            return Nothing;
        }

        CurrentEntry<DiagnosticReport>? before = rows.Before is { } last
            ? ReadEntries.Of<DiagnosticReport>(record.Entries).FirstOrDefault(one => one.Version.Entry == last.Report)
            : null;
        if (rows.Before is not null && before is null)
        {
            return Nothing;
        }

        IReadOnlyList<ReportChange> changes = before is null
            ? []
            : await ChangesAsync(before, told, compartments, access, stop);
        SpecimenNotes notes = new(
            rows.Specimens, SpecimenStep.Of(record.Entries), await outside.AllAsync(rows.Order.Site, stop));
        ReportModel model = Make(rows, record, house, told, changes, edition, who, names) with
        {
            IsPreview = isPreview, Sections = SectionsOf(record, told, notes, catalogue),
        };
        byte[] pdf = ReportPaper.Write(model, zone);
        return new(
            Outcome.Allowed, DecisionReason.None,
            new(
                asked, rows.Order, rows.Before, before?.Version, model, pdf,
                Convert.ToHexStringLower(SHA256.HashData(pdf)), [.. told.Lines.Select(one => one.Version)],
                told.CoveredUntil, told.CoveredSteps));
    }

    private async Task<ReportRead?> ReadAsync(ReportAsked asked, SessionDescription who, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        RequestRow? order = await RequestRows.FindAsync(connection, null, asked.Patient, asked.Request, stop);
        if (order is null
            || !who.Units.Any(unit => unit.UnitId == order.LaboratoryId)
            || await door.SiteOfCodeAsync(who.SiteCode, stop) != order.Site)
        {
            return null;
        }

        List<TaskRow> tasks = await TaskRows.OfRequestAsync(connection, null, asked.Patient, asked.Request, stop);
        return new(
            order,
            [.. tasks.Where(task => task.IsSensitive == asked.IsSensitive && task.Status != AnalysisStatus.Cancelled)],
            await SpecimenRows.OfRequestAsync(connection, null, asked.Patient, asked.Request, stop),
            await ReportRows.FindAsync(connection, null, asked.Patient, asked.Request, asked.IsSensitive, stop));
    }

    // What an earlier edition told otherwise: another version of a result that was corrected, or one that is told no more.
    private async Task<IReadOnlyList<ReportChange>> ChangesAsync(
        CurrentEntry<DiagnosticReport> before, Told told, CompartmentSet compartments, AccessContext access,
        CancellationToken stop)
    {
        List<ReportChange> changes = [];
        foreach (EntryVersion old in ReportResource.ResultsOf(before.Resource))
        {
            (EntryVersion Version, Determination Made) now =
                told.Lines.FirstOrDefault(one => one.Version.Entry == old.Entry && one.Version.Patient == old.Patient);
            if (now.Made is not null && now.Version.Version == old.Version)
            {
                continue;
            }

            using OpenResult opened = await door.OpenHistoryAsync(old.Patient, old.Entry, compartments, access, stop);
            Determination? then = opened.Record is { } record
                ? ReadEntries.Of<Observation>(record.Entries)
                    .Where(one => one.Version.Version == old.Version)
                    .Select(one => ObservationResource.Read(one.Resource))
                    .FirstOrDefault()
                : null;
            // A later reading of a culture takes a provisional one's place: that was announced, and mends nothing.
            if (then is { Status: not DeterminationStatus.Provisional })
            {
                changes.Add(new(
                    then.Label, ReportLines.WholeOf(then), now.Made is null ? "résultat retiré" : ReportLines.WholeOf(now.Made),
                    now.Made?.Reason ?? "non précisé"));
            }
        }

        return changes;
    }

    private static ReportModel Make(
        ReportRead rows, OpenedRecord record, LaboratoryDetails house, Told told, IReadOnlyList<ReportChange> changes,
        ReportEdition edition, SessionDescription who, IReadOnlyDictionary<ActorId, string> names)
    {
        EntryId order = told.IsSensitive ? rows.Order.Sensitive ?? rows.Order.Request : rows.Order.Request;
        OrderDetails? details = ReadEntries.Of<ServiceRequest>(record.Entries)
            .Where(one => one.Version.Entry == order)
            .Select(one => ServiceRequestResource.Read(one.Resource))
            .FirstOrDefault();
        int pending = rows.Tasks.Count(task => task.Status != AnalysisStatus.Final);
        return new()
        {
            House = new(house.Name, house.Address, house.Phone, house.Finess, house.Head, house.Accreditation),
            Person = PersonOf(record, edition.At),
            Number = rows.Order.Number,
            OrderedAt = details?.OrderedAt ?? rows.Order.OrderedAt,
            Prescriber = details?.Prescriber?.Name
                ?? (rows.Order.Requester is { } staff ? names.GetValueOrDefault(staff, "") : ""),
            Tubes = [.. rows.Specimens.Where(told.Uses).Select(tube => TubeOf(tube, names))],
            Status = changes.Count > 0 ? ReportStatus.Corrected : pending > 0 ? ReportStatus.Partial : ReportStatus.Final,
            Edition = (rows.Before?.EntryVersion ?? 0) + 1,
            Replaces = rows.Before?.IssuedAt,
            Changes = changes,
            Sections = [],
            Pending = pending,
            IssuedAt = edition.At,
            SignedBy = who.Name,
            Mark = edition.Mark,
        };
    }

    private static ReportSection[] SectionsOf(
        OpenedRecord record, Told told, SpecimenNotes notes, LaboratoryCatalogue catalogue)
    {
        LabResult[] validated = [.. LabResults.Of(record.Entries).Where(one => !one.IsPreliminary)];
        HashSet<EntryId> own = [.. told.Lines.Select(one => one.Version.Entry)];
        IReadOnlyList<CriticalCall> calls = CriticalCalls.Of(record.Entries);
        return
        [
            .. told.Lines.GroupBy(one => told.SectionOf(one.Made)).OrderBy(group => group.Key)
                .Select(group => new ReportSection(
                    group.Key,
                    [
                        .. group.Select(one => ReportLines.Of(
                            one.Made, ReportLines.EarlierOf(one.Made, validated, own), notes,
                            catalogue.Find(one.Made.Analysis), CriticalCalls.ToldOf(calls, one.Made))),
                    ])),
        ];
    }

    private static ReportTube TubeOf(SpecimenRow tube, IReadOnlyDictionary<ActorId, string> names) => new(
        tube.Number, tube.Container, tube.CollectedAt,
        tube.CollectedBy is { } by ? names.GetValueOrDefault(by) : null, tube.ReceivedAt);

    private static ReportPerson PersonOf(OpenedRecord record, DateTimeOffset at)
    {
        CurrentEntry<Patient>? entry = CurrentEntry.Of<Patient>(record.Entries, Compartment.Identity, record.Survivor);
        if (entry is null)
        {
            return new("", "", "", "", null);
        }

        PatientIdentity who = IdentityResource.Read(entry.Resource, DateOnly.FromDateTime(at.UtcDateTime));
        IReadOnlyList<RecordNumber> numbers = RecordNumber.Of(entry.Resource);
        return new(
            $"{who.UsedName ?? who.BirthName} {who.UsedGivenName ?? who.FirstGivenName}".Trim(),
            $"{who.BirthName} {who.FirstGivenName}".Trim(),
            who.BirthDate?.ToFrench() ?? "",
            who.Sex switch { Sex.Male => "M", Sex.Female => "F", Sex.Indeterminate => "I", _ => "" },
            (numbers.FirstOrDefault(one => one.IsUsual) ?? (numbers.Count > 0 ? numbers[0] : null))?.Value)
        {
            Standing = StandingOf(who),
        };
    }

    // The number travels with health data only where the identity is qualified (référentiel INS, EXI SI 08).
    private static string StandingOf(PatientIdentity who) => who.Standing.Status switch
    {
        IdentityStatus.Qualified when who.Ins is { } ins =>
            $"INS {ins.Number.ToDisplay()} ({(ins.Kind == InsKind.Nia ? "NIA" : "NIR")}) – identité qualifiée",
        IdentityStatus.Validated => "Identité validée, sans INS qualifiée",
        IdentityStatus.Retrieved => "Identité récupérée, non validée",
        _ => "Identité provisoire",
    };

    private sealed record ReportRead(
        RequestRow Order, IReadOnlyList<TaskRow> Tasks, IReadOnlyList<SpecimenRow> Specimens, ReportRow? Before);

    /// <summary>The validated results of the order, in the order of the report.</summary>
    private sealed class Told(
        IReadOnlyList<(EntryVersion Version, Determination Made)> lines, IReadOnlyDictionary<EntryId, TaskRow> tasks)
    {
        public IReadOnlyList<(EntryVersion Version, Determination Made)> Lines => lines;

        public bool IsSensitive => tasks.Values.Any(task => task.IsSensitive);

        public DateTimeOffset CoveredUntil =>
            lines.Max(one => tasks[one.Made.Task].ChangedAt);

        // As the rows were before the record was opened: a step between the two makes another edition due, and is not lost.
        public long CoveredSteps => tasks.Values.Sum(task =>
            task.Status == AnalysisStatus.Final ? task.Version : task.FinalAt?.ToUnixTimeMilliseconds() ?? 0);

        public bool Uses(SpecimenRow tube) => tasks.Values.Any(task => task.Specimen == tube.Specimen);

        public Section SectionOf(Determination made) => tasks[made.Task].Section;

        /// <summary>Null where a validated analysis has no result that could be told: then there is no report yet.</summary>
        public static Told? Of(ReportRead rows, IReadOnlyList<OpenedEntry> entries, LaboratoryCatalogue catalogue)
        {
            Dictionary<EntryId, TaskRow> final = rows.Tasks
                .Where(task => task.Status == AnalysisStatus.Final || task.FinalAt is not null)
                .ToDictionary(task => task.Task);
            Dictionary<string, int> places = catalogue.Analyses.Select((one, at) => (one.Code, at))
                .ToDictionary(one => one.Code, one => one.at, StringComparer.Ordinal);
            (EntryVersion Version, Determination Made)[] lines =
            [
                .. ReadEntries.Of<Observation>(entries)
                    .Select(one => (one.Version, Made: ObservationResource.Read(one.Resource)!))
                    .Where(one => one.Made is not null && ReportLines.IsValidated(one.Made)
                        && final.ContainsKey(one.Made.Task))
                    .OrderBy(one => places.GetValueOrDefault(one.Made.Analysis, int.MaxValue))
                    .ThenBy(one => one.Made.Label, StringComparer.Ordinal),
            ];
            return final.Count > 0 && final.Keys.All(task => lines.Any(one => one.Made.Task == task))
                ? new(lines, final)
                : null;
        }
    }
}

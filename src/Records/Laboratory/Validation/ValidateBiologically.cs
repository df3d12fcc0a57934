using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Validation;

/// <summary>What is to be done with one analysis, as it was shown.</summary>
/// <param name="Task">The task.</param>
/// <param name="TaskVersion">Version of its row.</param>
/// <param name="Seen">The determination that was shown.</param>
/// <param name="Comment">What the report says beside it; null for nothing.</param>
/// <param name="CommentCode">Code of the comment library; null for free words.</param>
public sealed record LineChoice(
    EntryId Task, int TaskVersion, EntryVersion Seen, string? Comment = null, string? CommentCode = null)
{
    /// <summary>Longest comment.</summary>
    public const int MaxCommentChars = 1_000;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(LineChoice);
}

/// <summary>How a step of validation ended.</summary>
public enum ValidationOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>No such order, analysis or result here.</summary>
    Unknown,

    /// <summary>Somebody was first, or it is not as it was shown.</summary>
    Moved,

    /// <summary>A rule forbids it; nothing was changed.</summary>
    Forbidden,

    /// <summary>The custodian refused, or wants a touch.</summary>
    Closed,
}

/// <summary>The answer.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Obstacle">The rule that forbids it.</param>
/// <param name="Decision">The custodian's decision where it is closed.</param>
/// <param name="Reason">Its reason.</param>
/// <param name="Versions">The versions sealed.</param>
public sealed record ValidationDone(
    ValidationOutcome Outcome, ValidationObstacle Obstacle = ValidationObstacle.None,
    Outcome Decision = CustodyProtocol.Outcome.Allowed, DecisionReason Reason = DecisionReason.None,
    IReadOnlyList<EntryVersion>? Versions = null);

/// <summary>
/// Biological validation: the determinations become <c>final</c> and their tasks too, all of them in one transaction or
/// none. Another person than the one who validated technically; no analysis that a control or a colleague holds back.
/// </summary>
public sealed class ValidateBiologically(
    OpenForValidation opening, RecordDoor door, SaveEntries save)
{
    /// <summary>Analyses in one step.</summary>
    public const int MaxLines = 200;

    /// <summary>Validates.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="request">The order.</param>
    /// <param name="choices">The analyses as they were shown.</param>
    /// <param name="who">The biologist.</param>
    /// <param name="session">Her session.</param>
    /// <param name="now">Now, with the local offset.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<ValidationDone> RunAsync(
        PatientId patient, EntryId request, IReadOnlyList<LineChoice> choices, SessionDescription who,
        SessionToken session, DateTimeOffset now, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(choices.Count, MaxLines, nameof(choices));
        if (choices.Count == 0
            || await opening.ReadRowsAsync(patient, request, who, now, stop) is not { } rows
            || await MatchAsync(door, rows, choices, session, stop) is not { } matched)
        {
            return new(ValidationOutcome.Unknown);
        }

        if (matched.Refusal is { } refusal)
        {
            return refusal;
        }

        foreach ((LineChoice choice, TaskRow task, SealedDetermination kept) in matched.Lines)
        {
            bool isBlocked = rows.Blocks.Find(kept.Made.InstrumentId, kept.Made.Analysis) is not null;
            if (BiologicalRules.Check(task, kept, isBlocked, who.StaffId) is not ValidationObstacle.None and var obstacle)
            {
                return new(ValidationOutcome.Forbidden, obstacle);
            }
        }

        (SpecimenNotes? notes, ValidationDone? closed) = await NotesAsync(rows, session, stop);
        if (closed is not null)
        {
            return closed;
        }

        FinalStep[] steps =
        [
            .. matched.Lines.Select(line => new FinalStep(
                line.Task, line.Kept,
                Final(line.Kept.Made, line.Choice, notes?.ReservesOf(line.Task.Specimen) ?? [], who, now),
                ProvisionalSteps.ShownOf(rows, line.Task, line.Kept))),
        ];
        EntryDraft[] drafts =
        [
            .. steps.SelectMany(step =>
                ProvisionalSteps.Drafts(step.Made, step.Kept, step.Shown, matched.Compartment)),
        ];
        try
        {
            return await ValidationSteps.SealAsync(
                save, patient, drafts, session,
                (connection, transaction) =>
                    StoreAsync(connection, transaction, rows.Request, steps, who.StaffId, now, stop),
                stop);
        }
        catch (ControlBlockedException)
        {
            return new(ValidationOutcome.Forbidden, ValidationObstacle.ControlBlocks);
        }
    }

    private static async Task StoreAsync(
        DbConnection connection, DbTransaction transaction, RequestRow request, IReadOnlyList<FinalStep> steps, ActorId by,
        DateTimeOffset now, CancellationToken stop)
    {
        // In the transaction of the release: a control that fails meanwhile still blocks it.
        ReleaseBlocks blocks = await ReleaseBlocks.OfAsync(connection, request.Site, now, stop, transaction);
        if (steps.Any(step => blocks.Find(step.Made.InstrumentId, step.Made.Analysis) is not null))
        {
            throw new ControlBlockedException();
        }

        foreach ((TaskRow task, SealedDetermination kept, Determination made, RunRow? shown) in steps)
        {
            await ValidationSteps.MoveAsync(
                connection, transaction, ProvisionalSteps.Moved(task, made, now, by), stop);
            await ProvisionalSteps.MoveRunsAsync(connection, transaction, made, kept, shown, stop);
            if (!made.IsProvisional)
            {
                await FinalSteps.CountAsync(connection, transaction, task, now, CountKind.Final, stop);
            }
        }

        await FinalSteps.CompleteAsync(connection, transaction, request, now, stop);
    }

    // Only where a tube was accepted with reserve: then the result says so wherever it is read.
    private async Task<(SpecimenNotes? Notes, ValidationDone? Closed)> NotesAsync(
        ValidationRows rows, SessionToken session, CancellationToken stop)
    {
        if (rows.Reserved.Count == 0)
        {
            return (null, null);
        }

        using OpenResult opened = await door.OpenAsync(
            rows.Request.Patient, EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), "Provenance"),
            new(session, AccessPurpose.Care), stop);
        return opened.Record is { } record
            ? (new(rows.Reserved, SpecimenStep.Of(record.Entries), []), null)
            : (null, new(ValidationOutcome.Closed, Decision: opened.Outcome, Reason: opened.Reason));
    }

    private static Determination Final(
        Determination made, LineChoice choice, IReadOnlyList<string> reserves, SessionDescription who,
        DateTimeOffset now)
    {
        List<Remark> remarks =
        [
            .. made.Remarks, .. reserves.Select(one => new Remark(one, SpecimenNotes.RemarkCode, who.StaffId, now)),
        ];
        if (choice.Comment is { Length: > 0 } comment)
        {
            remarks.Add(new(comment, choice.CommentCode, who.StaffId, now));
        }

        return made with
        {
            Status = made.IsProvisional ? DeterminationStatus.Provisional : DeterminationStatus.Final,
            Biological = new(now, who.StaffId, who.Name),
            Remarks = remarks,
        };
    }

    internal static async Task<MatchedLines?> MatchAsync(
        RecordDoor door, ValidationRows rows, IReadOnlyList<LineChoice> choices, SessionToken session,
        CancellationToken stop)
    {
        Dictionary<EntryId, TaskRow> tasks = rows.Tasks.ToDictionary(task => task.Task);
        Dictionary<EntryId, RunRow> runs = rows.Runs.ToDictionary(run => run.Entry);
        if (choices.Any(one => !tasks.ContainsKey(one.Task)
            || !runs.TryGetValue(one.Seen.Entry, out RunRow? run) || run.Task != one.Task)
            || choices.DistinctBy(one => one.Task).Count() != choices.Count)
        {
            return null;
        }

        bool isSensitive = tasks[choices[0].Task].IsSensitive;
        if (choices.Any(one => tasks[one.Task].IsSensitive != isSensitive))
        {
            return null;
        }

        Compartment compartment = isSensitive ? Compartment.Sensitive : Compartment.Laboratory;
        using OpenResult opened = await door.OpenEntriesAsync(
            rows.Request.Patient, [.. choices.Select(one => one.Seen.Entry)], CompartmentSet.Of(compartment),
            new(session, AccessPurpose.Care), stop);
        if (opened.Record is not { } record)
        {
            return new([], compartment) { Refusal = new(
                ValidationOutcome.Closed, Decision: opened.Outcome, Reason: opened.Reason) };
        }

        if (record.Unopened.Count > 0)
        {
            return new([], compartment) { Refusal = new(
                ValidationOutcome.Closed, Decision: Outcome.StepUp, Reason: DecisionReason.TouchNeeded) };
        }

        Dictionary<EntryId, CurrentEntry<Observation>> found =
            ReadEntries.Of<Observation>(record.Entries).ToDictionary(one => one.Version.Entry);
        List<(LineChoice, TaskRow, SealedDetermination)> lines = [];
        foreach (LineChoice choice in choices)
        {
            TaskRow task = tasks[choice.Task];
            if (!found.TryGetValue(choice.Seen.Entry, out CurrentEntry<Observation>? entry)
                || ObservationResource.Read(entry.Resource) is not { } made)
            {
                return null;
            }

            if (task.Version != choice.TaskVersion || entry.Version.Version != choice.Seen.Version)
            {
                return new([], compartment) { Refusal = new(ValidationOutcome.Moved) };
            }

            RunRow run = runs[choice.Seen.Entry];
            lines.Add((choice, task, new(entry.Version, made, entry.Author, run.State, run)));
        }

        return new(lines, compartment);
    }

    /// <summary>One analysis that becomes final, or provisional.</summary>
    private sealed record FinalStep(TaskRow Task, SealedDetermination Kept, Determination Made, RunRow? Shown)
    {
        public override string ToString() => nameof(FinalStep);
    }

    /// <summary>A control has failed since the order was read.</summary>
    private sealed class ControlBlockedException : Exception;
}

/// <summary>Choices with what they are about; or why not.</summary>
internal sealed record MatchedLines(
    IReadOnlyList<(LineChoice Choice, TaskRow Task, SealedDetermination Kept)> Lines, Compartment Compartment)
{
    public ValidationDone? Refusal { get; init; }

    public override string ToString() => nameof(MatchedLines);
}

/// <summary>Somebody changed a row that a step builds upon.</summary>
internal sealed class StepMovedException : Exception;

/// <summary>What the steps of validation have in common.</summary>
internal static class ValidationSteps
{
    /// <summary>Seals new versions and moves rows, in one transaction.</summary>
    public static async Task<ValidationDone> SealAsync(
        SaveEntries save, PatientId patient, IReadOnlyList<EntryDraft> drafts, SessionToken session,
        Func<DbConnection, DbTransaction, Task> work, CancellationToken stop)
    {
        try
        {
            EntriesSaved saved = await save.RunAsync(
                patient, drafts, session, stop, (connection, transaction, _, _) => work(connection, transaction));
            return saved.Outcome switch
            {
                SealOutcome.Saved => new(ValidationOutcome.Done, Versions: saved.Versions),
                SealOutcome.VersionConflict => new(ValidationOutcome.Moved),
                SealOutcome.StepUp => new(
                    ValidationOutcome.Closed, Decision: Outcome.StepUp, Reason: saved.Reason),
                _ => new(ValidationOutcome.Closed, Decision: Outcome.Refused, Reason: saved.Reason),
            };
        }
        catch (StepMovedException)
        {
            return new(ValidationOutcome.Moved);
        }
    }

    /// <summary>Moves a task.</summary>
    /// <exception cref="StepMovedException">Somebody was first.</exception>
    public static async Task MoveAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, CancellationToken stop)
    {
        if (!await TaskRows.UpdateAsync(connection, transaction, task, stop))
        {
            throw new StepMovedException();
        }
    }

    /// <summary>Moves a task and the run whose Observation got its next version.</summary>
    /// <exception cref="StepMovedException">Somebody was first.</exception>
    public static async Task MoveAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, SealedDetermination kept,
        CancellationToken stop)
    {
        await MoveAsync(connection, transaction, task, stop);
        if (!await RunRows.UpdateAsync(
                connection, transaction, kept.Row with { EntryVersion = kept.Version.Version + 1 }, stop))
        {
            throw new StepMovedException();
        }
    }
}

using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Reports;

namespace Serment.Records.Laboratory.Validation;

/// <summary>
/// Corrects a final result, with a reason: the determination gets a version <c>corrected</c>, the old one stays and can be
/// read, and what was computed of it is computed anew and corrected with it. Its report is issued anew and says what changed.
/// </summary>
public sealed class CorrectResult(OpenForValidation opening, RecordDoor door, SaveEntries save, Catalogues catalogues)
{
    /// <summary>Longest reason.</summary>
    public const int MaxReasonChars = 300;

    /// <summary>The code of the remark by which whoever reads the new value reads the old one too.</summary>
    public const string RemarkCode = "RECTIF";

    private const string GroupWithdrawn = "groupe retiré : à déterminer de nouveau";

    /// <summary>Corrects it.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="request">The order.</param>
    /// <param name="choice">The analysis as it was shown.</param>
    /// <param name="typed">The right value.</param>
    /// <param name="reason">Why.</param>
    /// <param name="who">The biologist.</param>
    /// <param name="session">Her session.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Until the commit.</param>
    public Task<ValidationDone> RunAsync(
        PatientId patient, EntryId request, LineChoice choice, TypedValue typed, string reason,
        SessionDescription who, SessionToken session, DateTimeOffset now, CancellationToken stop) =>
        RunAsync(
            patient, request, choice,
            (made, analysis, person) =>
                CultureParts.IsCulture(made) ? null : Corrected(made, analysis, typed, person),
            reason, who, session, now, stop);

    /// <summary>Corrects a culture by reading it anew; judged by the edition of breakpoints that is current now.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="request">The order.</param>
    /// <param name="choice">The culture as it was shown.</param>
    /// <param name="reading">The right reading: final, and without faults.</param>
    /// <param name="reason">Why.</param>
    /// <param name="who">The biologist.</param>
    /// <param name="session">Her session.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Until the commit.</param>
    public Task<ValidationDone> CultureAsync(
        PatientId patient, EntryId request, LineChoice choice, CultureReading reading, string reason,
        SessionDescription who, SessionToken session, DateTimeOffset now, CancellationToken stop) =>
        RunAsync(
            patient, request, choice,
            (made, _, _) => CultureParts.IsCulture(made) ? EnterCulture.Corrected(made, reading, who.StaffId, now) : null,
            reason, who, session, now, stop);

    private async Task<ValidationDone> RunAsync(
        PatientId patient, EntryId request, LineChoice choice,
        Func<Determination, Analysis, BenchPerson, Determination?> change, string reason, SessionDescription who,
        SessionToken session, DateTimeOffset now, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonChars)
        {
            throw new ArgumentException("a correction has a reason, and not too long a one", nameof(reason));
        }

        if (await opening.ReadRowsAsync(patient, request, who, now, stop) is not { } rows)
        {
            return new(ValidationOutcome.Unknown);
        }

        DependentResults formulas = new(rows, await catalogues.CurrentAsync(rows.Request.Site, stop));
        if (formulas.IsComputed(choice.Task))
        {
            return new(ValidationOutcome.Forbidden, ValidationObstacle.Computed);
        }

        LineChoice[] following = [.. formulas.Of([choice.Task], AnalysisStatus.Technical, AnalysisStatus.Final)];
        LineChoice[] inputs = [.. formulas.InputsOf(following.Select(one => one.Task)).Where(one => one.Task != choice.Task)];
        if (await ValidateBiologically.MatchAsync(
            door, rows, [choice, .. following, .. inputs], session, stop) is not { } matched)
        {
            return new(ValidationOutcome.Unknown);
        }

        if (matched.Refusal is { } refusal)
        {
            return refusal;
        }

        (_, TaskRow task, SealedDetermination kept) = matched.Lines[0];
        if (task.Status == AnalysisStatus.Final && ObstacleOf(kept, who.StaffId) is not ValidationObstacle.None and var obstacle)
        {
            return new(ValidationOutcome.Forbidden, obstacle);
        }

        LaboratoryCatalogue catalogue = await catalogues.VersionAsync(task.Site, kept.Made.CatalogueVersion, stop);
        if (task.Status != AnalysisStatus.Final || catalogue.Find(kept.Made.Analysis) is not { } analysis
            || change(kept.Made, analysis, task.Person) is not { } right)
        {
            return new(ValidationOutcome.Moved);
        }

        string why = reason.Trim();
        Determination corrected = Corrected(kept.Made, right, why, who, now);
        List<(TaskRow Task, SealedDetermination Kept, Determination Made)> changes = [(task, kept, corrected)];
        Determination[] values =
            [.. matched.Lines.Skip(1 + following.Length).Select(line => line.Kept.Made).Append(corrected)];
        foreach ((_, TaskRow of, SealedDetermination computed) in matched.Lines.Skip(1).Take(following.Length))
        {
            if (FollowFormulas.Anew(
                computed.Made, await catalogues.VersionAsync(of.Site, computed.Made.CatalogueVersion, stop), values,
                of.Person) is { } anew)
            {
                string because = $"recalculé après rectification de {corrected.Label} ({why})";
                changes.Add((of, computed, of.Status == AnalysisStatus.Final
                    ? Corrected(computed.Made, anew, because, who, now)
                    : anew with
                    {
                        Remarks =
                        [
                            .. anew.Remarks,
                            new(because, ReturnToBench.RemarkCode, who.StaffId, now, IsInternal: true),
                        ],
                    }));
            }
        }

        return await ValidationSteps.SealAsync(
            save, patient,
            [
                .. changes.Select(one => new EntryDraft(
                    ObservationResource.Of(one.Made), matched.Compartment, one.Kept.Version)),
            ],
            session,
            async (connection, transaction) =>
            {
                foreach ((TaskRow of, SealedDetermination was, Determination made) in changes)
                {
                    await ValidationSteps.MoveAsync(
                        connection, transaction, of with { Attention = made.Attention, ChangedAt = now }, was, stop);
                }
            },
            stop);
    }

    // Two pairs of eyes, as at validation: whoever validated it technically does not replace it alone.
    private static ValidationObstacle ObstacleOf(SealedDetermination kept, ActorId biologist) =>
        kept.State != RunState.Kept
            || kept.Made.Status is not (DeterminationStatus.Final or DeterminationStatus.Amended or DeterminationStatus.Corrected)
            ? ValidationObstacle.NotKept
        : kept.Made.Technical?.By == biologist ? ValidationObstacle.OwnTechnical
        : ValidationObstacle.None;

    private static Determination Corrected(
        Determination was, Determination right, string why, SessionDescription who, DateTimeOffset now) => right with
    {
        Status = DeterminationStatus.Corrected,
        Biological = new(now, who.StaffId, who.Name),
        Reason = why,
        Remarks =
        [
            .. right.Remarks,
            new(
                $"Résultat rectifié : {ReportLines.WholeOf(right)} au lieu de {ReportLines.WholeOf(was)}. Motif : {why}",
                RemarkCode, who.StaffId, now),
        ],
    };

    /// <summary>The determination with another value, judged anew by the catalogue that it was made with. Pure.</summary>
    public static Determination Corrected(Determination made, Analysis analysis, TypedValue typed, BenchPerson person)
    {
        // Nobody types a group: it is withdrawn, with its reactions, and determined anew.
        if (analysis.Kind == AnswerKind.BloodGroup)
        {
            return made with
            {
                Coded = null, Text = null, Parts = [], AbsentReason = GroupWithdrawn, Flag = ResultFlag.None,
            };
        }

        Determination corrected = made with
        {
            Unit = typed.Number is null ? made.Unit : made.Unit ?? analysis.Unit,
            Number = typed.Number,
            Comparator = typed.Comparator,
            Coded = typed.Coded is { } answer ? new(answer.Code, answer.Fr) : null,
            Text = typed.Text,
            AbsentReason = null,
        };
        return corrected.JudgeAgain(analysis, person);
    }
}

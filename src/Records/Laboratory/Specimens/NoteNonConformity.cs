using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Statistics;
using Serment.Records.Laboratory.Validation;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>What is done about a non-conformity. Numbers stand in rows.</summary>
public enum SpecimenRemedy : byte
{
    /// <summary>The container is refused and its analyses are not done.</summary>
    Refuse = 1,

    /// <summary>It is used, and reports say so.</summary>
    Reserve = 2,

    /// <summary>It is refused, and another is to be taken.</summary>
    Recollect = 3,

    /// <summary>Nothing was taken: the bedside check stopped it.</summary>
    Stopped = 4,
}

/// <summary>A non-conformity as it is typed.</summary>
/// <param name="Scanned">The number.</param>
/// <param name="Cause">Why.</param>
/// <param name="Remedy">What is done.</param>
/// <param name="Note">What else there is to say.</param>
/// <param name="Informed">Who was told; empty for nobody yet.</param>
/// <param name="InformedAt">When.</param>
public sealed record NonConformityDraft(
    string Scanned, SpecimenCause Cause, SpecimenRemedy Remedy, string Note, string Informed, DateTimeOffset? InformedAt)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(NonConformityDraft);
}

/// <summary>How noting it ended.</summary>
public enum NonConformityOutcome : byte
{
    /// <summary>Noted.</summary>
    Noted = 1,

    /// <summary>No container of this laboratory bears that number.</summary>
    Unknown = 2,

    /// <summary>It was refused, cancelled, sent out or destroyed before.</summary>
    Closed = 3,

    /// <summary>Analyses of it are validated: the report must be corrected, not the tube refused.</summary>
    Validated = 4,

    /// <summary>Somebody changed it at the same moment.</summary>
    Moved = 5,
}

/// <summary>What became of it.</summary>
public sealed record NonConformityNoted(NonConformityOutcome Outcome, SpecimenRow? Specimen, SpecimenRow? Instead)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(NonConformityNoted);
}

/// <summary>
/// Notes that a container does not conform, and does what follows: its analyses are dropped, marked, or moved to another
/// container that is planned at once. Row and sealed step are one transaction; nobody's record is opened.
/// </summary>
public sealed class NoteNonConformity(LaboratoryClient client, DatabaseLocation main, Catalogues catalogues)
{
    /// <summary>Notes it.</summary>
    public async Task<NonConformityNoted> RunAsync(
        short site, IReadOnlyCollection<int> laboratories, NonConformityDraft draft, ActorId by, DateTimeOffset now,
        int year, CancellationToken stop)
    {
        SpecimenRow row;
        List<TaskRow> tasks;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            if (await ScannedTube.FindAsync(connection, site, draft.Scanned, stop) is not { } found
                || !laboratories.Contains(found.LaboratoryId))
            {
                return new(NonConformityOutcome.Unknown, null, null);
            }

            row = found;
            tasks = await TaskRows.OfSpecimenAsync(connection, null, row.Patient, row.Specimen, stop);
        }

        if (row.State is not (SpecimenState.Planned or SpecimenState.Collected or SpecimenState.Received))
        {
            return new(NonConformityOutcome.Closed, row, null);
        }

        if (draft.Remedy != SpecimenRemedy.Reserve
            && tasks.Exists(task =>
                task.Status is AnalysisStatus.Technical or AnalysisStatus.Final || task.FinalAt is not null))
        {
            return new(NonConformityOutcome.Validated, row, null);
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
        SpecimenRow? instead = draft.Remedy == SpecimenRemedy.Recollect ? Instead(row, now, year) : null;
        List<TaskRow> moved = [];
        foreach (TaskRow task in tasks.Where(IsOpen))
        {
            moved.Add(await ChangedAsync(task, row, instead, draft, catalogue, now, stop));
        }

        try
        {
            await StoreAsync(row, instead, moved, draft, catalogue, by, now, stop);
            return new(NonConformityOutcome.Noted, row, instead);
        }
        catch (SpecimenMovedException)
        {
            return new(NonConformityOutcome.Moved, row, null);
        }
    }

    private static bool IsOpen(TaskRow task) =>
        task.Status is AnalysisStatus.Registered or AnalysisStatus.Ready or AnalysisStatus.Resulted;

    private static SpecimenRow Instead(SpecimenRow row, DateTimeOffset now, int year) => row with
    {
        Specimen = EntryId.New(), Number = AccessionNumber.Draw(year), Parent = null, State = SpecimenState.Planned,
        PlannedAt = now, CollectedAt = null, CollectedBy = null, ReceivedAt = null, ReceivedBy = null, Rack = "",
        Position = 0, StoredAt = null, KeepUntil = null, SentTo = 0, Round = null, ChangedAt = now, Version = 1,
    };

    private async Task<TaskRow> ChangedAsync(
        TaskRow task, SpecimenRow row, SpecimenRow? instead, NonConformityDraft draft, LaboratoryCatalogue catalogue,
        DateTimeOffset now, CancellationToken stop) => draft.Remedy switch
        {
            SpecimenRemedy.Refuse => task with { Status = AnalysisStatus.Cancelled, ChangedAt = now },
            SpecimenRemedy.Recollect => task with
            {
                Specimen = instead!.Specimen, Status = AnalysisStatus.Registered, Hold = AnalysisHold.None,
                Attention = Attention.None, ReadyAt = null, ResultedAt = null, ChangedAt = now,
                AnalysisToken = task.IsSensitive
                    ? await TokenOfAsync(task, row, instead, catalogue, stop) : 0,
            },
            _ => task with
            {
                Attention = task.Attention == Attention.None ? Attention.Look : task.Attention, ChangedAt = now,
            },
        };

    // The token binds the number. Which analysis it is, is not opened: the few sensitive ones are tried.
    private async Task<long> TokenOfAsync(
        TaskRow task, SpecimenRow row, SpecimenRow instead, LaboratoryCatalogue catalogue, CancellationToken stop)
    {
        Analysis[] sensitive = [.. catalogue.Analyses.Where(one => one.IsSensitive)];
        long[] before = await client.MakeTokensAsync(
            row.Site, [.. sensitive.Select(one => AnalysisTokens.Input(row.Number, one.Code))], stop);
        int at = Array.IndexOf(before, task.AnalysisToken);
        return at < 0
            ? task.AnalysisToken
            : (await client.MakeTokensAsync(
                row.Site, [AnalysisTokens.Input(instead.Number, sensitive[at].Code)], stop))[0];
    }

    private Task StoreAsync(
        SpecimenRow row, SpecimenRow? instead, List<TaskRow> tasks, NonConformityDraft draft,
        LaboratoryCatalogue catalogue, ActorId by, DateTimeOffset now, CancellationToken stop)
    {
        SpecimenStep step = new(row.Specimen, ActionOf(draft.Remedy), now, by)
        {
            Cause = draft.Cause,
            Note = draft.Note.Length > 0 ? draft.Note : null,
            Informed = draft.Informed.Length > 0 ? draft.Informed : null,
            InformedAt = draft.InformedAt,
            Other = instead?.Specimen,
        };
        List<(PatientId, EntryDraft)> also = [];
        if (instead is not null && catalogue.FindContainer(row.Container) is { } container)
        {
            also.Add((row.Patient, new(
                SpecimenResource.Write(
                    SpecimenResource.Planned(instead.Number, row.Request, container), row.Patient),
                Compartment.Laboratory, Entry: instead.Specimen)));
        }

        return client.SealAsync(
            row.Site, [(row.Patient, step)],
            async (connection, transaction, _, cancel) =>
            {
                await ScannedTube.MoveAsync(
                    connection, transaction,
                    draft.Remedy == SpecimenRemedy.Reserve
                        ? row with { ChangedAt = now }
                        : row with { State = SpecimenState.Unsatisfactory, Rack = "", Position = 0, ChangedAt = now },
                    cancel);
                if (instead is not null)
                {
                    await SpecimenRows.InsertAsync(connection, transaction, instead, cancel);
                }

                foreach (TaskRow task in tasks)
                {
                    await MoveAsync(connection, transaction, task, cancel);
                }

                if (draft.Remedy == SpecimenRemedy.Refuse && tasks.Count > 0)
                {
                    await CompleteAsync(connection, transaction, row, now, cancel);
                }

                await NonConformities.InsertAsync(connection, transaction, row, instead, draft, by, now, cancel);
                await LaboratoryCounts.AddAsync(
                    connection, transaction,
                    new LaboratoryCount(
                        row.Site, row.LaboratoryId, now, null, CountKind.NonConforming, (int)draft.Cause),
                    cancel);
            },
            stop, also);
    }

    // What is refused may have been the last that the order waited for.
    private static async Task CompleteAsync(
        DbConnection connection, DbTransaction transaction, SpecimenRow row, DateTimeOffset now, CancellationToken stop)
    {
        if (await RequestRows.FindAsync(connection, transaction, row.Patient, row.Request, stop) is { } request)
        {
            await FinalSteps.CompleteAsync(connection, transaction, request, now, stop);
        }
    }

    private static SpecimenAction ActionOf(SpecimenRemedy remedy) => remedy switch
    {
        SpecimenRemedy.Reserve => SpecimenAction.Reserved,
        SpecimenRemedy.Recollect => SpecimenAction.Recollected,
        _ => SpecimenAction.Refused,
    };

    // The token of a sensitive analysis never changes but here, with its tube's number.
    private static async Task MoveAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, CancellationToken stop)
    {
        if (!await TaskRows.UpdateAsync(connection, transaction, task, stop))
        {
            throw new SpecimenMovedException();
        }

        if (task.IsSensitive)
        {
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText =
                """
                UPDATE observation_task SET analysis_token = @token
                WHERE patient_id = @patient AND task_id = @task
                """;
            command.Add("@token", task.AnalysisToken);
            command.Add("@patient", task.Patient.Value);
            command.Add("@task", task.Task.Value);
            await command.ExecuteNonQueryAsync(stop);
        }
    }
}

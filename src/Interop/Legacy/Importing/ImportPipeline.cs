using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Interop.Legacy.Matching;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;
using Serment.Interop.Legacy.Recognition;
using Serment.Interop.Legacy.Resources;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// The stages of an import, each at its own batch: read and normalise; make tokens; match; write and seal; append to
/// the log; store. The order of the file is kept; a group of batches is stored with the import's progress in one
/// transaction, so that a killed run leaves it whole or absent.
/// </summary>
internal sealed class ImportPipeline(
    RecordDoor door,
    CustodianClient custodian,
    DatabaseLocation main,
    RecognizedFile file,
    ImportSetting setting
)
{
    // Reading may be one batch ahead of matching; matching half a group ahead of the database.
    private const int QueuedBatches = 1;
    private const int QueuedPlans = PlanGroup.Plans / 2;

    private readonly ConcurrentBag<RowBatch> spareRows = [];
    private readonly ConcurrentBag<SealBatch> spareSeals = [];
    private readonly ConcurrentBag<BatchSealer> sealers = [];
    private readonly BatchPlanner planner = new(door, main, new ColumnNames(file.Plan));
    private Task appended = Task.CompletedTask;
    private ImportCounts counts = setting.Job.Counts;

    /// <summary>Runs to the end of the file; returns where every row of it went, earlier runs included.</summary>
    /// <param name="source">The file, at the place where to begin.</param>
    /// <param name="onStored">Called after each stored batch.</param>
    /// <param name="stop">Stops between batches; what is stored stays.</param>
    public async Task<ImportCounts> RunAsync(
        Stream source,
        Action<ImportCounts, long> onStored,
        CancellationToken stop
    )
    {
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Channel<(RowBatch Rows, Task<long[]> Tokens)> read = Bounded<(RowBatch, Task<long[]>)>(QueuedBatches);
        Channel<(BatchPlan Plan, Task<SealReceipt?> Sealed)> planned = Bounded<(BatchPlan, Task<SealReceipt?>)>(
            QueuedPlans
        );
        Task[] stages =
        [
            Stage(
                () => Task.Run(() => ReadAsync(source, read.Writer, failed.Token), failed.Token),
                read.Writer,
                failed
            ),
            Stage(() => PlanAsync(read.Reader, planned.Writer, failed.Token), planned.Writer, failed),
            StoreAsync(planned.Reader, onStored, failed),
        ];
        try
        {
            // The failure that came first, not the cancellations that it caused.
            await Task.WhenAll(stages);
        }
        catch (Exception) when (stages.FirstOrDefault(stage => stage.IsFaulted) is { } broken)
        {
            await broken;
        }
        finally
        {
            Wipe();
        }

        return counts;
    }

    private static Channel<T> Bounded<T>(int items) =>
        Channel.CreateBounded<T>(
            new BoundedChannelOptions(items) { SingleReader = true, SingleWriter = true }
        );

    private static async Task Stage<T>(Func<Task> work, ChannelWriter<T> output, CancellationTokenSource failed)
    {
        try
        {
            await work();
            output.Complete();
        }
        catch
        {
            await failed.CancelAsync();
            output.TryComplete();
            throw;
        }
    }

    private async Task ReadAsync(
        Stream source,
        ChannelWriter<(RowBatch Rows, Task<long[]> Tokens)> output,
        CancellationToken stop
    )
    {
        using ContentDigest digest = ContentDigest.Keyed(setting.DigestKey);
        LegacyReader reader = new(source, file.Dialect, setting.Job.NextOffset, setting.Job.NextLine);
        RowMapper mapper = new(file.Plan);
        FactsReader facts = new(setting.Source, digest, setting.Today);
        bool more = true;
        while (more)
        {
            RowBatch batch = spareRows.TryTake(out RowBatch? spare) ? spare : new();
            while (batch.Count < RowBatch.Rows && (more = reader.Read(stop)))
            {
                mapper.Map(reader, batch.Row[batch.Count]);
                facts.Read(batch.Row[batch.Count], batch.Facts[batch.Count], batch.Inputs);
                batch.Count++;
            }

            if (batch.Count > 0)
            {
                Task<long[]> tokens =
                    batch.Inputs.Count == 0
                        ? Task.FromResult<long[]>([])
                        : custodian.MakeTokensAsync(batch.Inputs, null, stop);
                await output.WriteAsync((batch, tokens), stop);
            }
        }
    }

    private async Task PlanAsync(
        ChannelReader<(RowBatch Rows, Task<long[]> Tokens)> input,
        ChannelWriter<(BatchPlan Plan, Task<SealReceipt?> Sealed)> output,
        CancellationToken stop
    )
    {
        await foreach ((RowBatch rows, Task<long[]> tokens) in input.ReadAllAsync(stop))
        {
            rows.Tokens = await tokens;
            await planner.LookUpAsync(rows, stop);
            for (int from = 0; from < rows.Count; )
            {
                SealBatch seals = spareSeals.TryTake(out SealBatch? spare) ? spare : new(setting.Job.Site);
                BatchPlan plan = new(rows, seals);
                if (from > 0)
                {
                    // Two plans over the same rows: the last wipes them, so the first must be through.
                    await appended;
                }

                from = planner.Plan(rows, from, plan);
                Task<SealReceipt?> @sealed = SealAsync(plan, appended, stop);
                appended = @sealed;
                await output.WriteAsync((plan, @sealed), stop);
            }
        }
    }

    /// <summary>
    /// Seals on a thread of its own; appends after the batch before, which may create this one's patients.
    /// </summary>
    private async Task<SealReceipt?> SealAsync(BatchPlan plan, Task before, CancellationToken stop)
    {
        await Task.Run(() => Seal(plan), stop);
        await before;
        if (plan.Seals.PatientCount == 0)
        {
            return null;
        }

        SealResult result = await door.AppendAsync(plan.Seals, null, stop);
        return result.Receipt
            ?? throw new ImportFailedException(
                "seal-refused",
                new(
                    $"Le dépositaire des clés refuse de sceller ({result.Reason}).",
                    $"The custodian refuses to seal ({result.Reason})."
                ),
                ImportExitCode.Interrupted
            );
    }

    private void Seal(BatchPlan plan)
    {
        BatchSealer sealer = sealers.TryTake(out BatchSealer? spare) ? spare : new(setting.Source, setting.Zone);
        sealer.Seal(plan);
        sealers.Add(sealer);
        if (plan.EndsRows)
        {
            plan.Rows.Clear();
            spareRows.Add(plan.Rows);
        }
    }

    private async Task StoreAsync(
        ChannelReader<(BatchPlan Plan, Task<SealReceipt?> Sealed)> input,
        Action<ImportCounts, long> onStored,
        CancellationTokenSource failed
    )
    {
        try
        {
            await using BulkStore bulk = await BulkStore.OpenAsync(main, failed.Token);
            List<(BatchPlan Plan, SealReceipt? Receipt)> group = [];
            await foreach ((BatchPlan plan, Task<SealReceipt?> @sealed) in input.ReadAllAsync(failed.Token))
            {
                group.Add((plan, await @sealed));
                if (plan.EndsGroup)
                {
                    await StoreAsync(group, bulk, onStored, failed.Token);
                }
            }

            if (group.Count > 0)
            {
                await StoreAsync(group, bulk, onStored, failed.Token);
            }

            await bulk.CompleteAsync(failed.Token);
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }

    private async Task StoreAsync(
        List<(BatchPlan Plan, SealReceipt? Receipt)> group,
        BulkStore bulk,
        Action<ImportCounts, long> onStored,
        CancellationToken stop
    )
    {
        BatchPlan last = group[^1].Plan;
        ImportCounts after = group.Aggregate(counts, (sum, one) => sum + one.Plan.Counts);
        List<(SealBatch, SealReceipt)> batches =
        [
            .. group.Where(one => one.Receipt is not null).Select(one => (one.Plan.Seals, one.Receipt!)),
        ];
        VersionConflict? conflict = await door.StoreAllAsync(batches, bulk, ProgressAsync, stop);
        if (conflict is not null)
        {
            throw new ImportFailedException(
                "version-conflict",
                new(
                    "Un dossier a été modifié ailleurs au même instant. Relancez avec --resume.",
                    "A record was changed elsewhere at the same moment. Run again with --resume."
                ),
                ImportExitCode.Interrupted
            );
        }

        counts = after;
        planner.Forget(last.Group);
        foreach ((BatchPlan plan, _) in group)
        {
            plan.Seals.Clear();
            spareSeals.Add(plan.Seals);
        }

        group.Clear();
        onStored(counts, last.NextOffset);

        Task ProgressAsync(DbConnection connection, DbTransaction transaction) =>
            ImportJobs.ProgressAsync(
                connection,
                transaction,
                setting.Job.ImportId,
                last.NextOffset,
                last.NextLine,
                after,
                [.. group.SelectMany(one => one.Plan.Findings)],
                stop
            );
    }

    private void Wipe()
    {
        foreach (RowBatch rows in spareRows)
        {
            rows.Clear();
        }

        foreach (SealBatch seals in spareSeals)
        {
            seals.Dispose();
        }

        foreach (BatchSealer sealer in sealers)
        {
            sealer.Dispose();
        }
    }
}

/// <summary>What stays the same through a run.</summary>
internal sealed record ImportSetting(
    ImportJob Job,
    SourceNames Source,
    byte[] DigestKey,
    DateOnly Today,
    TimeZoneInfo Zone
);

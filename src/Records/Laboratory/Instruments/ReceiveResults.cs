using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>
/// Takes in what instruments measured: each result is sealed as an Observation of its own, its task moves, and what does
/// not fit is put aside, in one transaction. Messages that arrive together from several links share a seal and a commit.
/// When a call returns, all of its message is durable; when it throws, nothing is, and the instrument sends again. A
/// message that comes again is known and not taken twice. Safe for many threads.
/// </summary>
public sealed class ReceiveResults(
    DatabaseLocation main, LaboratoryClient client, Catalogues catalogues, InstrumentKeys keys, AsideRows asides,
    TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Results of one parcel: fewer than the custodian takes of one patient at once.</summary>
    public const int MaxParcelResults = 60;

    /// <summary>Results that share one transaction.</summary>
    public const int MaxGroupResults = 600;

    /// <summary>Parcels that wait before links are made to wait too.</summary>
    public const int MaxWaiting = 256;

    /// <summary>
    /// Results of one instrument that may lie aside: what floods us with numbers that nobody has is told to wait.
    /// </summary>
    public const int MaxAside = 5_000;

    private const int MaxAttempts = 5;

    private readonly ConcurrentDictionary<short, Lane> lanes = new();

    /// <summary>Takes a message in.</summary>
    /// <param name="instrument">From which instrument.</param>
    /// <param name="message">What it sent.</param>
    /// <param name="content">The bytes of the message, by which it is known when it comes again.</param>
    /// <param name="stop">Ends the waiting; what has begun is carried out.</param>
    /// <param name="wholly">Why all of it is put aside; null for a message that is to be taken in.</param>
    /// <exception cref="NotReceivedException">Nothing of the part that failed is stored.</exception>
    public async Task<Received> RunAsync(
        Instrument instrument, AnalyserMessage message, ReadOnlyMemory<byte> content, CancellationToken stop,
        AsideReason? wholly = null)
    {
        Received all = Received.Nothing;
        int part = 0;
        foreach (AnalyserResult[] results in message.Results.Chunk(MaxParcelResults))
        {
            long digest;
            try
            {
                digest = await keys.DigestAsync(instrument.Site, instrument.Id, content, part++, stop);
            }
            catch (Exception e) when (IsPassing(e))
            {
                throw new NotReceivedException("the custodian does not answer", e);
            }

            all = all.With(await SendAsync(
                new(instrument, results, digest, null, default, wholly ?? (message.IsTest ? AsideReason.Test : null)), stop));
        }

        return all;
    }

    /// <summary>
    /// Takes in after all what was put aside, for a tube that a person names. Where it still does not fit, it stays where
    /// it is, and the answer says why.
    /// </summary>
    public Task<Received> TakeInAsync(
        Instrument instrument, OpenedAside aside, string number, ActorId by, CancellationToken stop) =>
        aside.Result is { } result
            ? SendAsync(new(instrument, [result with { Specimen = number }], null, aside.Row.Id, by, null), stop)
            : Task.FromResult(Received.Nothing);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Lane lane in lanes.Values)
        {
            lane.Waiting.Writer.TryComplete();
            await lane.Working;
        }
    }

    private async Task<Received> SendAsync(Parcel parcel, CancellationToken stop)
    {
        Lane lane = lanes.GetOrAdd(parcel.Instrument.Site, _ => new(this));
        await lane.Waiting.Writer.WriteAsync(parcel, stop);
        return await parcel.Answer.Task.WaitAsync(stop);
    }

    private static bool IsPassing(Exception e) =>
        e is CustodyException or CustodianUnreachableException or DbException or LaboratoryClientException or IOException
            or LostRaceException;

    private async Task StoreAsync(IReadOnlyList<Parcel> group)
    {
        try
        {
            IReadOnlyList<Received> outcomes = await AttemptAsync(group);
            for (int i = 0; i < group.Count; i++)
            {
                group[i].Answer.TrySetResult(outcomes[i]);
            }
        }
        catch (Exception) when (group.Count > 1)
        {
            // One of them does not go: the others must not wait for it.
            foreach (Parcel parcel in group)
            {
                await StoreAsync([parcel]);
            }
        }
        catch (Exception e)
        {
            group[0].Answer.TrySetException(new NotReceivedException("the results could not be stored", e));
        }
    }

    private async Task<IReadOnlyList<Received>> AttemptAsync(IReadOnlyList<Parcel> group)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(group, CancellationToken.None);
            }
            catch (LostRaceException) when (attempt < MaxAttempts)
            {
                // Somebody moved one of the tasks meanwhile: looked at anew.
            }
        }
    }

    private async Task<IReadOnlyList<Received>> TryAsync(IReadOnlyList<Parcel> group, CancellationToken stop)
    {
        short site = group[0].Instrument.Site;
        DateTimeOffset now = clock.GetUtcNow();
        List<Plan> plans = [];
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
            PlaceResults place =
                new(client, catalogue, await BenchRules.ListAsync(connection, site, stop), connection, site, now);
            HashSet<(int, long)> seen = [];
            foreach (Parcel parcel in group)
            {
                plans.Add(parcel.Digest is { } digest
                    && (!seen.Add((parcel.Instrument.Id, digest))
                        || await IsKnownAsync(connection, parcel.Instrument, digest, stop))
                    ? new Plan(parcel) { IsRepeated = true }
                    : await place.PlanAsync(parcel, stop));
            }
        }

        // What was named for a tube by hand and does not fit there stays aside as it is.
        List<Plan> storing = plans.FindAll(one => !one.IsRepeated && !(one.Parcel.Resolves is not null && one.Aside.Count > 0));
        if (storing.Count > 0)
        {
            await SealAsync(site, storing, now, stop);
        }

        return plans.ConvertAll(one => one.Outcome());
    }

    private async Task SealAsync(short site, List<Plan> plans, DateTimeOffset now, CancellationToken stop)
    {
        Placed[] placed = [.. plans.SelectMany(one => one.Placed)];
        if (placed.Length == 0)
        {
            await using DbConnection connection = await main.OpenAsync(stop);
            await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
            await WriteAsync(connection, transaction, plans, now, stop);
            await transaction.CommitAsync(CancellationToken.None);
            return;
        }

        using SealBatch batch = new(site);
        foreach (IGrouping<PatientId, Placed> patient in placed.GroupBy(one => one.Run.Patient))
        {
            batch.BeginPatient(patient.Key, isNew: false);
            foreach (Placed one in patient)
            {
                SealResource.Add(
                    batch, one.Run.Entry, 1, one.IsSensitive ? Compartment.Sensitive : Compartment.Laboratory,
                    ObservationResource.Of(one.Determination));
            }
        }

        SealResult result = await client.SealAsync(
            batch, stop, (connection, transaction, _, cancel) => WriteAsync(connection, transaction, plans, now, cancel));
        if (result.Outcome != SealOutcome.Saved)
        {
            if (plans.Count > 1)
            {
                throw new LostRaceException();
            }

            // Refused for good: a patient whom the custodian does not know. Kept aside, so that nothing is lost.
            Plan only = plans[0];
            only.Placed.Clear();
            only.Controls.Clear();
            only.Effects.Clear();
            only.Aside.Clear();
            only.Aside.AddRange(only.Parcel.Results.Select(one => (one, AsideReason.NotSealed)));
            await SealAsync(site, plans, now, stop);
        }
    }

    private async Task WriteAsync(
        DbConnection connection, DbTransaction transaction, List<Plan> plans, DateTimeOffset now, CancellationToken stop)
    {
        List<LaboratoryCount> counts = [];
        await MoveAsync(connection, transaction, [.. plans.SelectMany(one => one.Placed)], now, stop);
        foreach (Plan plan in plans)
        {
            Parcel parcel = plan.Parcel;
            if (parcel.Digest is { } digest)
            {
                await RememberAsync(connection, transaction, parcel.Instrument, digest, now, stop);
            }

            if (parcel.Resolves is { } aside
                && !await AsideRows.ResolveAsync(
                    connection, transaction, parcel.Instrument.Site, aside, AsideState.TakenIn, "", parcel.ResolvedBy, now,
                    stop))
            {
                throw new LostRaceException();
            }

            if (plan.Aside.Count > 0
                && await AsideRows.CountOfAsync(connection, transaction, parcel.Instrument, stop) >= MaxAside)
            {
                throw new TooManyAsideException();
            }

            foreach ((AnalyserResult result, AsideReason reason) in plan.Aside)
            {
                await asides.InsertAsync(connection, transaction, parcel.Instrument, reason, result, now, stop);
            }

            foreach (ControlDraft control in plan.Controls)
            {
                await AddControlResult.InsertAsync(connection, transaction, parcel.Instrument.Site, control, now, stop);
            }

            counts.AddRange(plan.Placed.Select(one => new LaboratoryCount(
                one.Task.Site, one.Task.LaboratoryId, now, one.Task.Section, CountKind.Resulted, parcel.Instrument.Id)));

            foreach ((BenchRuleEffect effect, SpecimenRow tube, LaboratoryCatalogue catalogue) in
                plan.Effects.Where(one => one.Effect.Adds))
            {
                List<TaskRow> ordered =
                    await TaskRows.OfRequestAsync(connection, transaction, tube.Patient, tube.Request, stop);
                await effect.StoreAsync(
                    connection, transaction, tube, catalogue, ordered.Select(one => one.Analysis).OfType<string>(),
                    stop);
            }
        }

        await LaboratoryCounts.AddAsync(connection, transaction, counts, stop);
    }

    private static async Task MoveAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<Placed> placed, DateTimeOffset now,
        CancellationToken stop)
    {
        int[] changed = await connection.ExecuteAllAsync(
            transaction,
            [
                .. placed.Select(one => RunRows.Inserting(connection, transaction, one.Run)),
                .. placed.Select(one => TaskRows.Updating(connection, transaction, PlaceResults.Moved(one, now))),
            ],
            stop);
        if (changed.Contains(0))
        {
            throw new LostRaceException();
        }
    }

    private static async Task<bool> IsKnownAsync(
        DbConnection connection, Instrument instrument, long digest, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT 1 FROM instrument_message WHERE site = @site AND instrument_id = @instrument AND digest = @digest";
        command.Add("@site", instrument.Site);
        command.Add("@instrument", instrument.Id);
        command.Add("@digest", digest);
        return await command.ExecuteScalarAsync(stop) is not null;
    }

    private static async Task RememberAsync(
        DbConnection connection, DbTransaction transaction, Instrument instrument, long digest, DateTimeOffset now,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            INSERT INTO instrument_message (site, instrument_id, digest, received_at)
            VALUES (@site, @instrument, @digest, @now) ON CONFLICT DO NOTHING
            """;
        command.Add("@site", instrument.Site);
        command.Add("@instrument", instrument.Id);
        command.Add("@digest", digest);
        command.Add("@now", now.ToUnixTimeMilliseconds());
        if (await command.ExecuteNonQueryAsync(stop) != 1)
        {
            throw new LostRaceException();
        }
    }

    /// <summary>Somebody changed a row between reading and writing.</summary>
    private sealed class LostRaceException : Exception;

    /// <summary>Too much of this instrument lies aside already.</summary>
    private sealed class TooManyAsideException : Exception;

    /// <summary>One site's parcels: whoever comes while a group is stored is in the next one.</summary>
    private sealed class Lane
    {
        private readonly ReceiveResults owner;

        public Lane(ReceiveResults owner)
        {
            this.owner = owner;
            Working = Task.Run(WorkAsync);
        }

        public Channel<Parcel> Waiting { get; } =
            Channel.CreateBounded<Parcel>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

        public Task Working { get; }

        private async Task WorkAsync()
        {
            List<Parcel> group = [];
            while (await Waiting.Reader.WaitToReadAsync())
            {
                group.Clear();
                int results = 0;
                HashSet<string> tubes = new(StringComparer.Ordinal);
                while (results < MaxGroupResults && Waiting.Reader.TryPeek(out Parcel? next))
                {
                    // A custodian's request holds at most 64 entries of one patient: no tube twice in a group of many.
                    if (group.Count > 0 && next.Results.Any(one => tubes.Contains(one.Specimen)))
                    {
                        break;
                    }

                    Waiting.Reader.TryRead(out _);
                    group.Add(next);
                    results += next.Results.Count;
                    tubes.UnionWith(next.Results.Select(one => one.Specimen));
                }

                await owner.StoreAsync([.. group]);
            }
        }
    }
}

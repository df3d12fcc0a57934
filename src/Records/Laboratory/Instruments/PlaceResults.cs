using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>
/// Finds the task of each result of some parcels, reads and judges the value: what is to be sealed, and what put aside. It
/// only reads rows.
/// </summary>
internal sealed class PlaceResults(
    LaboratoryClient client, LaboratoryCatalogue catalogue, IReadOnlyList<BenchRule> rules, DbConnection connection,
    short site, DateTimeOffset now)
{
    private readonly Dictionary<string, Tube?> tubes = new(StringComparer.Ordinal);
    private readonly Dictionary<EntryId, TaskRow> tasks = [];
    private readonly Dictionary<EntryId, int> runs = [];
    private readonly Dictionary<string, long?> levels = new(StringComparer.Ordinal);

    private sealed record Tube(SpecimenRow Row, List<TaskRow> Tasks);

    /// <summary>Plans a parcel; tasks that an earlier one has moved are seen as moved.</summary>
    public async Task<Plan> PlanAsync(Parcel parcel, CancellationToken stop)
    {
        Plan plan = new(parcel);
        foreach (AnalyserResult result in parcel.Results)
        {
            if (parcel.Wholly is { } wholly)
            {
                plan.Aside.Add((result, wholly));
                continue;
            }

            if (!parcel.Instrument.Codes.TryGetValue(result.Code, out InstrumentCode? mapping))
            {
                plan.Aside.Add((result, AsideReason.UnknownCode));
                continue;
            }

            if (mapping.Analysis.Length == 0)
            {
                plan.Ignored++;
                continue;
            }

            if (await AsideAsync(plan, result, mapping, stop) is { } reason)
            {
                plan.Aside.Add((result, reason));
            }
        }

        foreach (IGrouping<EntryId, Placed> tube in plan.Placed.GroupBy(one => one.Task.Specimen).ToArray())
        {
            Rule(plan, [.. tube]);
        }

        return plan;
    }

    // Nobody has opened the record: what needs it is asked when a person validates.
    private void Rule(Plan plan, IReadOnlyList<Placed> ofTube)
    {
        Placed[] plain = [.. ofTube.Where(one => !one.IsSensitive)];
        BenchRuleEffect effect = ApplyBenchRules.OfArrived(
            rules, catalogue, [.. plain.Select(one => one.Determination)], ofTube[0].Task.Person, now);
        if (effect.Hits.Count == 0)
        {
            return;
        }

        plan.Effects.Add((effect, tubes[ofTube[0].Determination.TubeNumber]!.Row, catalogue));
        foreach (Placed one in plain)
        {
            Determination ruled = effect.Apply(one.Determination);
            Placed placed = one with
            {
                Determination = ruled,
                Run = one.Run with
                {
                    State = ruled.Status == DeterminationStatus.Rejected ? RunState.Rejected : one.Run.State,
                },
                Hold = ruled.Status == DeterminationStatus.Rejected ? AnalysisHold.Rerun
                    : effect.HoldOf(ruled.Analysis) is not null ? AnalysisHold.Held
                    : AnalysisHold.None,
            };
            plan.Placed[plan.Placed.IndexOf(one)] = placed;
            tasks[one.Task.Task] = Moved(placed, now) with { Version = one.Task.Version + 1 };
        }
    }

    private async Task<AsideReason?> AsideAsync(
        Plan plan, AnalyserResult result, InstrumentCode mapping, CancellationToken stop)
    {
        Instrument instrument = plan.Parcel.Instrument;
        Tube? tube = result.IsControl ? null : await TubeAsync(result.Specimen, stop);
        if (tube is null)
        {
            return await LevelAsync(result, stop) is { } level
                ? Control(plan, result, mapping, level)
                : result.IsControl ? AsideReason.UnknownControl : AsideReason.UnknownTube;
        }

        if (tube.Row.LaboratoryId != instrument.LaboratoryId)
        {
            return AsideReason.UnknownTube;
        }

        if (tube.Row.State != SpecimenState.Received)
        {
            return AsideReason.TubeNotHere;
        }

        if (catalogue.Find(mapping.Analysis) is not { } analysis)
        {
            return AsideReason.UnknownCode;
        }

        if (await TaskAsync(tube, analysis, stop) is not { } task)
        {
            return AsideReason.NotOrdered;
        }

        task = tasks.GetValueOrDefault(task.Task, task);
        if (task.Status is AnalysisStatus.Final or AnalysisStatus.Cancelled)
        {
            return task.Status == AnalysisStatus.Final ? AsideReason.Late : AsideReason.Cancelled;
        }

        ReadValue.Reading reading = ReadValue.Of(result, mapping, analysis);
        if (reading.Refusal is { } refusal)
        {
            return refusal;
        }

        int run = runs[task.Task] = (runs.TryGetValue(task.Task, out int known)
            ? known
            : await RunsAsync(task, stop)) + 1;
        // Pregnancy and the last result are judged when a person opens the value.
        Determination made =
            Made(instrument, tube.Row, task, analysis, result, reading, run).Judge(analysis, task.Person);
        RunRow row = new()
        {
            Patient = task.Patient,
            Entry = EntryId.New(),
            Task = task.Task,
            Site = site,
            InstrumentId = instrument.Id,
            State = RunState.Arrived,
            Attention = made.Attention,
            ResultedAt = made.ResultedAt,
        };
        plan.Placed.Add(new(task, row, made, task.IsSensitive));
        tasks[task.Task] = Moved(plan.Placed[^1], now) with { Version = task.Version + 1 };
        return null;
    }

    /// <summary>The task after a result: a first one moves it on, a further one of what is validated only shows.</summary>
    public static TaskRow Moved(Placed one, DateTimeOffset now)
    {
        TaskRow task = one.Task;
        bool isTechnical = task.Status == AnalysisStatus.Technical;
        Attention attention = one.Hold != AnalysisHold.None && one.Run.Attention < Attention.Look
            ? Attention.Look
            : one.Run.Attention;
        return task with
        {
            Status = isTechnical ? task.Status : AnalysisStatus.Resulted,
            Hold = one.Hold != AnalysisHold.None && !isTechnical ? one.Hold
                : task.Hold == AnalysisHold.Rerun ? AnalysisHold.None
                : task.Hold,
            Attention = attention > task.Attention ? attention : task.Attention,
            InstrumentId = isTechnical ? task.InstrumentId : one.Run.InstrumentId,
            ResultedAt = task.ResultedAt ?? one.Run.ResultedAt,
            ChangedAt = now,
        };
    }

    private Determination Made(
        Instrument instrument, SpecimenRow tube, TaskRow task, Analysis analysis, AnalyserResult result,
        ReadValue.Reading reading, int run) =>
        Determination.Begin(task, tube, analysis, catalogue.Version, MeasuredAt(result)) with
        {
            Run = run,
            Number = reading.Number,
            Comparator = reading.Comparator,
            Unit = reading.Number is null ? null : analysis.Unit,
            Coded = reading.Answer is { } answer ? new(answer.Code, answer.Fr) : null,
            Text = reading.Text,
            AbsentReason = reading.AbsentReason,
            InstrumentId = instrument.Id,
            InstrumentName = instrument.Name,
            ReagentLot = result.ReagentLot.Length == 0 ? null : result.ReagentLot,
            Dilution = ReadValue.Dilution(result.Dilution),
            InstrumentFlags = result.Flags,
            Remarks = [.. result.Comments.Select(text => new Remark(text, At: now, IsInternal: true))],
        };

    // By the instrument's clock, unless that is wrong: then by ours.
    private DateTimeOffset MeasuredAt(AnalyserResult result)
    {
        if (result.MeasuredAt is not { } local || EstablishmentTime.Zone.IsInvalidTime(local))
        {
            return now;
        }

        DateTimeOffset measured = new(local, EstablishmentTime.Zone.GetUtcOffset(local));
        return measured > now || measured < now - AddControlResult.MaxAge ? now : measured;
    }

    private AsideReason? Control(Plan plan, AnalyserResult result, InstrumentCode mapping, long level)
    {
        if (!ReadValue.FitsUnit(result.Unit, mapping.Unit))
        {
            return AsideReason.WrongUnit;
        }

        // A bound is no measurement: ">10" is not 10, and neither good nor bad can be said of it.
        if (!ReadValue.TryNumber(result.Value, out decimal value, out Comparator comparator)
            || comparator != Comparator.None)
        {
            return AsideReason.BadValue;
        }

        plan.Controls.Add(new(
            plan.Parcel.Instrument.Id, mapping.Analysis, level, value * mapping.Factor, MeasuredAt(result), null,
            string.Join(' ', result.Flags)));
        return null;
    }

    private async Task<long?> LevelAsync(AnalyserResult result, CancellationToken stop)
    {
        string code = result.Specimen;
        if (code.Length == 0)
        {
            return null;
        }

        return levels.TryGetValue(code, out long? known)
            ? known
            : levels[code] = await AddControlResult.FindLevelAsync(connection, null, site, code, stop);
    }

    private async Task<Tube?> TubeAsync(string number, CancellationToken stop)
    {
        if (number.Length is 0 or > 40)
        {
            return null;
        }

        if (tubes.TryGetValue(number, out Tube? known))
        {
            return known;
        }

        if (await SpecimenRows.OfNumberAsync(connection, site, number, stop) is not var (patient, specimen)
            || await SpecimenRows.FindAsync(connection, null, patient, specimen, stop) is not { } row)
        {
            return tubes[number] = null;
        }

        List<TaskRow> own = await TaskRows.OfSpecimenAsync(connection, null, patient, specimen, stop);
        return tubes[number] = new(row, own);
    }

    private async Task<TaskRow?> TaskAsync(Tube tube, Analysis analysis, CancellationToken stop)
    {
        // Of an analysis ordered twice of one tube, the one that still waits comes first.
        TaskRow? plain = tube.Tasks
            .Where(one => string.Equals(one.Analysis, analysis.Code, StringComparison.Ordinal))
            .OrderBy(one => one.Status is AnalysisStatus.Final or AnalysisStatus.Cancelled)
            .FirstOrDefault();
        if (plain is not null || !tube.Tasks.Exists(one => one.IsSensitive))
        {
            return plain;
        }

        // Rows do not say which analysis it is: the custodian makes the same token again.
        long token = (await client.MakeTokensAsync(
            site, [AnalysisTokens.Input(tube.Row.Number, analysis.Code)], stop))[0];
        return tube.Tasks.Find(one => one.IsSensitive && one.AnalysisToken == token);
    }

    private async Task<int> RunsAsync(TaskRow task, CancellationToken stop)
    {
        if (task is { Status: AnalysisStatus.Registered or AnalysisStatus.Ready, Hold: not AnalysisHold.Rerun })
        {
            return 0;
        }

        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM observation_run WHERE patient_id = @patient AND task_id = @task";
        command.Add("@patient", task.Patient.Value);
        command.Add("@task", task.Task.Value);
        return Convert.ToInt32(
            await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture);
    }
}

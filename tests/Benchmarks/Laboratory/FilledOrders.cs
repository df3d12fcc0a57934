using System.Data.Common;
using Serment.Benchmarks.Pages;
using Serment.Cli.Demo.Laboratory;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Simulation.Draws;

namespace Serment.Benchmarks.Laboratory;

/// <summary>An order of the benchmarks with its tubes, tasks and determinations.</summary>
internal sealed record FilledOrder(
    PlacedRows Rows, IReadOnlyList<EntryDraft> Drafts, IReadOnlyList<TaskRow> Tasks, IReadOnlyList<RunRow> Runs);

/// <summary>
/// Orders with results, drawn from a seed: sealed through the product's own saving, their rows written by its own
/// statements, into the product's database and, the same, into the baseline's.
/// </summary>
internal sealed class FilledOrders(LaboratoryCatalogue catalogue, short site, int laboratory, int instrument)
{
    private static readonly BenchPerson Person = new(LaboratorySex.Female, 20_000);

    private readonly SeededSource source = new("benchmark laboratory");

    /// <summary>The measured analyses of the catalogue that are not labelled sensitive, as many as are asked for.</summary>
    public static string[] Codes(LaboratoryCatalogue catalogue, int count) =>
    [
        .. catalogue.Analyses.Where(one => one is { Kind: AnswerKind.Quantity, IsSensitive: false })
            .Select(one => one.Code).Take(count),
    ];

    /// <summary>Draws one whose analyses have all come so far.</summary>
    public FilledOrder Draw(
        PatientId patient, IReadOnlyList<string> codes, AnalysisStatus status, DateTimeOffset at, ActorId requester,
        ActorId technician, ActorId biologist)
    {
        OrderRequest asked = new()
        {
            Patient = patient, Request = EntryId.New(), LaboratoryId = laboratory, Codes = codes,
            Priority = OrderPriority.Routine, Person = Person, Requester = requester, Collection = CollectionPlan.Ward,
        };
        TubePlan plan = PlanTubes.Of(codes, catalogue, OrderedCodes.InputsOf);
        Placing placing = new(asked, plan, catalogue, site, requester, at);
        PlacedRows drawn = placing.Draw(AccessionNumber.DrawRequest(at.Year), () => AccessionNumber.Draw(at.Year), 0);
        PlacedRows rows = drawn with
        {
            Request = drawn.Request with
            {
                Status = status == AnalysisStatus.Final ? RequestStatus.Completed : RequestStatus.Active,
            },
            Tubes =
            [
                .. drawn.Tubes.Select(tube => tube with
                {
                    State = Records.Laboratory.Specimens.SpecimenState.Received, CollectedAt = at.AddMinutes(5),
                    ReceivedAt = at.AddMinutes(15),
                }),
            ],
        };
        List<EntryDraft> drafts = [.. rows.Drafts(placing)];
        List<TaskRow> tasks = [];
        List<RunRow> runs = [];
        foreach ((string code, int tube) in plan.Placed)
        {
            Analysis analysis = catalogue.Find(code)!;
            TaskRow task = TaskOf(
                PlacedRows.TaskOf(rows.Request, rows.Tubes[tube], analysis, 0, at), status, technician, biologist);
            tasks.Add(task);
            if (task.ResultedAt is { } resulted)
            {
                EntryId entry = EntryId.New();
                drafts.Add(new(
                    ObservationResource.Of(Made(task, analysis, rows.Tubes[tube].Number, technician, biologist)),
                    Compartment.Laboratory, null, entry));
                runs.Add(new()
                {
                    Patient = patient, Entry = entry, Task = task.Task, Site = site, InstrumentId = task.InstrumentId,
                    State = RunState.Kept, ResultedAt = resulted,
                });
            }
        }

        return new(rows, drafts, tasks, runs);
    }

    /// <summary>Seals what of it is sealed, in the name of whoever's session that is.</summary>
    public static async Task SealAsync(
        PageStage stage, PatientId patient, IEnumerable<EntryDraft> drafts, SessionToken session)
    {
        SaveEntries save = new(stage.Door);
        using (await stage.Door.OpenAsync(
            patient, EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), "ServiceRequest"),
            new(session, AccessPurpose.Care), CancellationToken.None))
        {
            // Who has a record open may write in it.
        }

        foreach (EntryDraft[] some in drafts.Chunk(SaveEntries.MaxDrafts))
        {
            EntriesSaved saved = await save.RunAsync(patient, some, session, CancellationToken.None);
            if (saved.Outcome != SealOutcome.Saved)
            {
                throw new InvalidOperationException($"the orders were not sealed: {saved.Reason}");
            }
        }
    }

    /// <summary>Inserts the rows of orders.</summary>
    public static async Task InsertAsync(DatabaseLocation into, IEnumerable<FilledOrder> orders)
    {
        CancellationToken stop = CancellationToken.None;
        await using DbConnection connection = await into.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        foreach (FilledOrder order in orders)
        {
            await RequestRows.InsertAsync(connection, transaction, order.Rows.Request, stop);
            foreach (Records.Laboratory.Specimens.SpecimenRow tube in order.Rows.Tubes)
            {
                await Records.Laboratory.Specimens.SpecimenRows.InsertAsync(connection, transaction, tube, stop);
            }

            foreach (TaskRow task in order.Tasks)
            {
                await TaskRows.InsertAsync(connection, transaction, task, stop);
            }

            foreach (RunRow run in order.Runs)
            {
                await RunRows.InsertAsync(connection, transaction, run, stop);
            }
        }

        await transaction.CommitAsync(stop);
    }

    private TaskRow TaskOf(TaskRow task, AnalysisStatus status, ActorId technician, ActorId biologist)
    {
        DateTimeOffset received = task.RegisteredAt.AddMinutes(15);
        DateTimeOffset? Reached(AnalysisStatus at, int minutes) => status >= at ? received.AddMinutes(minutes) : null;
        return task with
        {
            Status = status,
            InstrumentId = status >= AnalysisStatus.Resulted ? instrument : 0,
            ReadyAt = received,
            ResultedAt = Reached(AnalysisStatus.Resulted, 30),
            TechnicalAt = Reached(AnalysisStatus.Technical, 40),
            TechnicalBy = status >= AnalysisStatus.Technical ? technician : null,
            FinalAt = Reached(AnalysisStatus.Final, 60),
            FinalBy = status >= AnalysisStatus.Final ? biologist : null,
            ChangedAt = Reached(AnalysisStatus.Final, 60) ?? Reached(AnalysisStatus.Technical, 40) ?? received,
        };
    }

    private Determination Made(TaskRow task, Analysis analysis, string tube, ActorId technician, ActorId biologist)
    {
        decimal number = DemoValues.Number(source, analysis, Person, mayBeCritical: false) ?? 1m;
        Judgement judged = JudgeValue.Of(analysis, number, Person, isPregnant: false, null, null);
        return new()
        {
            Patient = task.Patient, Request = task.Request, Task = task.Task, Specimen = task.Specimen, TubeNumber = tube,
            Analysis = analysis.Code, Loinc = analysis.Loinc, Label = analysis.Fr, CatalogueVersion = catalogue.Version,
            Method = analysis.Method, InstrumentId = task.InstrumentId, CollectedAt = task.RegisteredAt.AddMinutes(5),
            ResultedAt = task.ResultedAt!.Value,
            Status = task.FinalAt is null ? DeterminationStatus.Technical : DeterminationStatus.Final,
            Technical = new(task.TechnicalAt!.Value, technician, "Technicienne Essai"),
            Biological = task.FinalAt is { } final ? new(final, biologist, "Dr Essai") : null,
            Number = number, Unit = analysis.Unit, Second = analysis.Second?.Of(number), Range = judged.Range,
            Flag = judged.Flag,
        };
    }
}

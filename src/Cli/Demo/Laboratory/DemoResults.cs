using Serment.Cli.Demo.Week;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Simulation.Draws;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>The results of one order, as far as it has come: sealed determinations, their rows, and tasks.</summary>
internal sealed class DemoResults(
    SeededSource source, LaboratoryCatalogue catalogue, DemoBench bench, OrderCourse course, WeekMember technician,
    WeekMember biologist, Dictionary<string, decimal> picture, DemoCalls calls)
{
    private readonly Dictionary<string, KnownValue> values = new(StringComparer.Ordinal);

    // Of the analysis that is being written.
    private DateTimeOffset? final;

    /// <summary>Adds the determinations to the record; answers the tasks with their runs.</summary>
    public List<(TaskRow Task, RunRow? Run)> Write(
        Placing placing, PlacedRows rows, IReadOnlyList<SpecimenRow> tubes, WeekRecord record)
    {
        List<(TaskRow Task, RunRow? Run)> tasks = [];

        // What is computed comes after what it is made of.
        (string Code, int Tube)[] placed =
            [.. placing.Plan.Placed.OrderBy(one => catalogue.Find(one.Code)!.Kind == AnswerKind.Computed)];
        for (int i = 0; i < placed.Length; i++)
        {
            (string code, int tube) = placed[i];
            final = course.IsPartial && i == placed.Length - 1 ? null : course.Final;
            Analysis analysis = catalogue.Find(code)!;
            TaskRow task = PlacedRows.TaskOf(rows.Request, tubes[tube], analysis, 0, placing.Now);
            tasks.Add(Result(placing, task, analysis, tubes[tube], record));
        }

        return tasks;
    }

    private (TaskRow Task, RunRow? Run) Result(
        Placing placing, TaskRow task, Analysis analysis, SpecimenRow tube, WeekRecord record)
    {
        task = task with { ReadyAt = course.Received };
        if (course.Resulted is not { } resulted || Made(placing, task, analysis, tube, resulted) is not { } made)
        {
            return (task, null);
        }

        EntryId entry = record.Add(ObservationResource.Of(made), Compartment.Laboratory);
        RunRow run = new()
        {
            Patient = task.Patient,
            Entry = entry,
            Task = task.Task,
            Site = task.Site,
            InstrumentId = made.InstrumentId,
            State = made.Status == DeterminationStatus.Provisional ? RunState.Provisional
                : course.Technical is null ? RunState.Arrived
                : RunState.Kept,
            Attention = made.Attention,
            ResultedAt = resulted,
        };
        task = task with
        {
            Status = final is not null ? AnalysisStatus.Final
                : course.Technical is not null ? AnalysisStatus.Technical
                : AnalysisStatus.Resulted,
            Attention = made.Attention,
            InstrumentId = made.InstrumentId,
            ResultedAt = resulted,
            TechnicalAt = course.Technical,
            TechnicalBy = course.Technical is null ? null : technician.Staff,
            FinalAt = final,
            FinalBy = final is null ? null : biologist.Staff,
            ChangedAt = final ?? course.Technical ?? resulted,
        };
        if (run.State == RunState.Provisional)
        {
            task = task with
            {
                Status = AnalysisStatus.Ready, Hold = AnalysisHold.Growing, TechnicalAt = null, TechnicalBy = null,
            };
        }

        calls.Add(made, task, tube, record);
        return (task, run);
    }

    private Determination? Made(
        Placing placing, TaskRow task, Analysis analysis, SpecimenRow tube, DateTimeOffset resulted)
    {
        Instrument? instrument =
            analysis.Kind == AnswerKind.Computed ? null : bench.BySection.GetValueOrDefault(analysis.Section);
        Determination made = Determination.Begin(task, tube, analysis, catalogue.Version, resulted) with
        {
            InstrumentId = instrument?.Id ?? 0,
            InstrumentName = instrument?.Name,
            CollectedAt = course.Collected,
            Status = final is not null ? DeterminationStatus.Final
                : course.Technical is not null ? DeterminationStatus.Technical
                : DeterminationStatus.Arrived,
            Technical = course.Technical is { } technical ? new(technical, technician.Staff, technician.Name) : null,
            Biological = final is { } at ? new(at, biologist.Staff, biologist.Name) : null,
        };
        return analysis.Kind switch
        {
            AnswerKind.Quantity => Drawn(analysis, placing.Order.Person) is { } number
                ? Numbered(made, analysis, number, placing.Order.Person)
                : null,
            AnswerKind.Computed => ComputedResult.Of(
                made, Computed.Of(catalogue, analysis, values, placing.Order.Person)) is { } computed
                    ? computed.Number is { } result ? Numbered(computed, analysis, result, placing.Order.Person) : computed
                    : null,
            AnswerKind.Coded => DemoValues.Answer(source, analysis) is { } answer
                ? (made with { Coded = new(answer.Code, answer.Fr) }).Judge(analysis, placing.Order.Person)
                : null,
            AnswerKind.Culture => course.Reading is { } reading ? DemoCultures.Read(made, reading) : null,
            _ => null,
        };
    }

    private decimal? Drawn(Analysis analysis, BenchPerson person) =>
        picture.TryGetValue(analysis.Code, out decimal value)
            ? DemoValues.Rounded(analysis, value)
            : DemoValues.Number(source, analysis, person, course.Final is null);

    private Determination Numbered(Determination made, Analysis analysis, decimal number, BenchPerson person)
    {
        values[analysis.Code] = new(number, analysis.Unit);
        return (made with { Number = number, Unit = analysis.Unit }).Judge(analysis, person);
    }
}

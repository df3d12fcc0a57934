using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>When each step of an order was done, as far as it has come.</summary>
internal sealed class OrderCourse(DemoOrder order, DateTimeOffset ordered, OrderPriority priority)
{
    private readonly int growth = order.Reading is null ? 0 : DemoCultures.GrowthMinutes;
    private readonly int pace = priority == OrderPriority.Urgent ? 1 : 2;

    /// <summary>When the tubes were taken; null while they were not.</summary>
    public DateTimeOffset? Collected => At(OrderStage.Collected, 14);

    /// <summary>When they came in.</summary>
    public DateTimeOffset? Received => At(OrderStage.Received, 24);

    /// <summary>When the results came.</summary>
    public DateTimeOffset? Resulted => At(OrderStage.Resulted, 42 + growth);

    /// <summary>When they were technically validated.</summary>
    public DateTimeOffset? Technical => At(OrderStage.Technical, 55 + growth);

    /// <summary>When they were biologically validated.</summary>
    public DateTimeOffset? Final => At(OrderStage.Final, 70 + (order.Person % 37) + growth);

    /// <summary>How its culture is read.</summary>
    public CultureReading? Reading => order.Reading;

    /// <summary>Whether its last analysis still waits for a biologist.</summary>
    public bool IsPartial => order.IsPartial;

    /// <summary>A tube as far as it has come.</summary>
    public SpecimenRow Apply(SpecimenRow tube, ActorId phlebotomist, ActorId receiver) => tube with
    {
        State = Received is not null ? SpecimenState.Received
            : Collected is not null ? SpecimenState.Collected
            : SpecimenState.Planned,
        CollectedAt = Collected,
        CollectedBy = Collected is null ? null : phlebotomist,
        ReceivedAt = Received,
        ReceivedBy = Received is null ? null : receiver,
        ChangedAt = Received ?? Collected ?? tube.ChangedAt,
    };

    /// <summary>What the events have counted.</summary>
    public IEnumerable<LaboratoryCount> Counts(
        RequestRow request, IReadOnlyCollection<SpecimenRow> tubes, IReadOnlyCollection<(TaskRow Task, RunRow? Run)> tasks)
    {
        LaboratoryCount Of(DateTimeOffset at, Section? section, CountKind kind, int detail = 0, long amount = 1) =>
            new(request.Site, request.LaboratoryId, at, section, kind, detail, amount);

        yield return Of(ordered, null, CountKind.Ordered);
        if (Received is { } received)
        {
            yield return Of(received, null, CountKind.Received, 0, tubes.Count);
        }

        foreach ((TaskRow task, RunRow? run) in tasks)
        {
            if (run is not null)
            {
                yield return Of(run.ResultedAt, task.Section, CountKind.Resulted, run.InstrumentId);
            }

            if (task.TechnicalAt is { } technical)
            {
                yield return Of(technical, task.Section, CountKind.Technical);
            }

            if (task is { Status: AnalysisStatus.Final, FinalAt: { } final } && Received is { } from)
            {
                yield return Of(final, task.Section, CountKind.Final);
                yield return LaboratoryCount.Turnaround(
                    request.Site, request.LaboratoryId, task.Section, request.Priority, from, final);
            }
        }
    }

    private DateTimeOffset? At(OrderStage reached, int minutes) =>
        order.Stage >= reached ? ordered.AddMinutes(minutes * pace / 2.0) : null;
}

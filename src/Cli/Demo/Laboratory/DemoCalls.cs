using System.Data.Common;
using System.Globalization;
using Serment.Cli.Demo.Week;
using Serment.CustodyProtocol;
using Serment.Records.Charts.Items;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>The calls about critical values of orders that are done: told in time, and read back.</summary>
internal sealed class DemoCalls(WeekMember caller, RequestRow request)
{
    private const int MinutesToCall = 9;
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    private readonly List<(CriticalRow Row, CriticalCall Call)> calls = [];

    /// <summary>Adds the sealed call about a determination where it is critical and done.</summary>
    public void Add(Determination made, TaskRow task, SpecimenRow tube, WeekRecord record)
    {
        if (task is not { Attention: Attention.Critical, FinalAt: not null, ResultedAt: { } raised })
        {
            return;
        }

        DateTimeOffset at = raised.AddMinutes(MinutesToCall);
        CriticalCall call = new(
            task.Task, made.Label, "Infirmière du service", "02 61 91 00 21", true,
            made.Number is null ? CultureParts.SummaryOf(made) : string.Create(French, $"{made.Number} {made.Unit}").Trim(),
            true, null)
        {
            At = at,
        };
        record.Add(
            CriticalCalls.Write(call, request.Request, new(task.Patient, caller.Staff, caller.Name, at)),
            Compartment.Laboratory);
        calls.Add((
            new()
            {
                Patient = task.Patient,
                Task = task.Task,
                LaboratoryId = request.LaboratoryId,
                Request = request.Request,
                Number = request.Number,
                Tube = tube.Number,
                Section = task.Section,
                Priority = request.Priority,
                Person = request.Person,
                RaisedAt = raised,
                DueAt = at,
                TaskVersion = task.Version,
            },
            call));
    }

    /// <summary>Writes their rows.</summary>
    public async Task InsertAsync(DbConnection connection, DbTransaction transaction, CancellationToken stop)
    {
        foreach ((CriticalRow row, CriticalCall call) in calls)
        {
            await RecordCriticalCall.MoveAsync(
                connection, transaction, row, request.Site, call, caller.Staff, call.At, stop);
        }
    }
}

using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>What became of a scan. Nothing of the person but sex and age.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Specimen">The container; null where it is unknown or another laboratory's.</param>
/// <param name="Analyses">Analyses that can be done now.</param>
/// <param name="Late">Codes of those for which it is too old.</param>
/// <param name="Waiting">Containers of the same order that are not here yet.</param>
public sealed record Reception(
    ReceptionAnswer Answer, SpecimenRow? Specimen, int Analyses, IReadOnlyList<string> Late, int Waiting)
{
    /// <summary>Its colour.</summary>
    public ReceptionColour Colour => ReceptionRules.ColourOf(Answer);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Reception);
}

/// <summary>
/// Receives one container by its number: the row, its analyses and the sealed step, in one transaction. Nobody's record is
/// opened.
/// </summary>
public sealed class ReceiveSpecimen(
    LaboratoryClient client, DatabaseLocation main, Catalogues catalogues, UnknownScans unknown)
{
    private const int MaxTries = 3;

    /// <summary>Answers a scan.</summary>
    /// <param name="site">Site.</param>
    /// <param name="laboratories">The laboratories of whoever scans.</param>
    /// <param name="scanned">What the scanner typed.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<Reception> RunAsync(
        short site, IReadOnlyCollection<int> laboratories, string scanned, ActorId by, DateTimeOffset now,
        CancellationToken stop)
    {
        if (!unknown.MayGoOn(by, now))
        {
            return new(ReceptionAnswer.Stopped, null, 0, [], 0);
        }

        for (int left = MaxTries; ; left--)
        {
            try
            {
                Reception answer = await TryAsync(site, laboratories, scanned, by, now, stop);
                if (answer.Answer is ReceptionAnswer.Unknown or ReceptionAnswer.Elsewhere)
                {
                    unknown.Miss(by, now);
                }

                return answer;
            }
            catch (SpecimenMovedException) when (left > 1)
            {
                // Somebody scanned it at the same moment: read again, and say so.
            }
        }
    }

    private async Task<Reception> TryAsync(
        short site, IReadOnlyCollection<int> laboratories, string scanned, ActorId by, DateTimeOffset now,
        CancellationToken stop)
    {
        SpecimenRow row;
        RequestRow? order;
        List<TaskRow> tasks;
        int waiting;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            if (await ScannedTube.FindAsync(connection, site, scanned, stop) is not { } found)
            {
                return new(ReceptionAnswer.Unknown, null, 0, [], 0);
            }

            if (!laboratories.Contains(found.LaboratoryId))
            {
                return new(ReceptionAnswer.Elsewhere, null, 0, [], 0);
            }

            row = found;
            order = await RequestRows.FindAsync(connection, null, row.Patient, row.Request, stop);
            tasks = await TaskRows.OfSpecimenAsync(connection, null, row.Patient, row.Specimen, stop);
            waiting = (await SpecimenRows.OfRequestAsync(connection, null, row.Patient, row.Request, stop))
                .Count(one => one.Specimen != row.Specimen
                    && one.State is SpecimenState.Planned or SpecimenState.Collected);
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(site, stop);
        List<(TaskRow Task, Analysis? Analysis, bool IsLate)> open =
        [
            .. tasks.Where(task => task.Status == AnalysisStatus.Registered)
                .Select(task => (Task: task, Analysis: task.Analysis is { } code ? catalogue.Find(code) : null))
                .Select(one => (
                    one.Task, one.Analysis, ReceptionRules.IsLate(one.Analysis, row.CollectedAt, now))),
        ];
        string[] late = [.. open.Where(one => one.IsLate).Select(one => one.Task.Analysis ?? "")];
        ReceptionAnswer answer = ReceptionRules.Judge(
            row, order?.Status ?? RequestStatus.Active, laboratories, open.Count, late.Length);
        if (ReceptionRules.Receives(answer))
        {
            SpecimenRow received = row with
            {
                State = SpecimenState.Received, ReceivedAt = now, ReceivedBy = by, ChangedAt = now,
            };
            await client.SealAsync(
                site, [(row.Patient, new(row.Specimen, SpecimenAction.Received, now, by))],
                async (connection, transaction, _, cancel) =>
                {
                    await ScannedTube.MoveAsync(connection, transaction, received, cancel);
                    foreach ((TaskRow task, Analysis? analysis, bool isLate) in open)
                    {
                        if (!await TaskRows.UpdateAsync(
                            connection, transaction, ReceptionRules.Ready(task, analysis, isLate, now), cancel))
                        {
                            throw new SpecimenMovedException();
                        }
                    }

                    await LaboratoryCounts.AddAsync(
                        connection, transaction, new LaboratoryCount(site, row.LaboratoryId, now, null, CountKind.Received),
                        cancel);
                },
                stop);
            row = received;
        }

        return new(answer, row, open.Count, late, waiting);
    }
}

using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>
/// What an instrument is told to measure in a tube: only tubes that the instrument's laboratory has received, and only
/// analyses that the instrument makes. It learns the tube's number, which it has read, codes, urgency and sex.
/// </summary>
public sealed class TubeOrders(DatabaseLocation main, LaboratoryClient client, Catalogues catalogues)
{
    /// <summary>Codes of one order.</summary>
    public const int MaxCodes = 200;

    /// <summary>What is to be measured; without codes where there is nothing, or where the tube is not known here.</summary>
    public async Task<AnalyserOrder> RunAsync(Instrument instrument, string number, CancellationToken stop)
    {
        AnalyserOrder nothing = new(number, [], false, LaboratorySex.Unknown);
        await using DbConnection connection = await main.OpenAsync(stop);
        if (number.Length is 0 or > 40
            || await SpecimenRows.OfNumberAsync(connection, instrument.Site, number, stop) is not var (patient, specimen)
            || await SpecimenRows.FindAsync(connection, null, patient, specimen, stop) is not { } tube
            || tube.LaboratoryId != instrument.LaboratoryId
            || tube.State != SpecimenState.Received)
        {
            return nothing;
        }

        List<TaskRow> waiting = (await TaskRows.OfSpecimenAsync(connection, null, patient, specimen, stop)).FindAll(one =>
            one.Status is AnalysisStatus.Ready || one.Hold == AnalysisHold.Rerun);
        if (waiting.Count == 0)
        {
            return nothing;
        }

        HashSet<string> analyses =
            [.. waiting.Where(one => !one.IsSensitive).Select(one => one.Analysis!)];
        await AddSensitiveAsync(instrument, number, waiting, analyses, stop);
        string[] codes =
        [
            .. instrument.Codes.Values
                .Where(one => analyses.Contains(one.Analysis))
                .DistinctBy(one => one.Analysis, StringComparer.Ordinal)
                .Take(MaxCodes).Select(one => one.Code),
        ];
        return nothing with
        {
            Codes = codes,
            IsUrgent = waiting.Exists(one => one.Priority == OrderPriority.Urgent),
            Sex = tube.Person.Sex,
        };
    }

    private async Task AddSensitiveAsync(
        Instrument instrument, string number, List<TaskRow> waiting, HashSet<string> analyses, CancellationToken stop)
    {
        if (!waiting.Exists(one => one.IsSensitive))
        {
            return;
        }

        LaboratoryCatalogue catalogue = await catalogues.CurrentAsync(instrument.Site, stop);
        string[] makes =
        [
            .. instrument.Codes.Values.Select(one => one.Analysis).Distinct(StringComparer.Ordinal)
                .Where(one => catalogue.Find(one) is { IsSensitive: true }),
        ];
        if (makes.Length == 0)
        {
            return;
        }

        long[] tokens = await client.MakeTokensAsync(
            instrument.Site, [.. makes.Select(code => AnalysisTokens.Input(number, code))], stop);
        for (int i = 0; i < makes.Length; i++)
        {
            if (waiting.Exists(one => one.IsSensitive && one.AnalysisToken == tokens[i]))
            {
                analyses.Add(makes[i]);
            }
        }
    }
}

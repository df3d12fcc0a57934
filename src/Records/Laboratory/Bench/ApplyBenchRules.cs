using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Bench;

/// <summary>A rule that holds for an order.</summary>
public sealed record RuleHit(BenchRule Rule)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RuleHit);
}

/// <summary>Which rules hold, and what follows. Everything that follows names its rule and version.</summary>
/// <param name="Hits">The rules that hold, each once.</param>
/// <param name="At">When they were asked.</param>
public sealed record BenchRuleEffect(IReadOnlyList<RuleHit> Hits, DateTimeOffset At)
{
    /// <summary>The rule that rejects an analysis; null where none does.</summary>
    public BenchRule? RejectionOf(string analysis) => Find(RuleAction.Reject, analysis);

    /// <summary>The rule that holds it for a biologist; null where none does.</summary>
    public BenchRule? HoldOf(string analysis) => Find(RuleAction.Hold, analysis);

    /// <summary>The determination with what the rules say of it.</summary>
    public Determination Apply(Determination made)
    {
        if (RejectionOf(made.Analysis) is { } rejects)
        {
            return TechnicalRules.Reject(made, rejects.Reason, new(At, Rule: rejects.Name));
        }

        return HoldOf(made.Analysis) is { } holds
            ? made with { Remarks = [.. made.Remarks, new($"{holds.Reason} ({holds.Name})", At: At, IsInternal: true)] }
            : made;
    }

    /// <summary>Whether an analysis is to be added.</summary>
    internal bool Adds => Hits.Any(one => one.Rule.Action == RuleAction.Add);

    /// <summary>Adds the analyses that rules add, where the order has them not yet.</summary>
    internal async Task StoreAsync(
        DbConnection connection, DbTransaction transaction, SpecimenRow tube, LaboratoryCatalogue catalogue,
        IEnumerable<string> ordered, CancellationToken stop)
    {
        HashSet<string> there = [.. ordered];
        foreach (RuleHit hit in Hits.Where(one => one.Rule.Action == RuleAction.Add))
        {
            if (catalogue.Find(hit.Rule.Target) is { IsRetired: false, IsSensitive: false } analysis
                && there.Add(analysis.Code))
            {
                await TaskRows.InsertAsync(connection, transaction, Added(tube, analysis), stop);
            }
        }
    }

    internal Task StoreAsync(
        DbConnection connection, DbTransaction transaction, BenchTube tube, CancellationToken stop) =>
        StoreAsync(
            connection, transaction, tube.Tube, tube.Catalogue,
            tube.All.Select(one => one.Analysis?.Code).OfType<string>(), stop);

    private TaskRow Added(SpecimenRow tube, Analysis analysis) => new()
    {
        Patient = tube.Patient,
        Task = EntryId.New(),
        Site = tube.Site,
        LaboratoryId = tube.LaboratoryId,
        Request = tube.Request,
        Specimen = tube.Specimen,
        Analysis = analysis.Code,
        Section = analysis.Section,
        Status = AnalysisStatus.Ready,
        Priority = tube.Priority,
        Person = tube.Person,
        RegisteredAt = At,
        ReadyAt = At,
        DueAt = At.AddMinutes(
            tube.Priority == OrderPriority.Urgent ? analysis.UrgentMinutes : analysis.TurnaroundMinutes),
        ChangedAt = At,
    };

    private BenchRule? Find(RuleAction action, string analysis) =>
        Hits.Select(one => one.Rule).FirstOrDefault(one =>
            one.Action == action && string.Equals(one.Target, analysis, StringComparison.Ordinal));
}

/// <summary>Asks the rules of the bench.</summary>
public sealed class ApplyBenchRules(BenchRules rules)
{
    /// <summary>Which rules of a moment hold, with what has just been made.</summary>
    /// <param name="tube">The order, as it was opened.</param>
    /// <param name="added">What has just been made or is being validated.</param>
    /// <param name="isTechnical">Whether it is being technically validated.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<BenchRuleEffect> RunAsync(
        BenchTube tube, IReadOnlyList<Determination> added, bool isTechnical, DateTimeOffset now, CancellationToken stop)
    {
        RuleValues values = ValuesOf(tube, added);
        HashSet<string> fresh = [.. added.Select(one => one.Analysis)];
        List<RuleHit> hits = [];
        foreach (BenchRule rule in await rules.ListAsync(tube.Tube.Site, stop))
        {
            // Only what has just changed makes a rule act: an old value does not act again.
            if (rule.IsActive && (isTechnical || rule.Moment == RuleMoment.Result)
                && RuleExpression.Parse(rule.Condition, code => tube.Catalogue.Find(code) is not null, out _) is { } read
                && (read.Codes.Any(fresh.Contains) || fresh.Contains(rule.Target))
                && read.Holds(values))
            {
                hits.Add(new(rule));
            }
        }

        return new(hits, now);
    }

    /// <summary>
    /// Which rules hold for what an instrument has just sent of one tube, before anybody has opened the record: those of
    /// results whose condition names nothing but what was sent, age and sex. The others are asked when it is technically
    /// validated. Pure.
    /// </summary>
    /// <param name="rules">The rules of the site.</param>
    /// <param name="catalogue">The catalogue in effect.</param>
    /// <param name="arrived">What was sent of the tube, without what is labelled sensitive.</param>
    /// <param name="person">Sex and age.</param>
    /// <param name="now">Now.</param>
    public static BenchRuleEffect OfArrived(
        IReadOnlyList<BenchRule> rules, LaboratoryCatalogue catalogue, IReadOnlyList<Determination> arrived,
        BenchPerson person, DateTimeOffset now)
    {
        HashSet<string> fresh = [.. arrived.Select(one => one.Analysis)];
        RuleValues values = ValuesOf(arrived, new Dictionary<string, decimal>(StringComparer.Ordinal), person);
        return new(
            [
                .. rules.Where(rule => rule is { IsActive: true, Moment: RuleMoment.Result }
                        && RuleExpression.Parse(rule.Condition, code => catalogue.Find(code) is not null, out _)
                            is { NeedsRecord: false } read
                        && read.Codes.Count > 0 && read.Codes.All(fresh.Contains) && read.Holds(values))
                    .Select(rule => new RuleHit(rule)),
            ],
            now);
    }

    private static RuleValues ValuesOf(BenchTube tube, IReadOnlyList<Determination> added)
    {
        Dictionary<string, decimal> previous = new(StringComparer.Ordinal);
        foreach (BenchTask task in tube.All)
        {
            if (task is { Analysis: { } analysis, Comparable.Number: { } before })
            {
                previous[analysis.Code] = before;
            }
        }

        return ValuesOf(
            tube.All.Select(task => task.Current?.Made).OfType<Determination>().Concat(added), previous,
            tube.Tube.Person);
    }

    private static RuleValues ValuesOf(
        IEnumerable<Determination> made, Dictionary<string, decimal> previous, BenchPerson person)
    {
        Dictionary<string, decimal> numbers = new(StringComparer.Ordinal);
        Dictionary<string, string> answers = new(StringComparer.Ordinal);
        Dictionary<string, ResultFlag> flags = new(StringComparer.Ordinal);
        Dictionary<string, Comparator> bounds = new(StringComparer.Ordinal);
        foreach (Determination one in made)
        {
            flags[one.Analysis] = one.Flag;
            if (one.Number is { } number)
            {
                numbers[one.Analysis] = number;
                bounds[one.Analysis] = one.Comparator;
            }

            if (one.Coded is { } coded)
            {
                answers[one.Analysis] = coded.Code;
            }
        }

        return new(numbers, answers, previous, flags, person) { Bounds = bounds };
    }
}

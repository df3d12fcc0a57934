using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Orders;

/// <summary>One container to be filled.</summary>
/// <param name="Container">Which.</param>
/// <param name="Analyses">Codes of the analyses made from it, in the order of the catalogue.</param>
/// <param name="Microlitres">What they take of it, together.</param>
public sealed record PlannedTube(Container Container, IReadOnlyList<string> Analyses, int Microlitres);

/// <summary>What is to be taken for an order.</summary>
/// <param name="Tubes">In the order of draw.</param>
/// <param name="Added">Inputs of computed analyses that nobody asked for by name.</param>
/// <param name="Missing">Codes that the catalogue does not offer, or whose container it does not know.</param>
public sealed record TubePlan(
    IReadOnlyList<PlannedTube> Tubes, IReadOnlyList<string> Added, IReadOnlyList<string> Missing)
{
    /// <summary>Every analysis of the plan, computed ones among them, with the place of its tube.</summary>
    public IEnumerable<(string Code, int Tube)> Placed =>
        Tubes.SelectMany((tube, at) => tube.Analyses.Select(code => (code, at)));
}

/// <summary>
/// Chooses the fewest containers for a set of analyses: each in its own container or one of its alternatives, none
/// fuller than what can be used of it; among as few, those that need the fewest alternatives. Computed analyses take no
/// volume and hang on the tube of their first measured input.
/// </summary>
public static class PlanTubes
{
    /// <summary>Analyses in one order.</summary>
    public const int MaxAnalyses = 120;

    /// <summary>
    /// Arrangements tried before the best so far is taken. Real orders end after the first; what reaches the limit is
    /// still a plan that holds, perhaps with one tube more than the best.
    /// </summary>
    public const int MaxTried = 50_000;

    /// <summary>How deep formulas may build upon formulas.</summary>
    private const int MaxFormulas = 4;

    /// <summary>Plans.</summary>
    /// <param name="codes">Codes of analyses; doubles count once.</param>
    /// <param name="catalogue">The version in effect.</param>
    /// <param name="inputs">The codes of the analyses that a computed one is made of.</param>
    public static TubePlan Of(
        IReadOnlyCollection<string> codes, LaboratoryCatalogue catalogue,
        Func<Analysis, IReadOnlyList<string>> inputs)
    {
        List<string> missing = [];
        List<string> added = [];
        List<Analysis> wanted = Closure(codes, catalogue, inputs, added, missing);
        Item[] items =
        [
            .. wanted.Where(one => one.Kind != AnswerKind.Computed)
                .Select(one => new Item(one, ContainersOf(one, catalogue)))
                .Where(one => HasContainer(one, missing))
                .OrderByDescending(one => one.Microlitres)
                .ThenBy(one => one.Containers.Length)
                .ThenBy(one => one.Analysis.Code, StringComparer.Ordinal),
        ];
        List<Tube> tubes = new Search(items).Best();
        HangComputed(wanted, tubes, inputs, missing);
        Dictionary<string, int> order = catalogue.Analyses.Select((one, at) => (one.Code, at))
            .ToDictionary(one => one.Code, one => one.at, StringComparer.Ordinal);
        return new(
            [
                .. tubes.OrderBy(one => one.Container.Order)
                    .ThenBy(one => one.Container.Code, StringComparer.Ordinal)
                    .ThenByDescending(one => one.Used)
                    .Select(one => new PlannedTube(
                        one.Container, [.. one.Codes.OrderBy(code => order[code])], one.Used)),
            ],
            added, missing);
    }

    private static List<Analysis> Closure(
        IReadOnlyCollection<string> codes, LaboratoryCatalogue catalogue,
        Func<Analysis, IReadOnlyList<string>> inputs, List<string> added, List<string> missing)
    {
        List<Analysis> wanted = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        Queue<(string Code, int Depth)> open = new(codes.Select(one => (one, 0)));
        while (open.TryDequeue(out (string Code, int Depth) next) && wanted.Count < MaxAnalyses)
        {
            if (!seen.Add(next.Code))
            {
                continue;
            }

            if (catalogue.Find(next.Code) is not { IsRetired: false } analysis)
            {
                missing.Add(next.Code);
                continue;
            }

            wanted.Add(analysis);
            if (next.Depth > 0)
            {
                added.Add(next.Code);
            }

            if (analysis.Kind == AnswerKind.Computed && next.Depth < MaxFormulas)
            {
                foreach (string input in inputs(analysis))
                {
                    open.Enqueue((input, next.Depth + 1));
                }
            }
        }

        return wanted;
    }

    private static Container[] ContainersOf(Analysis analysis, LaboratoryCatalogue catalogue) =>
    [
        .. new[] { analysis.Container }.Concat(analysis.Alternatives).Distinct(StringComparer.Ordinal)
            .Select(catalogue.FindContainer).OfType<Container>(),
    ];

    private static bool HasContainer(Item item, List<string> missing)
    {
        if (item.Containers.Length == 0)
        {
            missing.Add(item.Analysis.Code);
        }

        return item.Containers.Length > 0;
    }

    private static void HangComputed(
        List<Analysis> wanted, List<Tube> tubes, Func<Analysis, IReadOnlyList<string>> inputs, List<string> missing)
    {
        // A formula may build upon another: those whose inputs hang already come first, round after round.
        List<Analysis> open = [.. wanted.Where(one => one.Kind == AnswerKind.Computed)];
        for (int round = 0; round <= MaxFormulas && open.Count > 0; round++)
        {
            foreach (Analysis computed in open.ToArray())
            {
                IReadOnlyList<string> needed = inputs(computed);
                Tube? tube = tubes.Find(one => one.Codes.Exists(code => needed.Contains(code, StringComparer.Ordinal)));
                if (tube is not null)
                {
                    tube.Codes.Add(computed.Code);
                    open.Remove(computed);
                }
            }
        }

        missing.AddRange(open.Select(one => one.Code));
    }

    private sealed class Item(Analysis analysis, Container[] containers)
    {
        public Analysis Analysis { get; } = analysis;

        public Container[] Containers { get; } = containers;

        public int Microlitres { get; } = analysis.Microlitres;

        /// <summary>Whatever takes more than a full one has one alone: somebody fills it as well as it goes.</summary>
        public int In(Container container) => Math.Min(Microlitres, container.UsableMicrolitres);
    }

    private sealed class Tube(Container container)
    {
        public Container Container { get; } = container;

        public List<string> Codes { get; } = [];

        public int Used { get; set; }
    }

    /// <summary>Depth first, the best arrangement so far as the bound.</summary>
    private sealed class Search(Item[] items)
    {
        private readonly List<Tube> tubes = [];
        private List<Tube> best = [];
        private int bestTubes = int.MaxValue;
        private int bestAlternatives = int.MaxValue;
        private int floor;
        private int tried;

        public List<Tube> Best()
        {
            floor = Floor();
            Place(0, 0);
            return best;
        }

        private void Place(int at, int alternatives)
        {
            if (IsNoBetter(alternatives) || tried >= MaxTried)
            {
                return;
            }

            if (at == items.Length)
            {
                Keep(alternatives);
                return;
            }

            tried++;
            Item item = items[at];
            HashSet<(string, int)> alike = [];
            foreach (Container container in item.Containers)
            {
                int more = alternatives + (ReferenceEquals(container, item.Containers[0]) ? 0 : 1);
                foreach (Tube tube in tubes.Where(one => ReferenceEquals(one.Container, container)).ToArray())
                {
                    // Tubes of a kind that are as full are the same choice.
                    if (tube.Used + item.In(container) <= container.UsableMicrolitres
                        && alike.Add((container.Code, tube.Used)))
                    {
                        Try(tube, item, at, more);
                    }
                }
            }

            foreach (Container container in item.Containers)
            {
                Tube opened = new(container);
                tubes.Add(opened);
                Try(opened, item, at, alternatives + (ReferenceEquals(container, item.Containers[0]) ? 0 : 1));
                tubes.Remove(opened);
            }
        }

        private void Try(Tube tube, Item item, int at, int alternatives)
        {
            tube.Codes.Add(item.Analysis.Code);
            tube.Used += item.In(tube.Container);
            Place(at + 1, alternatives);
            tube.Used -= item.In(tube.Container);
            tube.Codes.RemoveAt(tube.Codes.Count - 1);
        }

        private bool IsNoBetter(int alternatives) =>
            tubes.Count > bestTubes
            || (tubes.Count == bestTubes && alternatives >= bestAlternatives)
            || (bestTubes == floor && bestAlternatives == 0);

        private void Keep(int alternatives)
        {
            bestTubes = tubes.Count;
            bestAlternatives = alternatives;
            best =
            [
                .. tubes.Select(one =>
                {
                    Tube copy = new(one.Container) { Used = one.Used };
                    copy.Codes.AddRange(one.Codes);
                    return copy;
                }),
            ];
        }

        /// <summary>Fewer is impossible: what only one container can hold, container by container.</summary>
        private int Floor() =>
            items.Where(one => one.Containers.Length == 1)
                .GroupBy(one => one.Containers[0])
                .Sum(group => Math.Max(
                    1,
                    (int)Math.Ceiling(
                        group.Sum(one => (long)one.In(group.Key)) / (double)Math.Max(1, group.Key.UsableMicrolitres))));
    }
}

namespace Serment.Simulation.Draws;

/// <summary>
/// Draws items by weight in constant time, by the alias method of Walker in Vose's form. Immutable, so several
/// sources may draw from it.
/// </summary>
public sealed class WeightedDraw<T>
{
    private readonly T[] items;
    private readonly double[] keep;
    private readonly int[] other;

    /// <summary>Prepares the draw. Weights are relative and not negative; at least one is above zero.</summary>
    public WeightedDraw(IEnumerable<(T Item, double Weight)> weighted)
    {
        (T Item, double Weight)[] all = [.. weighted.Where(pair => pair.Weight > 0)];
        if (all.Length == 0)
        {
            throw new ArgumentException("Nothing to draw from.", nameof(weighted));
        }

        double total = all.Sum(pair => pair.Weight);
        items = [.. all.Select(pair => pair.Item)];
        keep = new double[all.Length];
        other = new int[all.Length];
        Stack<int> small = new();
        Stack<int> large = new();
        for (int i = 0; i < all.Length; i++)
        {
            keep[i] = all[i].Weight * all.Length / total;
            (keep[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int low = small.Pop();
            int high = large.Pop();
            other[low] = high;
            keep[high] -= 1 - keep[low];
            (keep[high] < 1 ? small : large).Push(high);
        }

        // What is left stands at one, up to rounding.
        foreach (int i in small.Concat(large))
        {
            keep[i] = 1;
        }
    }

    /// <summary>All items.</summary>
    public IReadOnlyList<T> Items => items;

    /// <summary>One item.</summary>
    public T Draw(SeededSource source)
    {
        int i = source.Below(items.Length);
        return items[source.Unit() < keep[i] ? i : other[i]];
    }
}

namespace Serment.Records.Appointments.Schedules;

/// <summary>Free time of one agenda on one day. Pure.</summary>
public static class FreeSlots
{
    /// <summary>
    /// Where a consultation of that length can begin: at the agenda's steps, counted from each opening, and where
    /// another ends. It lies in one open part and overlaps nothing.
    /// </summary>
    /// <param name="open">Open parts of the day.</param>
    /// <param name="busy">What is booked, in any order.</param>
    /// <param name="minutes">How long.</param>
    /// <param name="stepMinutes">The agenda's step.</param>
    public static IReadOnlyList<int> Starts(
        IReadOnlyList<Interval> open, IReadOnlyList<Interval> busy, int minutes, int stepMinutes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minutes, nameof(minutes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepMinutes, nameof(stepMinutes));
        SortedSet<int> starts = [];
        foreach (Interval part in open)
        {
            for (int from = part.From; from + minutes <= part.Until; from += stepMinutes)
            {
                starts.Add(from);
            }

            starts.UnionWith(busy.Select(one => one.Until)
                .Where(end => part.Contains(new(end, end + minutes)) && end % AgendaSetup.CellMinutes == 0));
        }

        starts.RemoveWhere(from => busy.Any(one => one.Overlaps(new(from, from + minutes))));
        return [.. starts];
    }

    /// <summary>
    /// The free time cut at the agenda's steps, to be shown and chosen: pieces of a step, or what is left of one.
    /// </summary>
    public static IReadOnlyList<Interval> Pieces(
        IReadOnlyList<Interval> open, IReadOnlyList<Interval> busy, int stepMinutes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepMinutes, nameof(stepMinutes));
        List<Interval> pieces = [];
        foreach (Interval part in open)
        {
            foreach (Interval free in OpeningRules.Without([part], busy))
            {
                int from = free.From;
                while (from < free.Until)
                {
                    int next = part.From + ((((from - part.From) / stepMinutes) + 1) * stepMinutes);
                    pieces.Add(new(from, Math.Min(next, free.Until)));
                    from = next;
                }
            }
        }

        return pieces;
    }

    /// <summary>Whether a consultation may stand there: in one open part, at a multiple of five minutes.</summary>
    public static bool Fits(IReadOnlyList<Interval> open, Interval time) =>
        time.Minutes > 0
        && time.From % AgendaSetup.CellMinutes == 0
        && time.Minutes % AgendaSetup.CellMinutes == 0
        && open.Any(part => part.Contains(time));
}

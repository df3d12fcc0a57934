namespace Serment.Custodian.Budgets;

/// <summary>What a flow counts: a machine client's or a person's.</summary>
internal enum FlowKind : byte
{
    /// <summary>Tokens made.</summary>
    Tokens = 1,

    /// <summary>Entries sealed.</summary>
    Seals = 2,

    /// <summary>Care relationships declared.</summary>
    Declarations = 3,

    /// <summary>Patients whom a person gives to a colleague by hand.</summary>
    Giving = 4,

    /// <summary>Tokens of sensitive analyses that a person has made.</summary>
    AnalysisTokens = 5,
}

/// <summary>
/// Units in the last hour, in minutes: a declared flow is about the hundred-fold, not about the last unit.
/// </summary>
internal sealed class FlowMeter
{
    private const int Minutes = 60;

    private readonly long[] units = new long[Minutes];
    private long newestMinute = long.MinValue;
    private long sum;

    /// <summary>Spends; false, and nothing spent, when the hour's flow does not allow it.</summary>
    public bool TrySpend(long count, long limitPerHour, long nowMs)
    {
        Advance(nowMs);
        if (sum + count > limitPerHour)
        {
            return false;
        }

        Add(count);
        return true;
    }

    /// <summary>Spent within the hour.</summary>
    public long Spent(long nowMs)
    {
        Advance(nowMs);
        return sum;
    }

    /// <summary>Counts what was spent before the process started.</summary>
    public void Replay(long count, long atMs)
    {
        Advance(atMs);
        Add(count);
    }

    private void Add(long count)
    {
        units[(int)(newestMinute % Minutes)] += count;
        sum += count;
    }

    private void Advance(long nowMs)
    {
        long minute = nowMs / 60_000;
        if (newestMinute == long.MinValue || minute - newestMinute >= Minutes)
        {
            Array.Clear(units);
            sum = 0;
            newestMinute = minute;
        }

        while (newestMinute < minute)
        {
            newestMinute++;
            sum -= units[(int)(newestMinute % Minutes)];
            units[(int)(newestMinute % Minutes)] = 0;
        }
    }
}

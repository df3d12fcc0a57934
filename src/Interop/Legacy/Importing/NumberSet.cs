namespace Serment.Interop.Legacy.Importing;

/// <summary>A set of numbers that nearly always holds one or two: millions of them are made in an import.</summary>
internal struct NumberSet
{
    private long first;
    private long second;
    private HashSet<long>? others;
    private int count;

    /// <summary>Whether it holds the number.</summary>
    public readonly bool Contains(long number) =>
        (count > 0 && first == number) || (count > 1 && second == number) || others?.Contains(number) == true;

    /// <summary>Adds; false when it was there.</summary>
    public bool Add(long number)
    {
        if (Contains(number))
        {
            return false;
        }

        switch (count)
        {
            case 0:
                first = number;
                break;
            case 1:
                second = number;
                break;
            default:
                (others ??= []).Add(number);
                break;
        }

        count++;
        return true;
    }
}

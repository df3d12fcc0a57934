namespace Serment.Web.Charts.Curves;

/// <summary>One point of a curve.</summary>
/// <param name="At">When, on the clocks here.</param>
/// <param name="Value">What.</param>
/// <param name="IsOutside">Whether it lies out of its range; drawn as a triangle, not only in another colour.</param>
/// <param name="Text">What the point says when pointed at.</param>
public sealed record CurvePoint(DateTime At, decimal Value, bool IsOutside, string Text);

/// <summary>Values over time, with the range that is usual.</summary>
/// <param name="Points">Oldest first.</param>
/// <param name="Low">Where the usual range begins; null for none.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Second">A second line in the same units: diastolic pressure.</param>
public sealed record Curve(
    IReadOnlyList<CurvePoint> Points, decimal? Low, decimal? High, IReadOnlyList<CurvePoint>? Second = null)
{
    /// <summary>Points that are drawn: the newest.</summary>
    public const int MaxPoints = 400;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Curve);
}

/// <summary>Where a curve's points lie in a picture.</summary>
public sealed class CurveScale
{
    /// <summary>The picture's width.</summary>
    public const int Width = 440;

    /// <summary>Its height.</summary>
    public const int Height = 150;

    /// <summary>The room at the left for numbers.</summary>
    public const int Left = 48;

    /// <summary>The room below for days.</summary>
    public const int Bottom = 24;

    private const int Top = 10;
    private const int Right = 12;
    private const decimal Margin = 0.08m;
    private const decimal LeastSpan = 0.04m;

    private readonly DateTime first;
    private readonly double spanSeconds;
    private readonly decimal low;
    private readonly decimal high;

    private CurveScale(DateTime first, double spanSeconds, decimal low, decimal high)
    {
        this.first = first;
        this.spanSeconds = spanSeconds;
        this.low = low;
        this.high = high;
    }

    /// <summary>Lines at round values, with the values.</summary>
    public IEnumerable<decimal> Steps
    {
        get
        {
            decimal step = StepOf(high - low);
            for (decimal value = Math.Ceiling(low / step) * step; value <= high; value += step)
            {
                yield return value;
            }
        }
    }

    /// <summary>A scale that holds all points and, where it is near, the usual range.</summary>
    public static CurveScale Of(Curve curve)
    {
        IEnumerable<CurvePoint> all = curve.Points.Concat(curve.Second ?? []);
        decimal bottom = all.Min(point => point.Value);
        decimal top = all.Max(point => point.Value);
        decimal reach = Math.Max(top - bottom, Math.Max(Math.Abs(top) * 0.1m, 0.1m));
        if (curve.Low is { } from && from >= bottom - (2 * reach))
        {
            bottom = Math.Min(bottom, from);
        }

        if (curve.High is { } to && to <= top + (2 * reach))
        {
            top = Math.Max(top, to);
        }

        // Values that hardly move are a level line, not a mountain range.
        decimal least = Math.Max(Math.Abs(top) * LeastSpan, 0.1m);
        if (top - bottom < least)
        {
            (bottom, top) = (((top + bottom) - least) / 2, ((top + bottom) + least) / 2);
        }

        decimal margin = Math.Max((top - bottom) * Margin, 0.05m);
        DateTime begin = all.Min(point => point.At);
        return new(
            begin, Math.Max(1, (all.Max(point => point.At) - begin).TotalSeconds), bottom - margin, top + margin);
    }

    /// <summary>From the left.</summary>
    public double X(DateTime at) =>
        Left + ((at - first).TotalSeconds / spanSeconds * (Width - Left - Right));

    /// <summary>From the top; what lies beyond the picture stays at its edge.</summary>
    public double Y(decimal value) =>
        Height - Bottom - ((double)((Math.Clamp(value, low, high) - low) / (high - low)) * (Height - Bottom - Top));

    private static decimal StepOf(decimal span)
    {
        decimal step = 0.01m;
        foreach (decimal factor in (decimal[])[2, 2.5m, 2, 2, 2.5m, 2, 2, 2.5m, 2, 2, 2.5m, 2, 2, 2.5m, 2])
        {
            if (span / step <= 5)
            {
                break;
            }

            step *= factor;
        }

        return Math.Max(step, span / 8);
    }
}

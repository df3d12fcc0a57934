using Serment.CustodyProtocol;

namespace Serment.RecordAccess;

/// <summary>Who asks, proved by the session's secret, and why. Every door to plaintext takes one.</summary>
public sealed record AccessContext(SessionToken Session, AccessPurpose Purpose);

/// <summary>Some of the compartments.</summary>
public readonly record struct CompartmentSet
{
    private CompartmentSet(int bits) => Bits = bits;

    /// <summary>Bit n stands for the compartment of code n.</summary>
    public int Bits { get; }

    /// <summary>None.</summary>
    public static CompartmentSet None => default;

    /// <summary>
    /// Every compartment. Asking for more than the role opens is refused entry by entry, not as a whole.
    /// </summary>
    public static CompartmentSet All { get; } = From(Compartments.All);

    /// <summary>These compartments.</summary>
    public static CompartmentSet Of(params ReadOnlySpan<Compartment> compartments)
    {
        int bits = 0;
        foreach (Compartment compartment in compartments)
        {
            bits |= 1 << (int)compartment;
        }

        return new(bits);
    }

    /// <summary>These compartments: what a session reads, for example.</summary>
    public static CompartmentSet From(IEnumerable<Compartment> compartments) => Of([.. compartments]);

    /// <summary>Whether it is one of them.</summary>
    public bool Contains(Compartment compartment) => (Bits & (1 << (int)compartment)) != 0;

    /// <summary>Those in both.</summary>
    public CompartmentSet And(CompartmentSet other) => new(Bits & other.Bits);

    /// <summary>Those in either.</summary>
    public CompartmentSet Or(CompartmentSet other) => new(Bits | other.Bits);
}

namespace Serment.Records.Patients.Identifiers;

/// <summary>
/// A registration number as a file or message brought it. It is never refused: what is wrong with it is kept beside
/// it, flagged and reported, for even official samples carry wrong keys.
/// </summary>
public readonly record struct ReceivedNir
{
    private const sbyte NoKey = -1;

    private readonly sbyte _key;

    private ReceivedNir(Nir value, sbyte key, NirRefusal problem)
    {
        Value = value;
        _key = key;
        Problem = problem;
    }

    /// <summary>The number, whatever its structure and key; empty when the text could not be read at all.</summary>
    public Nir Value { get; }

    /// <summary>What is wrong; a missing key is not wrong in a file.</summary>
    public NirRefusal Problem { get; }

    /// <summary>Whether thirteen characters could be read.</summary>
    public bool IsReadable => !Value.IsEmpty;

    /// <summary>Whether there was nothing to read.</summary>
    public bool IsEmpty => Problem == NirRefusal.Empty;

    /// <summary>Whether a key came with it.</summary>
    public bool HasKey => IsReadable && _key >= 0;

    /// <summary>The key that came with it; null without one.</summary>
    public int? Key => HasKey ? _key : null;

    /// <summary>Whether a key came with it and is right.</summary>
    public bool IsKeyValid => HasKey && _key == Value.Key;

    /// <summary>
    /// Whether the number may identify a person: readable, of a possible structure, its key right or not given.
    /// </summary>
    public bool IsTrustworthy => IsReadable && Problem == NirRefusal.None;

    /// <summary>
    /// Reads what was received. A text that cannot be read gives an unreadable value with the reason.
    /// </summary>
    public static ReceivedNir From(ReadOnlySpan<char> text)
    {
        NirRefusal problem = Nir.Read(text, out Nir nir, out int key);
        if (problem != NirRefusal.None)
        {
            return new ReceivedNir(default, NoKey, problem);
        }

        problem = nir.StructureProblem();
        if (problem == NirRefusal.None && key >= 0 && key != nir.Key)
        {
            problem = NirRefusal.Key;
        }

        // Thirteen zeros are readable and mean nothing: they must not look like an empty value.
        return nir.IsEmpty ? new ReceivedNir(default, NoKey, problem) : new ReceivedNir(nir, (sbyte)key, problem);
    }

    /// <summary>The characters as received, blanks apart, with the received key; this is personal data.</summary>
    public override string ToString() => HasKey
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Value}{_key:D2}")
        : Value.ToString();
}

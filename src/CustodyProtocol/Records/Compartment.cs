namespace Serment.CustodyProtocol;

/// <summary>A part of the record with a key of its own. A role opens only some (docs/glossary.md).</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<Compartment>))]
public enum Compartment : byte
{
    /// <summary>Names, sex, birth date and place, record number.</summary>
    Identity = 1,

    /// <summary>Address, telephones, email, relatives.</summary>
    Contact = 2,

    /// <summary>NIR and INS, insurers, billing.</summary>
    Coverage = 3,

    /// <summary>Clinical content.</summary>
    Clinical = 4,

    /// <summary>Orders, specimens, results.</summary>
    Laboratory = 5,

    /// <summary>Whatever is labelled so, and imported free text until somebody has classified it.</summary>
    Sensitive = 6,
}

/// <summary>The name of each compartment, as the key derivation and the documents use it.</summary>
public static class Compartments
{
    /// <summary>Number of compartments; codes run from 1 to this.</summary>
    public const int Count = 6;

    private static readonly byte[][] Names =
    [
        [],
        "identity"u8.ToArray(),
        "contact"u8.ToArray(),
        "coverage"u8.ToArray(),
        "clinical"u8.ToArray(),
        "laboratory"u8.ToArray(),
        "sensitive"u8.ToArray(),
    ];

    /// <summary>All of them, in code order.</summary>
    public static IReadOnlyList<Compartment> All { get; } = Enum.GetValues<Compartment>();

    /// <summary>The name in ASCII, as it enters the key derivation.</summary>
    public static ReadOnlySpan<byte> NameOf(Compartment compartment) => Names[(int)compartment];

    /// <summary>Whether a byte from the wire is a compartment.</summary>
    public static bool IsDefined(byte code) => code is >= 1 and <= Count;
}

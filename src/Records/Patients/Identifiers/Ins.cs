namespace Serment.Records.Patients.Identifiers;

/// <summary>What kind of number a national health identity (INS) carries.</summary>
public enum InsKind : byte
{
    /// <summary>A NIR.</summary>
    Nir = 1,

    /// <summary>A waiting number (NIA).</summary>
    Nia = 2,

    /// <summary>A NIR of a test identity.</summary>
    Test = 3,

    /// <summary>A NIR of a demonstration identity.</summary>
    Demonstration = 4,
}

/// <summary>
/// The number of the national health identity (matricule INS) with its naming authority. Object identifiers by the
/// French reference system of the INS and HL7 FR Core 2.2.0 (profile fr-core-patient-ins).
/// </summary>
/// <param name="Number">The thirteen characters.</param>
/// <param name="Kind">Whose number it is.</param>
public readonly record struct Ins(Nir Number, InsKind Kind)
{
    /// <summary>The authority of NIR: 1.2.250.1.213.1.4.8.</summary>
    public const string NirOid = "1.2.250.1.213.1.4.8";

    /// <summary>The authority of NIA: 1.2.250.1.213.1.4.9.</summary>
    public const string NiaOid = "1.2.250.1.213.1.4.9";

    /// <summary>The authority of test identities: 1.2.250.1.213.1.4.10.</summary>
    public const string TestOid = "1.2.250.1.213.1.4.10";

    /// <summary>The authority of demonstration identities: 1.2.250.1.213.1.4.11.</summary>
    public const string DemonstrationOid = "1.2.250.1.213.1.4.11";

    private const string UrnPrefix = "urn:oid:";

    /// <summary>Whether it names a real person.</summary>
    public bool IsReal => Kind is InsKind.Nir or InsKind.Nia;

    /// <summary>The object identifier of the authority.</summary>
    public string Oid => OidOf(Kind);

    /// <summary>The authority as FHIR writes it: <c>urn:oid:</c> and the object identifier.</summary>
    public string FhirSystem => UrnPrefix + Oid;

    /// <summary>The FR Core identifier type code: INS-NIR or INS-NIA, INS-NIR-TEST, INS-NIR-DEMO.</summary>
    public string FhirTypeCode => Kind switch
    {
        InsKind.Nia => "INS-NIA",
        InsKind.Test => "INS-NIR-TEST",
        InsKind.Demonstration => "INS-NIR-DEMO",
        _ => "INS-NIR",
    };

    /// <summary>The object identifier of a kind.</summary>
    public static string OidOf(InsKind kind) => kind switch
    {
        InsKind.Nia => NiaOid,
        InsKind.Test => TestOid,
        InsKind.Demonstration => DemonstrationOid,
        _ => NirOid,
    };

    /// <summary>
    /// The kind that an object identifier names, with or without <c>urn:oid:</c>. False for any other.
    /// </summary>
    public static bool TryKindOf(ReadOnlySpan<char> oid, out InsKind kind)
    {
        oid = oid.Trim();
        if (oid.StartsWith(UrnPrefix, StringComparison.OrdinalIgnoreCase))
        {
            oid = oid[UrnPrefix.Length..];
        }

        kind = oid.SequenceEqual(NirOid) ? InsKind.Nir
            : oid.SequenceEqual(NiaOid) ? InsKind.Nia
            : oid.SequenceEqual(TestOid) ? InsKind.Test
            : oid.SequenceEqual(DemonstrationOid) ? InsKind.Demonstration
            : default;
        return kind != default;
    }

    /// <summary>The thirteen characters; this is personal data.</summary>
    public override string ToString() => Number.ToString();
}

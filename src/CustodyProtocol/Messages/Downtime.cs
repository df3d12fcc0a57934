namespace Serment.CustodyProtocol;

/// <summary>The certificates of a site's wards.</summary>
public sealed record WardKeyList(IReadOnlyList<WardKey> Keys);

/// <summary>To whose key a ward's downtime packs are encrypted.</summary>
/// <param name="UnitId">The ward.</param>
/// <param name="Certificate">An X.509 certificate, DER.</param>
/// <param name="Registered">When it was approved.</param>
public sealed record WardKey(int UnitId, byte[] Certificate, DateTimeOffset Registered);

/// <summary>
/// Asks for the certificate of a downtime pack: that it was made here, by whom, for which ward, and until when it may be
/// read. The patients in it were charged when they were opened for it.
/// </summary>
/// <param name="UnitId">The ward, the caller's own or where she stands in.</param>
/// <param name="Patients">How many patients it holds.</param>
/// <param name="Sha256">SHA-256 of its content, 64 hexadecimal digits.</param>
/// <param name="Expires">Until when it may be read: at most <see cref="MaxHours"/> hours from now.</param>
public sealed record PackClaim(int UnitId, int Patients, string Sha256, DateTimeOffset Expires)
{
    /// <summary>The longest that a pack may be read.</summary>
    public const int MaxHours = 24;

    /// <summary>Patients in one pack; a larger ward makes two.</summary>
    public const int MaxPatients = 100;
}

/// <summary>The certificate: a C2SP signed note by the log's key (docs/formats/downtime-pack.md).</summary>
public sealed record PackCertificate(string SignedNote, long LogIndex);

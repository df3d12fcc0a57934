using Serment.Custodian.Log;
using Serment.CustodyProtocol;

namespace Serment.Cli.Verification;

/// <summary>A passkey as the leaf of its enrolment commits to it; leaves of earlier versions do not.</summary>
internal sealed record PasskeyEvent(ActorId Staff, byte[]? Commitment);

/// <summary>What the log says of links between records, of care and of passkeys, in its order.</summary>
internal sealed class LogEvents
{
    private readonly List<LinkEvent> links = [];
    private readonly List<PasskeyEvent> passkeys = [];
    private readonly Dictionary<long, long> endedRelationships = [];

    /// <summary>Which records were joined and separated.</summary>
    public IReadOnlyList<LinkEvent> Links => links;

    /// <summary>Which passkeys were enrolled.</summary>
    public IReadOnlyList<PasskeyEvent> Passkeys => passkeys;

    /// <summary>When relationships were ended, milliseconds since 1970.</summary>
    public IReadOnlyDictionary<long, long> EndedRelationships => endedRelationships;

    /// <summary>Takes a leaf, if it is of such a kind.</summary>
    /// <exception cref="InvalidDataException">The leaf is damaged.</exception>
    public void Take(long index, ReadOnlySpan<byte> leaf)
    {
        LogLeafReader reader = LogLeafReader.Read(leaf);
        switch (reader.Kind)
        {
            case LogEventKind.PatientsLinked:
                EventBody link = EventBody.Read(reader.Body);
                links.Add(new(index, link.Patient ?? default, new(link.Subject ?? 0), link.Code == 0));
                break;
            case LogEventKind.PasskeyEnrolled:
                EventBody enrolled = EventBody.Read(reader.Body);
                passkeys.Add(new(new(enrolled.Subject ?? 0), enrolled.Commitment?.ToArray()));
                break;
            case LogEventKind.RelationshipEnded:
                endedRelationships[EventBody.Read(reader.Body).Subject ?? 0] = reader.AtMs;
                break;
        }
    }
}

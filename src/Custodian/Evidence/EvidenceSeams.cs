using System.Security.Cryptography;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>What a role's keys open, as a session describes itself.</summary>
internal sealed record SessionAccess(
    IReadOnlyList<Compartment> Reads, IReadOnlyList<Compartment> Writes, bool OpensCards, bool ConfirmsSensitive);

/// <summary>What evidence and people need of the custodian's core.</summary>
internal sealed record EvidenceSeams
{
    /// <summary>What a role opens.</summary>
    public required Func<Role, SessionAccess> AccessOf { get; init; }

    /// <summary>Somebody's meters.</summary>
    public required Func<ActorId, Role, short, DateTimeOffset, IReadOnlyList<MeterReading>> ReadMeters { get; init; }

    /// <summary>The 32-byte key under which a site's notes are sealed.</summary>
    public required Func<short, byte[]> NoteKeyOf { get; init; }

    /// <summary>A role's limit on a meter over so many hours, at a site.</summary>
    public required Func<short, Role, MeterKind, int, int> LimitOf { get; init; }

    /// <summary>Changes that limit; an approved proposal calls it, inside its transaction.</summary>
    public required Action<Turn, short, Role, MeterKind, int, int> ChangeLimit { get; init; }

    /// <summary>Registers a machine client; an approved proposal calls it, inside its transaction.</summary>
    public required Action<Turn, ActorId, short, string, ECDsa, ClientRights> RegisterClient { get; init; }

    /// <summary>Registers a ward's certificate (DER); an approved proposal calls it, inside its transaction.</summary>
    public required Action<Turn, short, int, byte[], ActorId> RegisterWardKey { get; init; }

    /// <summary>Switches a laboratory's rule on; an approved proposal calls it, inside its transaction.</summary>
    public required Action<Turn, short, ProposalDraft, ActorId, ActorId> ActivateRule { get; init; }

    /// <summary>Switches one off; the proposal of one person calls it, inside its transaction.</summary>
    public required Action<Turn, short, int, int, ActorId> EndRule { get; init; }
}

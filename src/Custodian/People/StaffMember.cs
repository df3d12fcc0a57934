using System.Collections.Frozen;
using Serment.Custodian.Evidence;
using Serment.CustodyProtocol;

namespace Serment.Custodian.People;

/// <summary>A member of staff as the custodian knows one.</summary>
internal sealed record StaffMember(
    ActorId Id, short Site, string Name, Role Role, StaffState State, FrozenSet<int> UnitIds,
    IReadOnlyList<Passkey> Passkeys)
{
    /// <summary>The longest name.</summary>
    public const int MaxNameCharacters = 100;

    /// <summary>Units that one person may belong to.</summary>
    public const int MaxUnits = 32;

    /// <summary>Passkeys that one person may hold.</summary>
    public const int MaxPasskeys = 8;

    /// <summary>Whether the role makes and decides proposals.</summary>
    public bool Governs => Role is Role.Administrator or Role.SecurityOfficer;

    /// <summary>As the passkey handler wants it.</summary>
    public PasskeyOwner ToOwner() => new(Id, Name, Passkeys);
}

/// <summary>A unit and the site that it belongs to.</summary>
internal sealed record SiteUnit(int Id, short Site, string Code, string Name)
{
    /// <summary>The longest code.</summary>
    public const int MaxCodeCharacters = 16;

    /// <summary>The longest name.</summary>
    public const int MaxNameCharacters = 100;

    /// <summary>As the protocol tells it.</summary>
    public UnitDescription Describe() => new(Id, Code, Name);
}

namespace Serment.Records.Locations;

/// <summary>What a place for one patient is.</summary>
public enum BedKind : byte
{
    /// <summary>A bed.</summary>
    Bed = 1,

    /// <summary>A box of an emergency department.</summary>
    Box = 2,
}

/// <summary>In what state a place is where nobody lies in it.</summary>
public enum BedState : byte
{
    /// <summary>Can be taken.</summary>
    Free = 1,

    /// <summary>Somebody left it and it is not clean yet.</summary>
    ToClean = 2,

    /// <summary>Out of use.</summary>
    Closed = 3,

    /// <summary>Kept for a planned stay, or by hand.</summary>
    Reserved = 4,
}

/// <summary>A bed or box: configuration and state, nobody's name.</summary>
/// <param name="BedId">Its random number.</param>
/// <param name="UnitId">The custodian's number of the unit.</param>
/// <param name="Room">The room's name.</param>
/// <param name="Name">The bed's name within the room.</param>
/// <param name="Kind">Bed or box.</param>
/// <param name="CanIsolate">Whether somebody can lie there alone.</param>
/// <param name="State">Its state while nobody lies in it.</param>
/// <param name="ReservedFor">The planned stay that it is kept for.</param>
/// <param name="Version">What a change must build upon.</param>
public sealed record Bed(
    long BedId, int UnitId, string Room, string Name, BedKind Kind, bool CanIsolate, BedState State,
    long? ReservedFor, int Version)
{
    /// <summary>Room and bed as people say them: 204-2; a room's only bed bears the room's name.</summary>
    public string Label => Name.Length == 0 ? Room : $"{Room}-{Name}";
}

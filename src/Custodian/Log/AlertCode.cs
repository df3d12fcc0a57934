namespace Serment.Custodian.Log;

/// <summary>What an alert in the log is about. The number is in the leaf: never reuse one.</summary>
internal enum AlertCode : byte
{
    /// <summary>Somebody broke the glass.</summary>
    BreakGlass = 1,

    /// <summary>Somebody's allowance was used up; the leaf's number is the reason.</summary>
    BudgetSpent = 10,

    /// <summary>The site's breaker opened.</summary>
    BreakerOpened = 11,

    /// <summary>A canary was touched; the session was ended.</summary>
    Canary = 12,

    /// <summary>A machine client asked to open.</summary>
    ClientAskedToOpen = 13,

    /// <summary>
    /// A wrapped key did not belong to its row: the main database was altered, or the caller is lying.
    /// </summary>
    WrappedKeyMismatch = 14,

    /// <summary>Somebody who held a one-time address guessed at the code that belongs to it; the address is dead.</summary>
    EnrolmentCodeGuessed = 15,

    /// <summary>A machine client asks for many tokens; the leaf's number is how many within the hour.</summary>
    ClientFlowHigh = 16,

    /// <summary>Rows of the custody database were written by somebody else; they count nothing.</summary>
    CustodyAltered = 20,

    /// <summary>
    /// The custodian was started on a custody database that does not continue the head it had kept, on the operator's word.
    /// The number is the size that the log had, the commitment its root.
    /// </summary>
    CustodyRestored = 21,

    /// <summary>A colleague let somebody stand in for a third; the subject is the cover.</summary>
    ReplacementOnBehalf = 30,

    /// <summary>Somebody lets many stand in; the number is how many within a day.</summary>
    ManyCovers = 31,

    /// <summary>Somebody gives many patients to colleagues; the number is how many within the hour.</summary>
    ManyGiven = 32,

    /// <summary>Somebody makes many downtime packs; the number is how many within a day.</summary>
    ManyPacks = 33,

    /// <summary>Somebody asks many times to be let in; the number is how many within a day.</summary>
    ManyCareRequests = 34,

    /// <summary>Somebody takes copies of many records; the number is of how many patients within a day.</summary>
    ManyCopies = 35,

    /// <summary>Somebody prints of many patients; the number is of how many within a day.</summary>
    ManyPrints = 36,

    /// <summary>A biologist asks for the names of many patients; the number is of how many within a day.</summary>
    ManyLaboratoryIdentities = 37,

    /// <summary>The rows of a database of before there were seals were sealed as they stood.</summary>
    CustodyFirstSealed = 22,
}

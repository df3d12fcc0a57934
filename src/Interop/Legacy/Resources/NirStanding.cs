namespace Serment.Interop.Legacy.Resources;

/// <summary>What an import makes of a NIR that a row bears.</summary>
internal enum NirStanding : byte
{
    /// <summary>There is none.</summary>
    Absent = 0,

    /// <summary>The key is right, and sex, year and month are the row's own: it may be matched by.</summary>
    Trusted,

    /// <summary>The key is wrong: kept, flagged, not matched by.</summary>
    WrongKey,

    /// <summary>Right, but of another sex or birth: usually the insured parent's.</summary>
    OfSomebodyElse,

    /// <summary>The row lacks the sex or birth date that would show whose it is, or the key is missing.</summary>
    Unverifiable,

    /// <summary>It has no structure of a NIR.</summary>
    Unreadable,
}

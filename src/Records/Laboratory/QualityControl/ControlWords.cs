namespace Serment.Records.Laboratory.QualityControl;

/// <summary>What became of a control's result. Numbers stand in rows.</summary>
public enum ControlVerdict : byte
{
    /// <summary>Nobody has set a target, or its lot is not in use: it blocks nothing and proves nothing.</summary>
    NotJudged = 0,

    /// <summary>Within all rules.</summary>
    Good = 1,

    /// <summary>A rule warns.</summary>
    Warning = 2,

    /// <summary>A rule rejects it.</summary>
    Rejected = 3,
}

/// <summary>Whether a lot of control material is in use.</summary>
public enum ControlLotState : byte
{
    /// <summary>Measured beside the one in use, to make its targets: it is not judged.</summary>
    Parallel = 1,

    /// <summary>In use.</summary>
    InUse = 2,

    /// <summary>Used up or withdrawn.</summary>
    UsedUp = 3,
}

/// <summary>Where a target comes from.</summary>
public enum TargetKind : byte
{
    /// <summary>From the supplier's sheet.</summary>
    Assigned = 1,

    /// <summary>From the laboratory's own results.</summary>
    Own = 2,
}

/// <summary>What was found to be the cause.</summary>
public enum ControlCause : byte
{
    /// <summary>The control's vial: reconstitution, age, mixed up.</summary>
    Material = 1,

    /// <summary>Reagent.</summary>
    Reagent = 2,

    /// <summary>Calibration.</summary>
    Calibration = 3,

    /// <summary>The instrument.</summary>
    Instrument = 4,

    /// <summary>Handling.</summary>
    Handling = 5,

    /// <summary>The target does not fit.</summary>
    Target = 6,

    /// <summary>Chance: a result in a hundred.</summary>
    Chance = 7,

    /// <summary>Another, said in the comment.</summary>
    Other = 8,
}

/// <summary>What was done.</summary>
public enum ControlMeasure : byte
{
    /// <summary>The same vial measured once more.</summary>
    Repeated = 1,

    /// <summary>A new vial.</summary>
    NewVial = 2,

    /// <summary>Calibrated.</summary>
    Recalibrated = 3,

    /// <summary>Reagent changed.</summary>
    ReagentChanged = 4,

    /// <summary>Maintained or repaired.</summary>
    Maintained = 5,

    /// <summary>Target set anew.</summary>
    TargetRevised = 6,

    /// <summary>The supplier was called.</summary>
    SupplierCalled = 7,

    /// <summary>The analysis is done elsewhere meanwhile.</summary>
    Moved = 8,

    /// <summary>Nothing: why stands in the comment.</summary>
    Nothing = 9,
}

/// <summary>What somebody found who looked at a patient's result again.</summary>
public enum ReviewOutcome : byte
{
    /// <summary>It stands.</summary>
    Stands = 1,

    /// <summary>To be measured again.</summary>
    Again = 2,

    /// <summary>To be corrected, as it went out wrong.</summary>
    Correct = 3,
}

/// <summary>How an analysis on an instrument stands with its controls.</summary>
public enum ControlStanding : byte
{
    /// <summary>No control of it was ever judged here, and none is planned.</summary>
    NotControlled = 0,

    /// <summary>Its last controls were good.</summary>
    Good = 1,

    /// <summary>The last control of a level warns.</summary>
    Warning = 2,

    /// <summary>A control is due and has not come.</summary>
    Overdue = 3,

    /// <summary>A rejected control, and nobody has mended it yet.</summary>
    Rejected = 4,
}

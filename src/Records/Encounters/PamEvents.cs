namespace Serment.Records.Encounters;

/// <summary>
/// The HL7 v2 trigger events of IHE PAM (ITI-31) for each movement, as an interface announces it and the pages name
/// it.
/// </summary>
public static class PamEvents
{
    /// <summary>The event that announces the movement.</summary>
    public static string Of(MovementKind kind, bool afterArrival = false) => kind switch
    {
        MovementKind.PreAdmission => "A05",
        MovementKind.Arrival => "A04",
        MovementKind.Admission => afterArrival ? "A06" : "A01",
        MovementKind.Transfer => "A02",
        MovementKind.Physician => "A54",
        MovementKind.Leave => "A21",
        MovementKind.Return => "A22",
        _ => "A03",
    };

    /// <summary>The event that cancels it.</summary>
    public static string CancelOf(MovementKind kind, bool afterArrival = false) => kind switch
    {
        MovementKind.PreAdmission => "A38",
        MovementKind.Admission when afterArrival => "A07",
        MovementKind.Arrival or MovementKind.Admission => "A11",
        MovementKind.Transfer => "A12",
        MovementKind.Physician => "A55",
        MovementKind.Leave => "A52",
        MovementKind.Return => "A53",
        _ => "A13",
    };
}

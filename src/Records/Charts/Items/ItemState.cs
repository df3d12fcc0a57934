namespace Serment.Records.Charts.Items;

/// <summary>Where an item of a chart stands.</summary>
public enum ItemState : byte
{
    /// <summary>It counts today.</summary>
    Active = 0,

    /// <summary>It is quiet: an asymptomatic disease, an allergy no longer at risk, an alert lifted.</summary>
    Inactive = 1,

    /// <summary>It is over.</summary>
    Resolved = 2,

    /// <summary>It was never so: somebody wrote it by mistake. It stays readable and counts for nothing.</summary>
    EnteredInError = 3,
}

/// <summary>FHIR's codes of it.</summary>
internal static class ItemStates
{
    public const string EnteredInErrorCode = "entered-in-error";

    public static string CodeOf(ItemState state) => state switch
    {
        ItemState.Inactive => "inactive",
        ItemState.Resolved => "resolved",
        _ => "active",
    };

    public static ItemState Of(string? clinical, string? verification) =>
        verification is EnteredInErrorCode
            ? ItemState.EnteredInError
            : clinical switch
            {
                "inactive" or "remission" => ItemState.Inactive,
                "resolved" => ItemState.Resolved,
                _ => ItemState.Active,
            };
}

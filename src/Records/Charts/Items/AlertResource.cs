using Serment.Fhir;

namespace Serment.Records.Charts.Items;

/// <summary>
/// The FHIR Flag of the clinical compartment. What is not ours in a resource is kept when somebody corrects it.
/// </summary>
public static class AlertResource
{
    /// <summary>Our codes of alerts.</summary>
    public const string System = "https://serment.org/fhir/alert";

    private const string Category = "http://terminology.hl7.org/CodeSystem/flag-category";

    private static readonly string[] Codes =
    [
        "other", "isolation-contact", "isolation-droplet", "isolation-airborne", "isolation-protective",
        "resistant-bacteria", "fall", "wandering", "choking", "anticoagulant", "implanted-device",
        "difficult-intubation", "spared-arm", "treatment-limits",
    ];

    /// <summary>Reads.</summary>
    public static AlertDetails Read(Flag resource) => new()
    {
        Kind = (AlertKind)Math.Max(0, Array.IndexOf(Codes, Coded.CodeIn(resource.Code, System))),
        Text = resource.Code?.Text
            ?? (Coded.CodeIn(resource.Code, System) is null ? Coded.TextOf(resource.Code) : null),
        State = resource.Status switch
        {
            "inactive" => ItemState.Inactive,
            ItemStates.EnteredInErrorCode => ItemState.EnteredInError,
            _ => ItemState.Active,
        },
        Since = resource.Period?.Start,
        Until = resource.Period?.End,
    };

    /// <summary>A new resource, or the one that is being corrected with these details.</summary>
    public static Flag Write(AlertDetails details, Flag? before, ItemWriter writer)
    {
        Flag into = before ?? new() { Subject = writer.Subject(), Author = writer.Author() };
        into.Status = details.State switch
        {
            ItemState.Active => "active",
            ItemState.EnteredInError => ItemStates.EnteredInErrorCode,
            _ => "inactive",
        };
        into.Category = [Coded.Of(Category, details.IsIsolation ? "safety" : "clinical")];
        into.Code = new()
        {
            Coding = [new() { System = System, Code = Codes[(int)details.Kind] }],
            Text = details.Text,
        };
        into.Period = details.Since is null && details.Until is null ? null : into.Period ?? new();
        if (into.Period is { } period)
        {
            period.Start = details.Since;
            period.End = details.Until;
        }

        return into;
    }

    /// <summary>Says that it was never so.</summary>
    public static Flag MarkError(Flag resource)
    {
        resource.Status = ItemStates.EnteredInErrorCode;
        return resource;
    }
}

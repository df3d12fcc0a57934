using System.Text.Json;

namespace Serment.EndToEnd.Bed;

/// <summary>
/// A passkey taken out of one virtual authenticator, to be put into others: a security key carried about.
/// </summary>
internal sealed class Passkey(JsonElement credential)
{
    // Each desk counts on from its own start, always ahead of every earlier one: the custodian refuses a count that
    // falls.
    private const int UsesPerDesk = 1000;

    private int desks;

    /// <summary>The credential as the developer tools want it, with a count never used before.</summary>
    public Dictionary<string, object> ForNextDesk()
    {
        Dictionary<string, object> copy = new(StringComparer.Ordinal);
        foreach (JsonProperty property in credential.EnumerateObject())
        {
            copy[property.Name] = property.Value.Clone();
        }

        copy["signCount"] = ++desks * UsesPerDesk;
        return copy;
    }
}

using System.Collections.Frozen;
using Serment.CustodyProtocol;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>What fields of quality control are called in the summary of errors.</summary>
internal static class ControlFieldNames
{
    /// <summary>Begins the names of all fields but values.</summary>
    public const string Prefix = "qc-";

    /// <summary>Begins the name of a value: analysis and level follow.</summary>
    public const string ValuePrefix = "v-";

    private static readonly FrozenDictionary<string, string> Keys = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["lot"] = "lotNumber",
        ["expires"] = "expiry",
        ["every"] = "everyField",
        ["levels"] = "levelsField",
        ["error"] = "tea",
        ["source"] = "teaSource",
        ["old"] = "oldLot",
        ["new"] = "newLot",
        ["old-value"] = "oldLot",
        ["new-value"] = "newLot",
        ["instrument"] = "on",
        ["value"] = "ours",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name of a field that begins with one of the prefixes.</summary>
    public static string Of(PageTexts texts, string field)
    {
        if (field.StartsWith(ValuePrefix, StringComparison.Ordinal))
        {
            return field[ValuePrefix.Length..^(OpaqueId.LengthCharacters + 1)];
        }

        string name = field[Prefix.Length..];
        if (name.Length > OpaqueId.LengthCharacters + 1
            && OpaqueId.TryParse(name.AsSpan()[^OpaqueId.LengthCharacters..], out _))
        {
            name = name[..^(OpaqueId.LengthCharacters + 1)];
        }

        return texts["qc." + Keys.GetValueOrDefault(name, name)];
    }
}

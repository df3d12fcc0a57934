using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.Records.Downtime;

/// <summary>
/// One ward's essentials for the hours without a network (docs/formats/downtime-pack.md). It leaves this process only
/// encrypted to the ward's certificate.
/// </summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Site">The establishment's code.</param>
/// <param name="UnitCode">The ward's code.</param>
/// <param name="Unit">The ward's name.</param>
/// <param name="Made">When.</param>
/// <param name="Expires">Until when it may be read.</param>
/// <param name="MadeBy">By whom.</param>
/// <param name="NotIncluded">Patients of the ward whom a limit or a missing care relationship kept out.</param>
/// <param name="Patients">The patients, by bed.</param>
public sealed record DowntimePack(
    string Format, string Site, string UnitCode, string Unit, DateTimeOffset Made, DateTimeOffset Expires, string MadeBy,
    int NotIncluded, IReadOnlyList<PackedPatient> Patients)
{
    /// <summary>The format that this version writes and reads.</summary>
    public const string CurrentFormat = "serment-downtime/1";

    /// <summary>As JSON, UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, DowntimeJson.Default.DowntimePack);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no such pack.</exception>
    public static DowntimePack Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            DowntimePack? pack = JsonSerializer.Deserialize(json, DowntimeJson.Default.DowntimePack);
            return pack is { Format: CurrentFormat }
                ? pack
                : throw new InvalidDataException("the pack is of a format that is not known here");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("the pack is not readable", e);
        }
    }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(DowntimePack);
}

/// <summary>What a ward must know of one patient.</summary>
/// <param name="Bed">Room and bed, or the hour of today's appointment.</param>
/// <param name="Name">Birth name and first given name.</param>
/// <param name="UsedName">Used name, where there is one.</param>
/// <param name="Born">Birth date as written on the card.</param>
/// <param name="Sex">M, F or I; null where it is missing.</param>
/// <param name="Number">The record number.</param>
/// <param name="AllergiesAsked">Whether anybody wrote down that allergies were asked for.</param>
/// <param name="Allergies">Substances with reaction and severity.</param>
/// <param name="Alerts">Alerts and isolation; limits of treatment first.</param>
/// <param name="Problems">Active problems.</param>
/// <param name="Medications">Current medication with its dose in words.</param>
/// <param name="Vitals">The last of each vital sign, with its time.</param>
public sealed record PackedPatient(
    string Bed, string Name, string? UsedName, string? Born, string? Sex, string? Number, bool AllergiesAsked,
    IReadOnlyList<string> Allergies, IReadOnlyList<PackedAlert> Alerts, IReadOnlyList<string> Problems,
    IReadOnlyList<string> Medications, IReadOnlyList<string> Vitals)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PackedPatient);
}

/// <summary>One alert: the name of its kind, and its own words.</summary>
public sealed record PackedAlert(string Kind, string? Text)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PackedAlert);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DowntimePack))]
internal sealed partial class DowntimeJson : JsonSerializerContext;

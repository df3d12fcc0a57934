using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;

namespace Serment.Records.Encounters;

/// <summary>Where somebody goes from the emergency department, as decided. The numbers are stored.</summary>
public enum OrientationKind : byte
{
    /// <summary>To a unit's bed.</summary>
    Admission = 1,

    /// <summary>Out.</summary>
    Discharge = 2,

    /// <summary>To another establishment.</summary>
    Transfer = 3,

    /// <summary>Stays in the emergency department for some hours more.</summary>
    Observation = 4,
}

/// <summary>What a physician decides, as typed.</summary>
/// <param name="Kind">What.</param>
/// <param name="Unit">Of an admission: where to.</param>
public sealed record OrientationDraft(OrientationKind Kind, UnitDescription? Unit);

/// <summary>
/// The decision before the act: administrative, no reason in it. The passage to a stay, or the discharge, carries it
/// out; what was decided before stays in the versions of the stay.
/// </summary>
/// <param name="Kind">What.</param>
/// <param name="UnitId">Of an admission: the unit.</param>
/// <param name="Unit">Its name, as it was called then.</param>
/// <param name="At">When it was decided.</param>
/// <param name="By">Who decided.</param>
public sealed record Orientation(OrientationKind Kind, int? UnitId, string? Unit, DateTimeOffset At, ActorId By);

/// <summary>An orientation among the extensions of FHIR's Encounter.</summary>
internal static class OrientationResource
{
    /// <summary>The extension.</summary>
    public const string Url = "urn:serment:fhir:orientation";

    /// <summary>Writes.</summary>
    public static Extension Write(Orientation orientation)
    {
        List<Extension> parts =
        [
            new() { Url = "kind", ValueCode = orientation.Kind.ToString() },
            new()
            {
                Url = "at",
                ValueInstant = orientation.At.ToUniversalTime()
                    .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            },
            new() { Url = "by", ValueReference = new() { ReferenceValue = $"Practitioner/{orientation.By}" } },
        ];
        if (orientation.UnitId is { } unit)
        {
            parts.Add(new() { Url = "unit", ValueInteger = unit });
            parts.Add(new() { Url = "name", ValueString = orientation.Unit });
        }

        return new() { Url = Url, Extension = parts };
    }

    /// <summary>Reads; null where there is none, or not one of ours.</summary>
    public static Orientation? Read(Encounter encounter)
    {
        List<Extension>? parts = encounter.Extension?.Find(one => one.Url is Url)?.Extension;
        string? by = Part("by")?.ValueReference?.ReferenceValue;
        return Enum.TryParse(Part("kind")?.ValueCode, out OrientationKind kind) && Enum.IsDefined(kind)
            && by is not null && ActorId.TryParse(by[(by.LastIndexOf('/') + 1)..], out ActorId who)
            && DateTimeOffset.TryParse(
                Part("at")?.ValueInstant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset at)
                ? new(kind, Part("unit")?.ValueInteger, Part("name")?.ValueString, at, who)
                : null;

        Extension? Part(string name) => parts?.Find(one => string.Equals(one.Url, name, StringComparison.Ordinal));
    }
}

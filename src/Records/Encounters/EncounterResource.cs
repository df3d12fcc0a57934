using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Encounters;

/// <summary>
/// A stay as FHIR's Encounter. The movements are an extension, from which a reader rebuilds the stay; class, status,
/// places and physicians are derived from them, so that whoever reads plain FHIR finds them where they belong. What
/// is not ours in a resource is kept. No reason, no diagnosis: reception reads this.
/// </summary>
public static class EncounterResource
{
    /// <summary>The movements.</summary>
    internal const string MovementUrl = "urn:serment:fhir:movement";

    private const string ExpectedOutUrl = "urn:serment:fhir:expected-out";
    private const string Classes = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private const string Participations = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private const string Dispositions = "http://terminology.hl7.org/CodeSystem/discharge-disposition";
    private const string Arrangements = "urn:serment:fhir:arrangement";

    /// <summary>Whether it was made here and can be read.</summary>
    public static bool IsOurs(Encounter encounter) =>
        encounter.Extension?.Exists(one => one.Url is MovementUrl) == true;

    /// <summary>The stays among opened entries, with what each was read from.</summary>
    public static IEnumerable<(CurrentEntry<Encounter> Current, Stay Stay)> StaysOf(IEnumerable<OpenedEntry> entries) =>
        ReadEntries.Of<Encounter>(entries).Where(one => IsOurs(one.Resource)).Select(one => (one, Read(one.Resource)));

    /// <summary>Reads.</summary>
    public static Stay Read(Encounter encounter) => new()
    {
        Movements =
        [
            .. (encounter.Extension ?? []).Where(one => one.Url is MovementUrl).Select(ReadMovement)
                .OrderBy(one => one.EnteredAt),
        ],
        ExpectedOut = DateOnly.TryParseExact(
            encounter.Extension?.Find(one => one.Url is ExpectedOutUrl)?.ValueDate, "yyyy-MM-dd",
            CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                ? day
                : null,
        Orientation = OrientationResource.Read(encounter),
        Isolation = encounter.Hospitalization?.SpecialArrangement?.Exists(one => HasCode(one, Arrangements)) == true,
    };

    /// <summary>Puts a stay into a resource: a new one, or the one that changes.</summary>
    public static void Write(Stay stay, PatientId patient, Encounter into)
    {
        StayHistory history = stay.History;
        into.Extension ??= [];
        into.Extension.RemoveAll(one => one.Url is MovementUrl or ExpectedOutUrl or OrientationResource.Url);
        into.Extension.AddRange(stay.Movements.Select(WriteMovement));
        if (stay.ExpectedOut is { } day)
        {
            into.Extension.Add(new()
            {
                Url = ExpectedOutUrl, ValueDate = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            });
        }

        into.Subject ??= new() { ReferenceValue = $"Patient/{patient}" };
        into.Status = StatusOf(history.Status);
        into.Class = ClassOf(history.Stretches.Count > 0 ? history.Stretches[^1].Class : StayClass.Inpatient);
        into.Period = history.From is { } from
            ? new() { Start = Text(from), End = history.End is { } end ? Text(end.At) : null }
            : null;
        into.ClassHistory = history.Stretches.Count == 0 ? null :
        [
            .. Runs(history.Stretches, one => one.Class)
                .Select(run => new EncounterClassHistory { Class = ClassOf(run.Key), Period = run.Period }),
        ];
        into.Location = history.Stretches.Count == 0 ? null :
        [
            .. Runs(history.Stretches, one => (one.Place.UnitId, one.Place.BedId, one.Place.Label))
                .Select(run => new EncounterLocation
                {
                    Location = new()
                    {
                        ReferenceValue = "Location/" + (run.Key.BedId is { } bed
                            ? OpaqueId.Format(bed)
                            : string.Create(CultureInfo.InvariantCulture, $"unit-{run.Key.UnitId}")),
                        Display = run.Key.Label,
                    },
                    Period = run.Period,
                }),
        ];
        into.Participant = history.Stretches.All(one => one.Physician is null) ? null :
        [
            .. Runs(history.Stretches, one => one.Physician).Where(run => run.Key is not null)
                .Select(run => new EncounterParticipant
                {
                    Type = [Concept(Participations, "ATND")],
                    Individual = new() { ReferenceValue = $"Practitioner/{run.Key}" },
                    Period = run.Period,
                }),
        ];
        WriteHospitalization(stay, history, into);
    }

    private static void WriteHospitalization(Stay stay, StayHistory history, Encounter into)
    {
        if (stay.Orientation is { } orientation)
        {
            into.Extension!.Add(OrientationResource.Write(orientation));
        }

        into.Hospitalization ??= new();
        into.Hospitalization.DischargeDisposition = history.End is { } end
            ? Concept(Dispositions, DispositionOf(end))
            : null;
        into.Hospitalization.SpecialArrangement ??= [];
        into.Hospitalization.SpecialArrangement.RemoveAll(one => HasCode(one, Arrangements));
        if (stay.Isolation)
        {
            into.Hospitalization.SpecialArrangement.Add(Concept(Arrangements, "isolation"));
        }

        if (into.Hospitalization.SpecialArrangement.Count == 0)
        {
            into.Hospitalization.SpecialArrangement = null;
        }
    }

    private static Extension WriteMovement(Movement movement)
    {
        List<Extension> parts =
        [
            new() { Url = "id", ValueString = OpaqueId.Format(movement.Id) },
            new() { Url = "kind", ValueCode = movement.Kind.ToString() },
            new() { Url = "at", ValueInstant = Text(movement.At) },
            new() { Url = "entered", ValueInstant = Text(movement.EnteredAt) },
            new() { Url = "by", ValueReference = Staff(movement.EnteredBy) },
        ];
        if (movement.Opens)
        {
            parts.Add(new() { Url = "class", ValueCode = movement.Class.ToString() });
        }

        if (movement.Place is { } place)
        {
            parts.Add(new() { Url = "unit", ValueInteger = place.UnitId });
            parts.Add(new() { Url = "place", ValueString = place.Label });
            if (place.BedId is { } bed)
            {
                parts.Add(new() { Url = "bed", ValueString = OpaqueId.Format(bed) });
            }
        }

        if (movement.Physician is { } physician)
        {
            parts.Add(new() { Url = "physician", ValueReference = Staff(physician) });
        }

        if (movement.Disposition is { } disposition)
        {
            parts.Add(new() { Url = "disposition", ValueCode = disposition.ToString() });
        }

        if (movement is { CancelledAt: { } cancelled, CancelledBy: { } by })
        {
            parts.Add(new() { Url = "cancelled", ValueInstant = Text(cancelled) });
            parts.Add(new() { Url = "cancelledBy", ValueReference = Staff(by) });
        }

        return new() { Url = MovementUrl, Extension = parts };
    }

    private static Movement ReadMovement(Extension extension)
    {
        Dictionary<string, Extension> parts = (extension.Extension ?? [])
            .Where(one => one.Url is not null)
            .ToDictionary(one => one.Url!, StringComparer.Ordinal);
        return new()
        {
            Id = Id(parts["id"]),
            Kind = Enum.Parse<MovementKind>(parts["kind"].ValueCode!),
            At = Time(parts["at"]),
            EnteredAt = Time(parts["entered"]),
            EnteredBy = Actor(parts["by"]),
            Class = parts.TryGetValue("class", out Extension? kind)
                ? Enum.Parse<StayClass>(kind.ValueCode!)
                : StayClass.Inpatient,
            Place = parts.TryGetValue("unit", out Extension? unit)
                ? new(
                    unit.ValueInteger!.Value,
                    parts.TryGetValue("bed", out Extension? bed) ? Id(bed) : null,
                    parts["place"].ValueString ?? "")
                : null,
            Physician = parts.TryGetValue("physician", out Extension? physician) ? Actor(physician) : null,
            Disposition = parts.TryGetValue("disposition", out Extension? to)
                ? Enum.Parse<Disposition>(to.ValueCode!)
                : null,
            CancelledAt = parts.TryGetValue("cancelled", out Extension? cancelled) ? Time(cancelled) : null,
            CancelledBy = parts.TryGetValue("cancelledBy", out Extension? by) ? Actor(by) : null,
        };
    }

    /// <summary>Neighbouring stretches that are alike in one thing, as one period.</summary>
    private static List<(T Key, Period Period)> Runs<T>(
        IReadOnlyList<StayStretch> stretches, Func<StayStretch, T> keyOf)
    {
        List<(T Key, Period Period)> runs = [];
        foreach (StayStretch stretch in stretches)
        {
            T key = keyOf(stretch);
            string? until = stretch.Until is { } end ? Text(end) : null;
            if (runs.Count > 0 && EqualityComparer<T>.Default.Equals(runs[^1].Key, key))
            {
                runs[^1].Period.End = until;
            }
            else
            {
                runs.Add((key, new() { Start = Text(stretch.From), End = until }));
            }
        }

        return runs;
    }

    private static string StatusOf(StayStatus status) => status switch
    {
        StayStatus.Planned => "planned",
        StayStatus.Present => "in-progress",
        StayStatus.Away => "onleave",
        StayStatus.Finished => "finished",
        _ => "cancelled",
    };

    private static Coding ClassOf(StayClass kind) => new()
    {
        System = Classes,
        Code = kind switch
        {
            StayClass.Emergency => "EMER",
            StayClass.Outpatient => "AMB",
            _ => "IMP",
        },
    };

    private static string DispositionOf(Movement end) => end switch
    {
        { Kind: MovementKind.Death } => "exp",
        { Disposition: Disposition.OtherEstablishment } => "other-hcf",
        { Disposition: Disposition.AgainstAdvice or Disposition.LeftUnseen } => "aadvice",
        { Disposition: Disposition.CareHome } => "long",
        _ => "home",
    };

    private static CodeableConcept Concept(string system, string code) =>
        new() { Coding = [new() { System = system, Code = code }] };

    private static bool HasCode(CodeableConcept concept, string system) =>
        concept.Coding?.Exists(one => string.Equals(one.System, system, StringComparison.Ordinal)) == true;

    private static Reference Staff(ActorId who) => new() { ReferenceValue = $"Practitioner/{who}" };

    private static ActorId Actor(Extension part)
    {
        string? text = part.ValueReference?.ReferenceValue;
        return text is not null && ActorId.TryParse(text["Practitioner/".Length..], out ActorId who)
            ? who
            : throw new InvalidDataException("a movement names nobody");
    }

    private static long Id(Extension part) =>
        OpaqueId.TryParse(part.ValueString, out long id)
            ? id
            : throw new InvalidDataException("a movement has no number");

    private static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(Extension part) => DateTimeOffset.Parse(
        part.ValueInstant ?? "", CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}

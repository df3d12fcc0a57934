using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Orders;

/// <summary>A container as it is sealed. Its steps stand in Provenance entries beside it.</summary>
public sealed record SpecimenDetails
{
    /// <summary>The accession number on its label.</summary>
    public required string Number { get; init; }

    /// <summary>For which order.</summary>
    public required EntryId Request { get; init; }

    /// <summary>From which container an aliquot was taken.</summary>
    public EntryId? Parent { get; init; }

    /// <summary>Code of the container in the catalogue.</summary>
    public required string Container { get; init; }

    /// <summary>Its label (French).</summary>
    public string? Label { get; init; }

    /// <summary>What is in it: a code of SNOMED CT, or of HL7 v2 table 0487.</summary>
    public string? Type { get; init; }

    /// <summary>Additive, as labels name it; null for none.</summary>
    public string? Additive { get; init; }

    /// <summary>When it was taken; null while it was not.</summary>
    public DateTimeOffset? CollectedAt { get; init; }

    /// <summary>Who of the staff took it.</summary>
    public ActorId? Collector { get; init; }

    /// <summary>Who took it, in words, where it was none of the staff.</summary>
    public string? CollectorName { get; init; }

    /// <summary>Where it was taken from the body, in words.</summary>
    public string? Site { get; init; }

    /// <summary>Remarks on the collection: incidents.</summary>
    public string? Note { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SpecimenDetails);
}

/// <summary>The sealed FHIR Specimen of a container. It names no analysis.</summary>
public static class SpecimenResource
{
    /// <summary>The identifiers of tubes: <see cref="AccessionNumber"/>.</summary>
    public const string NumberSystem = "https://serment.org/fhir/specimen-number";

    private const string ContainerSystem = "https://serment.org/fhir/specimen-container";
    private const string Snomed = "http://snomed.info/sct";
    private const string Table0487 = "http://terminology.hl7.org/CodeSystem/v2-0487";

    /// <summary>The details of a container that is to be filled.</summary>
    public static SpecimenDetails Planned(string number, EntryId request, Container container) => new()
    {
        Number = number,
        Request = request,
        Container = container.Code,
        Label = container.Fr,
        Type = container.Specimen,
        Additive = container.Additive.Length == 0 ? null : container.Additive,
    };

    /// <summary>Makes it.</summary>
    public static Specimen Write(SpecimenDetails specimen, PatientId patient) => new()
    {
        AccessionIdentifier = new() { System = NumberSystem, Value = specimen.Number },
        Status = specimen.CollectedAt is null ? null : "available",
        Type = specimen.Type is { Length: > 0 } type
            ? Coded.Of(type.All(char.IsAsciiDigit) ? Snomed : Table0487, type)
            : null,
        Subject = new() { ReferenceValue = $"Patient/{patient}" },
        Parent = specimen.Parent is { } parent ? [new() { ReferenceValue = $"Specimen/{parent}" }] : null,
        Request = [new() { ReferenceValue = $"ServiceRequest/{specimen.Request}" }],
        Collection = specimen.CollectedAt is { } at
            ? new()
            {
                CollectedDateTime = Coded.Time(at),
                Collector = specimen.Collector is { } staff
                    ? new() { ReferenceValue = $"Practitioner/{staff}" }
                    : specimen.CollectorName is { Length: > 0 } name ? new() { Display = name } : null,
                BodySite = specimen.Site is { Length: > 0 } site ? new() { Text = site } : null,
            }
            : null,
        Container =
        [
            new()
            {
                Type = Coded.Of(ContainerSystem, specimen.Container, specimen.Label),
                AdditiveCodeableConcept = specimen.Additive is { } additive ? new() { Text = additive } : null,
            },
        ],
        Note = specimen.Note is { Length: > 0 } note ? [new() { Text = note }] : null,
    };

    /// <summary>Reads it; null where it is not a container of this laboratory.</summary>
    public static SpecimenDetails? Read(Specimen resource)
    {
        SpecimenContainer? container = resource.Container?.FirstOrDefault();
        if (resource.AccessionIdentifier is not { System: NumberSystem, Value: { } number }
            || IdIn(resource.Request?.FirstOrDefault()) is not { } request
            || Coded.CodeIn(container?.Type, ContainerSystem) is not { } code)
        {
            return null;
        }

        return new()
        {
            Number = number,
            Request = new(request),
            Parent = IdIn(resource.Parent?.FirstOrDefault()) is { } parent ? new EntryId(parent) : null,
            Container = code,
            Label = container!.Type?.Text,
            Type = Coded.CodeIn(resource.Type, Snomed) ?? Coded.CodeIn(resource.Type, Table0487),
            Additive = container.AdditiveCodeableConcept?.Text,
            CollectedAt = Coded.Moment(resource.Collection?.CollectedDateTime),
            Collector = IdIn(resource.Collection?.Collector) is { } staff ? new ActorId(staff) : null,
            CollectorName = resource.Collection?.Collector?.Display,
            Site = resource.Collection?.BodySite?.Text,
            Note = Coded.NoteOf(resource.Note),
        };
    }

    private static long? IdIn(Reference? reference) =>
        reference?.ReferenceValue is { } text && text.IndexOf('/', StringComparison.Ordinal) is > 0 and int at
        && OpaqueId.TryParse(text.AsSpan(at + 1), out long id)
            ? id
            : null;
}

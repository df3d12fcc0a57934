using Serment.CustodyProtocol;
using Serment.Fhir;

namespace Serment.Records.Charts;

/// <summary>A laboratory dossier in a chart: who asked, when and where.</summary>
public sealed record LaboratoryDossier(
    EntryId Entry,
    string? Accession,
    string? OrderedOn,
    string? CollectedAt,
    string? ReceivedAt,
    string? Requester,
    string? Performer,
    string? Unit,
    string? Collector,
    string? Priority,
    string? BloodGroup,
    string? Visit)
{
    /// <summary>The day to sort and show by, as FHIR has it: collected, ordered or received.</summary>
    public string? Day => CollectedAt ?? OrderedOn ?? ReceivedAt;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(LaboratoryDossier);

    /// <summary>Reads a ServiceRequest.</summary>
    public static LaboratoryDossier From(EntryId entry, ServiceRequest request)
    {
        Specimen? specimen = request.Contained?.OfType<Specimen>().FirstOrDefault();
        return new(
            entry,
            request.Identifier?.FirstOrDefault()?.Value,
            request.AuthoredOn,
            specimen?.Collection?.CollectedDateTime,
            specimen?.ReceivedTime,
            request.Requester?.Display ?? request.Requester?.Identifier?.Value,
            request.Performer?.FirstOrDefault()?.Display ?? request.Performer?.FirstOrDefault()?.Identifier?.Value,
            request.LocationReference?.FirstOrDefault()?.Display,
            specimen?.Collection?.Collector?.Display,
            request.Priority,
            request.Contained?.OfType<Observation>().FirstOrDefault()?.ValueString,
            request.Encounter?.Identifier?.Value);
    }
}

/// <summary>Free text that came with a dossier; nobody has classified it yet.</summary>
public sealed record SensitiveText(EntryId Entry, EntryId? Dossier, string? Day, IReadOnlyList<SensitivePart> Parts)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SensitiveText);

    /// <summary>Reads an Observation of the sensitive compartment.</summary>
    public static SensitiveText From(EntryId entry, Observation observation)
    {
        string? order = observation.BasedOn?.FirstOrDefault()?.ReferenceValue;
        return new(
            entry,
            order is not null && EntryId.TryParse(order[(order.LastIndexOf('/') + 1)..], out EntryId dossier)
                ? dossier
                : null,
            observation.EffectiveDateTime,
            [
                .. (observation.Component ?? [])
                    .Where(one => one.ValueString is not null)
                    .Select(one => new SensitivePart(one.Code?.Coding?.FirstOrDefault()?.Code ?? "", one.ValueString!)),
            ]);
    }
}

/// <summary>One text, by its LOINC code.</summary>
public sealed record SensitivePart(string Code, string Text)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SensitivePart);
}

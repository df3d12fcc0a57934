using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>
/// A determination as a FHIR R4 Observation of the category laboratory, and back without loss. LOINC and the
/// laboratory's own code, whose version is the catalogue's; UCUM; interpretation by HL7's ObservationInterpretation;
/// what FHIR has no element for stands in extensions <c>urn:serment:fhir:…</c>.
/// </summary>
public static class ObservationResource
{
    /// <summary>Code system of the catalogue's answers.</summary>
    public const string Answers = "urn:serment:laboratory:answer";

    /// <summary>Identifier system of tube numbers.</summary>
    public const string TubeNumbers = "urn:serment:laboratory:tube";

    /// <summary>Identifier system of instruments.</summary>
    public const string Instruments = "urn:serment:laboratory:instrument";

    internal const string Extension = "urn:serment:fhir:";
    internal const string Implausible = "implausible";
    internal const string Uncertain = "uncertain";

    /// <summary>The resource of a determination.</summary>
    public static Observation Of(Determination made)
    {
        Observation to = new()
        {
            Status = StatusOf(made.Status),
            BasedOn = [new() { ReferenceValue = $"ServiceRequest/{made.Request}" }],
            Category = [Coded.Of(VitalResource.Category, "laboratory")],
            Code = new()
            {
                Coding =
                [
                    new() { System = VitalSign.Loincs, Code = made.Loinc },
                    new()
                    {
                        System = Analysis.CodeSystem, Code = made.Analysis,
                        Version = made.CatalogueVersion.ToString(CultureInfo.InvariantCulture),
                    },
                ],
                Text = made.Label,
            },
            Subject = new() { ReferenceValue = $"Patient/{made.Patient}" },
            Specimen = new()
            {
                ReferenceValue = $"Specimen/{made.Specimen}",
                Identifier = new() { System = TubeNumbers, Value = made.TubeNumber },
            },
            EffectiveDateTime = ObservationParts.Time(made.CollectedAt),
            Issued = ObservationParts.Time(made.ResultedAt),
            Method = made.Method is null ? null : new() { Text = made.Method },
            Interpretation = ObservationParts.Interpretation(made),
            ReferenceRange = made.Range is { } range ? [ObservationParts.Range(range, made.Unit)] : null,
            Note = made.Remarks.Count == 0 ? null : [.. made.Remarks.Select(ObservationParts.Note)],
            Component = made.Parts.Count == 0 ? null : [.. made.Parts.Select(ObservationParts.Part)],
        };
        if (made.InstrumentId != 0 || made.InstrumentName is not null)
        {
            to.Device = new()
            {
                Identifier = new()
                {
                    System = Instruments, Value = made.InstrumentId.ToString(CultureInfo.InvariantCulture),
                },
                Display = made.InstrumentName,
            };
        }

        if (made.RecordedBy is { } by)
        {
            to.Performer = [new() { ReferenceValue = $"Practitioner/{by}" }];
        }

        ObservationParts.SetValue(to, made);
        to.Extension = [.. ObservationExtensions.Of(made)];
        return to;
    }

    /// <summary>
    /// The determination of a resource; null for an Observation that this laboratory did not make: a vital sign, one
    /// that an import brought.
    /// </summary>
    public static Determination? Read(Observation from)
    {
        Coding? local = from.Code?.Coding?.Find(one => one.System is Analysis.CodeSystem);
        if (local?.Code is not { } analysis
            || StatusOf(from.Status) is not { } status
            || Number(from.Subject, "Patient/") is not long patient
            || Number(from.BasedOn?.FirstOrDefault(), "ServiceRequest/") is not long request
            || Number(from.Specimen, "Specimen/") is not long specimen
            || ObservationExtensions.Find(from.Extension, "task")?.ValueString is not { } taskText
            || !EntryId.TryParse(taskText, out EntryId task)
            || Coded.Moment(from.Issued) is not { } resulted)
        {
            return null;
        }

        Determination made = new()
        {
            Patient = new(patient),
            Request = new(request),
            Task = task,
            Specimen = new(specimen),
            TubeNumber = from.Specimen?.Identifier?.Value ?? "",
            Analysis = analysis,
            Loinc = Coded.CodeIn(from.Code, VitalSign.Loincs) ?? "",
            Label = from.Code?.Text ?? analysis,
            CatalogueVersion = Whole(local.Version) ?? 1,
            Status = status,
            CollectedAt = Coded.Moment(from.EffectiveDateTime),
            ResultedAt = resulted,
            Method = from.Method?.Text,
            InstrumentId = Whole(from.Device?.Identifier?.Value) ?? 0,
            InstrumentName = from.Device?.Display,
            RecordedBy = Number(from.Performer?.FirstOrDefault(), "Practitioner/") is long by ? new(by) : null,
            Range = from.ReferenceRange?.FirstOrDefault() is { } range ? ObservationParts.RangeOf(range) : null,
            Remarks = [.. (from.Note ?? []).Select(ObservationParts.RemarkOf)],
            Parts = [.. (from.Component ?? []).Select(ObservationParts.PartOf)],
        };
        made = ObservationExtensions.Into(
            ObservationParts.InterpretationInto(ObservationParts.ValueInto(made, from), from), from);

        // FHIR has one word for both: whether a biologist has validated it tells them apart.
        return made is { Status: DeterminationStatus.Technical, Biological: not null }
            ? made with { Status = DeterminationStatus.Provisional }
            : made;
    }

    /// <summary>FHIR's status.</summary>
    public static string StatusOf(DeterminationStatus status) => status switch
    {
        DeterminationStatus.Technical or DeterminationStatus.Provisional => "preliminary",
        DeterminationStatus.Rejected => "cancelled",
        DeterminationStatus.Final => "final",
        DeterminationStatus.Amended => "amended",
        DeterminationStatus.Corrected => "corrected",
        DeterminationStatus.EnteredInError => "entered-in-error",
        _ => "registered",
    };

    /// <summary>The status of FHIR's; null for others.</summary>
    public static DeterminationStatus? StatusOf(string? status) => status switch
    {
        "registered" => DeterminationStatus.Arrived,
        "preliminary" => DeterminationStatus.Technical,
        "cancelled" => DeterminationStatus.Rejected,
        "final" => DeterminationStatus.Final,
        "amended" => DeterminationStatus.Amended,
        "corrected" => DeterminationStatus.Corrected,
        "entered-in-error" => DeterminationStatus.EnteredInError,
        _ => null,
    };

    internal static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    internal static long? Number(Reference? reference, string prefix) =>
        reference?.ReferenceValue is { } text && text.StartsWith(prefix, StringComparison.Ordinal)
        && EntryId.TryParse(text[prefix.Length..], out EntryId number)
            ? number.Value
            : null;
}

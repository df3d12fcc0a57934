using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Orders;

/// <summary>
/// The sealed FHIR ServiceRequest of an order, to and from its details: one for the analyses that are not labelled
/// sensitive, and one more, in the sensitive compartment, for those that are. A cancelled analysis stays, with why.
/// </summary>
public static class ServiceRequestResource
{
    /// <summary>The identifiers of orders: <see cref="AccessionNumber"/>.</summary>
    public const string NumberSystem = "https://serment.org/fhir/laboratory-request";

    /// <summary>LOINC.</summary>
    public const string Loinc = "http://loinc.org";

    private const string PanelSystem = "https://serment.org/fhir/laboratory-panel";
    private const string Rpps = "urn:oid:1.2.250.1.71.4.2.1";
    private const string Snomed = "http://snomed.info/sct";
    private const string CancelledUrl = "https://serment.org/fhir/cancelled";
    private const string AddedUrl = "https://serment.org/fhir/added-for-a-formula";
    private const string CollectionUrl = "https://serment.org/fhir/collection-plan";
    private const string CatalogueUrl = "https://serment.org/fhir/laboratory-catalogue";
    private const string RegisteredUrl = "https://serment.org/fhir/registered";
    private const string Prescriber = "prescriber";

    private static readonly string[] Plans = ["", "ward", "laboratory", "patient", "done", "round"];

    /// <summary>Whether it is an order of this laboratory, not one that an import brought.</summary>
    public static bool IsOurs(ServiceRequest resource) => NumberOf(resource) is not null;

    /// <summary>Makes it.</summary>
    public static ServiceRequest Write(OrderDetails order, PatientId patient)
    {
        List<Resource> contained = [.. OrderContextResource.Write(order.Context)];
        if (order.Prescriber is { } outside)
        {
            contained.Add(Write(outside));
        }

        return new()
        {
            Identifier = [new() { System = NumberSystem, Value = order.Number }],
            Requisition = new() { System = NumberSystem, Value = order.Number },
            BasedOn = order.PartOf is { } whole ? [new() { ReferenceValue = $"ServiceRequest/{whole}" }] : null,
            Status = StatusOf(order.Status),
            Intent = "order",
            Category = [Coded.Of(Snomed, "108252007", "Laboratory procedure")],
            Priority = order.Priority == OrderPriority.Urgent ? "stat" : "routine",
            Code = Coded.Of(Snomed, "108252007", "Laboratory procedure"),
            OrderDetail = order.Analyses.Count == 0 ? null : [.. order.Analyses.Select(Write)],
            Subject = new() { ReferenceValue = $"Patient/{patient}" },
            OccurrenceDateTime = order.Priority == OrderPriority.Timed && order.PlannedAt is { } planned
                ? Coded.Time(planned)
                : null,
            AuthoredOn = order.PrescribedOn is { } day
                ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : Coded.Time(order.OrderedAt),
            Requester = order.Requester is { } staff
                ? new() { ReferenceValue = $"Practitioner/{staff}" }
                : order.Prescriber is { } named
                    ? new() { ReferenceValue = "#" + Prescriber, Display = named.Name }
                    : null,
            SupportingInfo = Supporting(order.Context),
            Contained = contained.Count == 0 ? null : contained,
            Extension =
            [
                new() { Url = RegisteredUrl, ValueDateTime = Coded.Time(order.OrderedAt) },
                new() { Url = CollectionUrl, ValueCode = Plans[(int)order.Collection] },
                new() { Url = CatalogueUrl, ValueInteger = order.Catalogue },
                .. order.Cancelled is { } cancelled ? [Write(cancelled)] : Array.Empty<Extension>(),
            ],
        };
    }

    /// <summary>Reads it; null where it is not an order of this laboratory.</summary>
    public static OrderDetails? Read(ServiceRequest resource)
    {
        if (NumberOf(resource) is not { } number)
        {
            return null;
        }

        DateTimeOffset? planned = Coded.Moment(resource.OccurrenceDateTime);
        string? authored = resource.AuthoredOn;
        DateOnly? day = authored is { Length: 10 }
            && DateOnly.TryParseExact(
                authored, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly on)
                ? on
                : null;
        Practitioner? outside = resource.Contained?.OfType<Practitioner>().FirstOrDefault();
        return new()
        {
            Number = number,
            Priority = resource.Priority is "stat" ? OrderPriority.Urgent
                : planned is null ? OrderPriority.Routine
                : OrderPriority.Timed,
            Status = StatusOf(resource.Status),
            Analyses = [.. (resource.OrderDetail ?? []).Select(Read).OfType<OrderedAnalysis>()],
            Context = OrderContextResource.Read(resource.Contained),
            Requester = outside is null && IdIn(resource.Requester) is { } staff ? new ActorId(staff) : null,
            Prescriber = outside is null ? null : Read(outside),
            PrescribedOn = day,
            OrderedAt = Coded.Moment(Find(resource.Extension, RegisteredUrl)?.ValueDateTime)
                ?? Coded.Moment(authored) ?? DateTimeOffset.UnixEpoch,
            PlannedAt = planned,
            Collection = Array.IndexOf(Plans, Find(resource.Extension, CollectionUrl)?.ValueCode) is > 0 and int plan
                ? (CollectionPlan)plan
                : CollectionPlan.Ward,
            Catalogue = Find(resource.Extension, CatalogueUrl)?.ValueInteger ?? 0,
            Cancelled = ReadCancelled(resource.Extension),
            PartOf = resource.BasedOn?.Select(IdIn).FirstOrDefault(one => one is not null) is { } whole
                ? new EntryId(whole)
                : null,
        };
    }

    /// <summary>Cancels analyses of it, in place: what is not ours in it stays.</summary>
    /// <param name="resource">The order.</param>
    /// <param name="codes">Which; null for all.</param>
    /// <param name="cancelled">Why.</param>
    public static void Cancel(ServiceRequest resource, IReadOnlyCollection<string>? codes, CancelledAnalysis cancelled)
    {
        foreach (CodeableConcept detail in resource.OrderDetail ?? [])
        {
            if (Coded.CodeIn(detail, Analysis.CodeSystem) is { } code
                && (codes is null || codes.Contains(code, StringComparer.Ordinal))
                && ReadCancelled(detail.Extension) is null)
            {
                (detail.Extension ??= []).Add(Write(cancelled));
            }
        }

        bool isLeft = (resource.OrderDetail ?? []).Exists(one => ReadCancelled(one.Extension) is null);
        if (codes is null || !isLeft)
        {
            resource.Status = StatusOf(RequestStatus.Revoked);
            (resource.Extension ??= []).Add(Write(cancelled));
        }
    }

    /// <summary>Adds analyses to it, in place.</summary>
    public static void Add(ServiceRequest resource, IEnumerable<OrderedAnalysis> analyses)
    {
        (resource.OrderDetail ??= []).AddRange(analyses.Select(Write));
        resource.Status = StatusOf(RequestStatus.Active);
    }

    private static CodeableConcept Write(OrderedAnalysis analysis)
    {
        List<Extension> extensions = [];
        if (analysis.IsAdded)
        {
            extensions.Add(new() { Url = AddedUrl, ValueBoolean = true });
        }

        if (analysis.Cancelled is { } cancelled)
        {
            extensions.Add(Write(cancelled));
        }

        return new()
        {
            Coding =
            [
                new() { System = Analysis.CodeSystem, Code = analysis.Code, Display = analysis.Label },
                new() { System = Loinc, Code = analysis.Loinc },
                .. analysis.Panel is { } panel
                    ? [new() { System = PanelSystem, Code = panel }]
                    : Array.Empty<Coding>(),
            ],
            Text = analysis.Label,
            Extension = extensions.Count == 0 ? null : extensions,
        };
    }

    private static OrderedAnalysis? Read(CodeableConcept detail) =>
        Coded.CodeIn(detail, Analysis.CodeSystem) is { } code
            ? new(code, Coded.CodeIn(detail, Loinc) ?? "", detail.Text ?? code)
            {
                Panel = Coded.CodeIn(detail, PanelSystem),
                IsAdded = Find(detail.Extension, AddedUrl)?.ValueBoolean ?? false,
                Cancelled = ReadCancelled(detail.Extension),
            }
            : null;

    private static Practitioner Write(OutsidePrescriber outside) => new()
    {
        Id = Prescriber,
        Identifier = outside.Rpps is { } rpps ? [new() { System = Rpps, Value = rpps }] : null,
        Name = [new() { Text = outside.Name }],
        Telecom = outside.Phone is { Length: > 0 } phone ? [new() { System = "phone", Value = phone }] : null,
    };

    private static OutsidePrescriber Read(Practitioner outside) => new(
        outside.Name?.FirstOrDefault()?.Text ?? "",
        outside.Identifier?.Find(one => string.Equals(one.System, Rpps, StringComparison.Ordinal))?.Value,
        outside.Telecom?.Find(one => one.System is "phone")?.Value);

    private static Extension Write(CancelledAnalysis cancelled) => new()
    {
        Url = CancelledUrl,
        Extension =
        [
            new() { Url = "reason", ValueString = cancelled.Reason },
            new() { Url = "at", ValueDateTime = Coded.Time(cancelled.At) },
            new() { Url = "by", ValueReference = new() { ReferenceValue = $"Practitioner/{cancelled.By}" } },
        ],
    };

    private static CancelledAnalysis? ReadCancelled(List<Extension>? extensions) =>
        Find(extensions, CancelledUrl)?.Extension is { } parts
        && Find(parts, "reason")?.ValueString is { } reason
        && Coded.Moment(Find(parts, "at")?.ValueDateTime) is { } at
        && IdIn(Find(parts, "by")?.ValueReference) is { } by
            ? new(reason, at, new(by))
            : null;

    private static List<Reference>? Supporting(OrderContext context)
    {
        List<Reference> references =
            [.. OrderContextResource.Write(context).Select(one => new Reference { ReferenceValue = "#" + one.Id })];
        return references.Count == 0 ? null : references;
    }

    private static string? NumberOf(ServiceRequest resource) =>
        resource.Identifier?.Find(one => string.Equals(one.System, NumberSystem, StringComparison.Ordinal))?.Value;

    private static string StatusOf(RequestStatus status) => status switch
    {
        RequestStatus.Completed => "completed",
        RequestStatus.Revoked => "revoked",
        _ => "active",
    };

    private static RequestStatus StatusOf(string? status) => status switch
    {
        "completed" => RequestStatus.Completed,
        "revoked" or "entered-in-error" => RequestStatus.Revoked,
        _ => RequestStatus.Active,
    };

    private static Extension? Find(List<Extension>? extensions, string url) =>
        extensions?.Find(one => string.Equals(one.Url, url, StringComparison.Ordinal));

    private static long? IdIn(Reference? reference) =>
        reference?.ReferenceValue is { } text && text.IndexOf('/', StringComparison.Ordinal) is > 0 and int at
        && OpaqueId.TryParse(text.AsSpan(at + 1), out long id)
            ? id
            : null;
}

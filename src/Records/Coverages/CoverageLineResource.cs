using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Coverages;

/// <summary>
/// The FHIR Coverage of one line. The main one, as imports and the registration form write it, is read as a mandatory
/// line; what is not ours in a resource is kept.
/// </summary>
public static class CoverageLineResource
{
    private const string KindSystem = "urn:serment:fhir:coverage-kind";
    private const string ExemptionSystem = "urn:serment:fhir:coverage-exemption";
    private const string InsurerSystem = "urn:serment:fhir:insurer";
    private const string NirSystem = "urn:oid:1.2.250.1.213.1.4.13";
    private const string Relationships = "http://terminology.hl7.org/CodeSystem/subscriber-relationship";

    /// <summary>Every coverage of a record: those that hold first, in their order of paying.</summary>
    public static IReadOnlyList<StoredCoverage> Of(IEnumerable<OpenedEntry> entries, DateOnly today) =>
    [
        .. ReadEntries.Of<Coverage>(entries)
            .Select(one => new StoredCoverage(one.Version, Read(one.Resource), one.RecordedAtMs))
            .OrderBy(one => one.Line.StandingOn(today))
            .ThenBy(one => one.Line.Order ?? (one.Line.Kind == CoverageKind.Mandatory ? 0 : CoverageLine.MaxRank))
            .ThenByDescending(one => one.RecordedAtMs),
    ];

    /// <summary>Whether an entry is a line of its own beside the main coverage.</summary>
    public static bool IsAdditional(Coverage coverage) => CodeOf(coverage.Type, KindSystem) is not null;

    /// <summary>The same of an entry still to be read.</summary>
    public static bool IsAdditional(OpenedEntry entry) =>
        entry.ResourceType == ResourceType.Of(nameof(Coverage))
        && FhirJson.ReadResource(entry.Json.Span) is Coverage coverage
        && IsAdditional(coverage);

    /// <summary>Reads.</summary>
    public static CoverageLine Read(Coverage coverage)
    {
        CoverageCostToBeneficiaryException? exemption =
            coverage.CostToBeneficiary?.SelectMany(one => one.Exception ?? []).FirstOrDefault(one =>
                CodeOf(one.Type, ExemptionSystem) is not null);
        return new()
        {
            Kind = Enum.TryParse(CodeOf(coverage.Type, KindSystem), out CoverageKind kind)
                ? kind
                : CoverageKind.Mandatory,
            Insurer = InsurerOf(coverage),
            MemberNumber = coverage.SubscriberId,
            InsuredNir = coverage.Subscriber?.Identifier?.Value
                ?? (IsAdditional(coverage) ? null : CoverageResource.Read(coverage).Nir),
            IsInsured = !string.Equals(CodeOf(coverage.Relationship, Relationships), "other", StringComparison.Ordinal),
            Rank = int.TryParse(coverage.Dependent, out int rank) ? rank : null,
            From = coverage.Period?.Start,
            Until = coverage.Period?.End,
            Order = coverage.Order,
            Exemption = Enum.TryParse(CodeOf(exemption?.Type, ExemptionSystem), out CoverageExemption why)
                ? why
                : CoverageExemption.None,
            ExemptFrom = exemption?.Period?.Start,
            ExemptUntil = exemption?.Period?.End,
            IsCancelled = coverage.Status is "cancelled" or "entered-in-error",
        };
    }

    /// <summary>Puts a line into a resource: a new one, or the one that is being corrected.</summary>
    public static void Write(CoverageLine line, PatientId patient, Coverage into, bool isNew)
    {
        into.Status = line.IsCancelled ? "cancelled" : "active";
        into.Beneficiary = new() { ReferenceValue = $"Patient/{patient}" };
        if (isNew || IsAdditional(into))
        {
            into.Type = Coded(KindSystem, line.Kind.ToString());
        }

        if (into.Payor is not { Count: > 0 } || !Same(InsurerOf(into), line.Insurer))
        {
            into.Payor = [new() { Identifier = new() { System = InsurerSystem, Value = line.Insurer ?? "" } }];
        }

        into.SubscriberId = line.MemberNumber;
        into.Subscriber = line.InsuredNir is null
            ? null
            : new() { Identifier = new() { System = NirSystem, Value = line.InsuredNir } };
        into.Relationship = Coded(Relationships, line.IsInsured ? "self" : "other");
        into.Dependent = line.Rank?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        into.Period = PeriodOf(line.From, line.Until);
        into.Order = line.Order;
        into.CostToBeneficiary = line.Exemption == CoverageExemption.None
            ? null
            :
            [
                new()
                {
                    Exception =
                    [
                        new()
                        {
                            Type = Coded(ExemptionSystem, line.Exemption.ToString()),
                            Period = PeriodOf(line.ExemptFrom, line.ExemptUntil),
                        },
                    ],
                },
            ];
    }

    private static string? InsurerOf(Coverage coverage)
    {
        Reference? payor = coverage.Payor?.FirstOrDefault();
        return payor?.Identifier?.Value is { Length: > 0 } number ? number : payor?.Display;
    }

    private static Period? PeriodOf(string? from, string? until) =>
        from is null && until is null ? null : new() { Start = from, End = until };

    private static CodeableConcept Coded(string system, string code) =>
        new() { Coding = [new() { System = system, Code = code }] };

    private static string? CodeOf(CodeableConcept? concept, string system) =>
        concept?.Coding?.Find(one => string.Equals(one.System, system, StringComparison.Ordinal))?.Code;

    private static bool Same(string? a, string? b) => string.Equals(a ?? "", b ?? "", StringComparison.Ordinal);
}

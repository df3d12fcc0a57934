using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Patients.Identifiers;

namespace Serment.Records.Patients.Resources;

/// <summary>Health insurance as forms show it.</summary>
public sealed record CoverageDetails
{
    /// <summary>
    /// The NIR: 15 characters with its key where it was typed; as received where it came from a file.
    /// </summary>
    public string? Nir { get; init; }

    /// <summary>What is wrong with a received NIR, as a stable code; null when nothing is.</summary>
    public string? NirStanding { get; init; }

    /// <summary>The INS, by INSi alone; never typed.</summary>
    public string? Ins { get; init; }

    /// <summary>The compulsory scheme's organisation: scheme, fund, centre.</summary>
    public string? Organisation { get; init; }

    /// <summary>First day of the rights, as far as known.</summary>
    public string? RightsFrom { get; init; }

    /// <summary>Last day of the rights.</summary>
    public string? RightsUntil { get; init; }

    /// <summary>Number of the complementary insurer.</summary>
    public string? Complementary { get; init; }

    /// <summary>Member number there.</summary>
    public string? MemberNumber { get; init; }

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => this == Nothing;

    /// <summary>Nothing known.</summary>
    public static CoverageDetails Nothing { get; } = new();

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CoverageDetails);
}

/// <summary>
/// The FHIR Coverage of the coverage compartment: the compulsory scheme, which contains the complementary one.
/// </summary>
public static class CoverageResource
{
    private const string NirSystem = "urn:oid:1.2.250.1.213.1.4.13";
    private const string Standing = "urn:serment:fhir:nir-standing";
    private const string Complementary = "urn:serment:fhir:complementary-coverage";
    private const string ComplementaryNumber = "urn:serment:fhir:amc-number";
    private const string OrganisationNumber = "urn:serment:fhir:amo-organisation";
    private const string ComplementaryId = "amc";

    /// <summary>Reads.</summary>
    public static CoverageDetails Read(Coverage coverage)
    {
        Identifier? nir = coverage.Identifier?.Find(one => one.System is NirSystem);
        Coverage? other = ComplementaryOf(coverage);
        return new CoverageDetails
        {
            Nir = nir?.Value,
            NirStanding = nir?.Extension?.Find(one => one.Url is Standing)?.ValueCode,
            Ins = coverage.Identifier?.Find(one => one.System is { } system
                && system.StartsWith("urn:oid:", StringComparison.Ordinal)
                && Ins.TryKindOf(system.AsSpan("urn:oid:".Length), out _))?.Value,
            Organisation = OrganisationOf(coverage),
            RightsFrom = coverage.Period?.Start,
            RightsUntil = coverage.Period?.End,
            Complementary = other?.Payor?.FirstOrDefault()?.Identifier?.Value,
            MemberNumber = other?.SubscriberId,
        };
    }

    /// <summary>
    /// Puts the details into a resource: a new one, or the one that is being corrected. The INS stays as it is.
    /// </summary>
    public static void Write(CoverageDetails details, PatientId patient, Coverage into)
    {
        into.Status = "active";
        into.Beneficiary = new() { ReferenceValue = $"Patient/{patient}" };
        into.Extension?.RemoveAll(one => one.Url is IdentityResource.AsOf);
        WriteNir(details.Nir, into);
        WritePayor(into, OrganisationNumber, OrganisationOf(into), details.Organisation);
        WriteRights(details, into);
        WriteComplementary(details, patient, into);
    }

    private static string? OrganisationOf(Coverage coverage) =>
        coverage.Payor?.FirstOrDefault()?.Identifier?.Value is { Length: > 0 } number
            ? number
            : coverage.Payor?.FirstOrDefault()?.Display;

    // FHIR wants a payor: there is one even where nobody knows it. One that did not change stays as its source
    // brought it.
    private static void WritePayor(Coverage into, string system, string? before, string? after)
    {
        if (into.Payor is not { Count: > 0 })
        {
            into.Payor = [new() { Identifier = new() { System = system, Value = after ?? "" } }];
        }
        else if (!string.Equals(before, after, StringComparison.Ordinal))
        {
            into.Payor[0] = new() { Identifier = new() { System = system, Value = after ?? "" } };
        }
    }

    private static void WriteRights(CoverageDetails details, Coverage into)
    {
        if (string.Equals(into.Period?.Start, details.RightsFrom, StringComparison.Ordinal)
            && string.Equals(into.Period?.End, details.RightsUntil, StringComparison.Ordinal))
        {
            return;
        }

        into.Period = details.RightsFrom is null && details.RightsUntil is null
            ? null
            : new() { Start = details.RightsFrom, End = details.RightsUntil };
    }

    private static void WriteNir(string? nir, Coverage into)
    {
        into.Identifier ??= [];
        Identifier? known = into.Identifier.Find(one => one.System is NirSystem);
        if (known is not null && string.Equals(known.Value, nir, StringComparison.Ordinal))
        {
            // Untouched: what was found of a received number stays beside it.
            return;
        }

        into.Identifier.RemoveAll(one => one.System is NirSystem);
        if (nir is not null)
        {
            into.Identifier.Insert(0, new()
            {
                Use = "official",
                Type = new()
                {
                    Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/v2-0203", Code = "NH" }],
                },
                System = NirSystem,
                Value = nir,
            });
        }

        if (into.Identifier.Count == 0)
        {
            into.Identifier = null;
        }
    }

    private static Coverage? ComplementaryOf(Coverage coverage) =>
        coverage.Contained?.OfType<Coverage>().FirstOrDefault(one => one.Id is ComplementaryId);

    private static void WriteComplementary(CoverageDetails details, PatientId patient, Coverage into)
    {
        Coverage? known = ComplementaryOf(into);
        if (details.Complementary is null && details.MemberNumber is null)
        {
            into.Contained?.RemoveAll(one => one == known);
            into.Extension?.RemoveAll(one => one.Url is Complementary);
        }
        else
        {
            Coverage other = known ?? new Coverage { Id = ComplementaryId };
            other.Status = "active";
            other.Beneficiary = new() { ReferenceValue = $"Patient/{patient}" };
            other.SubscriberId = details.MemberNumber;
            WritePayor(
                other, ComplementaryNumber, other.Payor?.FirstOrDefault()?.Identifier?.Value, details.Complementary);
            if (known is null)
            {
                (into.Contained ??= []).Add(other);
                (into.Extension ??= []).Add(
                    new() { Url = Complementary, ValueReference = new() { ReferenceValue = $"#{ComplementaryId}" } });
            }
        }

        into.Contained = into.Contained is { Count: > 0 } ? into.Contained : null;
        into.Extension = into.Extension is { Count: > 0 } ? into.Extension : null;
    }
}

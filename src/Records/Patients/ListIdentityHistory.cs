using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>One version of an identity: who saved it, when, and what it was before.</summary>
/// <param name="Version">Its number within its entry, from 1.</param>
/// <param name="At">When it was sealed.</param>
/// <param name="Author">Who: a person or, for an import, a machine client.</param>
/// <param name="LogIndex">Its leaf in the log.</param>
/// <param name="IsFromFile">Whether a file brought it; then no person here vouches for it.</param>
/// <param name="Identity">As it was then.</param>
/// <param name="Before">The version before; null for the first.</param>
public sealed record IdentityVersion(
    int Version, DateTimeOffset At, ActorId Author, long LogIndex, bool IsFromFile, PatientIdentity Identity,
    PatientIdentity? Before)
{
    /// <summary>The traits that changed.</summary>
    public TraitDifference Changed =>
        Before is null ? TraitDifference.None : TraitComparison.Between(Before, Identity);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(IdentityVersion);
}

/// <summary>The answer: every version, newest first, or why not.</summary>
public sealed record IdentityHistoryListed(
    Outcome Outcome, DecisionReason Reason, AdministrativeRecord? Record, IReadOnlyList<IdentityVersion> Versions,
    bool IsTruncated = false);

/// <summary>Lists who changed an identity, when and how: of the record and of those joined with it.</summary>
public sealed class ListIdentityHistory(RecordDoor door)
{
    /// <summary>Entries followed; a person imported more often has older ones in the log.</summary>
    public const int MaxEntries = 8;

    /// <summary>Versions shown.</summary>
    public const int MaxVersions = 100;

    private static readonly CompartmentSet IdentityOnly = CompartmentSet.Of(Compartment.Identity);

    public async Task<IdentityHistoryListed> RunAsync(
        PatientId patient, SessionToken session, DateOnly today, CancellationToken stop)
    {
        AccessContext access = new(session, AccessPurpose.Registration);
        AdministrativeRecord record;
        List<EntryVersion> entries;
        using (OpenResult opened = await door.OpenAsync(patient, IdentityOnly, access, stop))
        {
            if (opened.Record is null)
            {
                return new(opened.Outcome, opened.Reason, null, []);
            }

            record = AdministrativeRecord.From(opened.Record, opened.LogIndex, today);
            entries =
            [
                .. opened.Record.Entries
                    .Where(entry => entry.ResourceType == ResourceType.Of(nameof(Patient)))
                    .OrderByDescending(entry => entry.RecordedAtMs)
                    .Select(entry => new EntryVersion(entry.Patient, entry.Entry, entry.Version)),
            ];
        }

        List<IdentityVersion> versions = [];
        foreach (EntryVersion entry in entries.Take(MaxEntries))
        {
            using OpenResult opened =
                await door.OpenHistoryAsync(entry.Patient, entry.Entry, IdentityOnly, access, stop);
            if (opened.Record is not null)
            {
                Read(opened.Record, today, versions);
            }
        }

        List<IdentityVersion> newest =
            [.. versions.OrderByDescending(one => one.At).ThenByDescending(one => one.LogIndex)];
        bool isTruncated = entries.Count > MaxEntries || newest.Count > MaxVersions;
        return new(
            Outcome.Allowed, DecisionReason.None, record, [.. newest.Take(MaxVersions)], isTruncated);
    }

    private static void Read(OpenedRecord opened, DateOnly today, List<IdentityVersion> versions)
    {
        PatientIdentity? before = null;
        foreach (OpenedEntry entry in opened.Entries.OrderBy(one => one.Version))
        {
            if (FhirJson.ReadResource(entry.Json.Span) is not Patient resource)
            {
                continue;
            }

            PatientIdentity identity = IdentityResource.Read(resource, today);
            versions.Add(new(
                entry.Version, DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs), entry.Author,
                entry.LogIndex, IdentityResource.AsOfDay(resource) is not null, identity, before));
            before = identity;
        }
    }
}

using Serment.CustodyProtocol;
using Serment.Records.Entries;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>Somebody related who is added or changed.</summary>
internal sealed record RelativeChange(Relative? Current, EntryVersion? Seen, RelativeDetails Details);

/// <summary>What a draft changes of a record. Nothing that the form does not show is part of it.</summary>
internal sealed record AdministrativeChanges(
    bool Identity, bool Contact, bool Coverage, PatientIdentity NewIdentity, IReadOnlyList<RelativeChange> Relatives)
{
    /// <summary>Whether there is anything to save.</summary>
    public bool Any => Identity || Contact || Coverage || Relatives.Count > 0;

    /// <summary>Compares; a changed strict trait may cost the identity its status and its document.</summary>
    public static AdministrativeChanges Between(AdministrativeRecord current, PatientDraft draft)
    {
        PatientIdentity typed = current.Identity with
        {
            BirthName = draft.Identity.BirthName,
            FirstGivenName = draft.Identity.FirstGivenName,
            GivenNames = draft.Identity.GivenNames,
            UsedName = draft.Identity.UsedName,
            UsedGivenName = draft.Identity.UsedGivenName,
            BirthDate = draft.Identity.BirthDate,
            Sex = draft.Identity.Sex,
            BirthPlace = draft.Identity.BirthPlace,
        };
        PatientIdentity fresh = typed.Recorded().WithStanding(
            IdentityTransitions.AfterChange(
                current.Identity.Standing, TraitComparison.Between(current.Identity, typed)));
        return new(
            fresh != current.Identity,
            draft.Contact is not null && draft.Contact != current.Contact,
            draft.Coverage is not null
                && draft.Coverage with { NirStanding = null, Ins = null }
                    != current.Coverage with { NirStanding = null, Ins = null },
            fresh,
            [.. (draft.Relatives ?? []).Select(one => ChangeOf(one, current)).OfType<RelativeChange>()]);
    }

    /// <summary>The first part that somebody else saved since it was seen: who, and when.</summary>
    public (ActorId Author, long RecordedAtMs)? FirstConflict(AdministrativeRecord current, SeenVersions seen)
    {
        if (Identity && current.IdentityEntry is { } identity && identity.Version != seen.Identity)
        {
            return (identity.Author, identity.RecordedAtMs);
        }

        if (Contact && current.ContactEntry is { } contact && contact.Version != seen.Contact)
        {
            return (contact.Author, contact.RecordedAtMs);
        }

        if (Coverage && current.CoverageEntry is { } coverage && coverage.Version != seen.Coverage)
        {
            return (coverage.Author, coverage.RecordedAtMs);
        }

        return Relatives
            .Where(one => one.Current is not null && one.Current.Stored.Version != one.Seen)
            .Select(one => ((ActorId, long)?)(one.Current!.Stored.Author, one.Current.Stored.RecordedAtMs))
            .FirstOrDefault();
    }

    private static RelativeChange? ChangeOf(RelativeDraft draft, AdministrativeRecord record)
    {
        Relative? current = draft.Seen is null
            ? null
            : record.Relatives.FirstOrDefault(one =>
                one.Stored.Version.Patient == draft.Seen.Patient && one.Stored.Version.Entry == draft.Seen.Entry);
        return draft.Details == (current?.Details ?? RelativeDetails.Nothing)
            ? null
            : new(current, draft.Seen, draft.Details);
    }
}

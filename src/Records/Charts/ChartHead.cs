using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Patients;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Charts;

/// <summary>What stands above every page of a chart: whose it is, and what nobody may overlook.</summary>
public sealed record ChartHead
{
    /// <summary>The types that it is read from: every page of a chart opens them with its own.</summary>
    internal static readonly string[] Types = ["Patient", .. ClinicalHead.Types];

    /// <summary>The surviving record.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>Who it is; null where neither the record nor the card told.</summary>
    public PatientIdentity? Identity { get; init; }

    /// <summary>The usual record number.</summary>
    public RecordNumber? Number { get; init; }

    /// <summary>Allergies, alerts, stay and weight; null for a role that does not read the clinical part.</summary>
    public ClinicalHead? Clinical { get; init; }

    /// <summary>When the person died here; null where no stay says so.</summary>
    public DateTimeOffset? DiedAt { get; init; }

    /// <summary>The disclosure's place in the log.</summary>
    public required long LogIndex { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ChartHead);

    /// <summary>Reads it from what was opened.</summary>
    internal static ChartHead From(OpenedRecord record, long logIndex, DateOnly today, bool readsClinical)
    {
        CurrentEntry<Patient>? identity =
            CurrentEntry.Of<Patient>(record.Entries, Compartment.Identity, record.Survivor);
        IReadOnlyList<RecordNumber> numbers = identity is null ? [] : RecordNumber.Of(identity.Resource);
        return new()
        {
            Patient = record.Survivor,
            Identity = identity is null ? null : IdentityResource.Read(identity.Resource, today),
            Number = numbers.FirstOrDefault(number => number.IsUsual) ?? (numbers.Count > 0 ? numbers[0] : null),
            Clinical = readsClinical ? ClinicalHead.From(record.Entries, today) : null,
            DiedAt = EncounterResource.StaysOf(record.Entries)
                .Select(one => one.Stay.History.End)
                .FirstOrDefault(end => end?.Kind == MovementKind.Death)?.At,
            LogIndex = logIndex,
        };
    }
}

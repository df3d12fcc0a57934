using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients;

namespace Serment.Records.Charts;

/// <summary>One chart, as far as the role's keys open it.</summary>
public sealed record ChartView
{
    /// <summary>Dossiers that a page shows.</summary>
    public const int MaxDossiers = 500;

    /// <summary>The administrative part.</summary>
    public required AdministrativeRecord Administrative { get; init; }

    /// <summary>The clinical part; null for a role that does not read it.</summary>
    public ChartOverview? Overview { get; init; }

    /// <summary>Laboratory dossiers, newest first.</summary>
    public required IReadOnlyList<LaboratoryDossier> Dossiers { get; init; }

    /// <summary>Sensitive texts, where they were asked for and opened.</summary>
    public required IReadOnlyList<SensitiveText> Sensitive { get; init; }

    /// <summary>Sensitive entries that are there; nothing is told of what they say.</summary>
    public required int SensitiveCount { get; init; }

    /// <summary>Entries whose seal is broken: to be reported, the others are sound.</summary>
    public required int BrokenCount { get; init; }

    /// <summary>Whether there is more than a page shows.</summary>
    public required bool IsTruncated { get; init; }

    /// <summary>The disclosure's place in the log.</summary>
    public long LogIndex => Administrative.LogIndex;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ChartView);
}

/// <summary>The answer: the chart, or why not.</summary>
public sealed record ChartOpened(Outcome Outcome, DecisionReason Reason, ChartView? Chart);

/// <summary>Opens one chart, for one person, for one stated purpose.</summary>
public sealed class OpenChart(RecordDoor door, DatabaseLocation main)
{
    private static readonly ResourceType Dossier = ResourceType.Of("ServiceRequest");

    private const string CountSensitive =
        "SELECT COUNT(DISTINCT entry_id) FROM entry WHERE patient_id = @patient AND compartment = 6";

    // What the page shows and no more: doses given and documents have pages of their own.
    private static readonly string[] Types =
        ["Patient", "RelatedPerson", "Coverage", "ServiceRequest", .. ChartOverview.Types];

    /// <summary>Opens it.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="compartments">What the role reads, and the sensitive one where it was asked for.</param>
    /// <param name="access">Who asks, and what for.</param>
    /// <param name="reader">Who reads: drafts of others stay theirs.</param>
    /// <param name="today">The day, for ages and alerts.</param>
    /// <param name="stop">Cancels the waiting.</param>
    public async Task<ChartOpened> RunAsync(
        PatientId patient, CompartmentSet compartments, AccessContext access, ActorId reader, DateOnly today,
        CancellationToken stop)
    {
        using OpenResult result = await door.OpenAsync(
            patient, EntrySelection.Of(compartments, Types), access, stop);

        // 404, not 403: without a care relationship, that this patient exists is itself a disclosure.
        if (result.Record is null)
        {
            return new(result.Outcome, result.Reason, null);
        }

        OpenedRecord record = result.Record;
        List<LaboratoryDossier> dossiers = [];
        List<SensitiveText> sensitive = [];
        foreach (OpenedEntry entry in record.Entries)
        {
            Read(entry, dossiers, sensitive);
        }

        dossiers.Sort((a, b) => string.CompareOrdinal(b.Day, a.Day));
        return new(
            Outcome.Allowed,
            DecisionReason.None,
            new()
            {
                Administrative = AdministrativeRecord.From(record, result.LogIndex, today),
                Overview = compartments.Contains(Compartment.Clinical)
                    ? ChartOverview.From([.. record.Entries.Where(IsNotSensitive)], reader, today)
                    : null,
                Dossiers = dossiers.Count > ChartView.MaxDossiers ? dossiers[..ChartView.MaxDossiers] : dossiers,
                Sensitive = sensitive,
                SensitiveCount = await CountAsync(record, stop),
                BrokenCount = record.Unopened.Count(one => one.Reason == UnopenedReason.Broken),
                IsTruncated = record.IsTruncated || dossiers.Count > ChartView.MaxDossiers,
            });
    }

    private static bool IsNotSensitive(OpenedEntry entry) => entry.Compartment != Compartment.Sensitive;

    private static void Read(OpenedEntry entry, List<LaboratoryDossier> dossiers, List<SensitiveText> sensitive)
    {
        if (entry.Compartment is not (Compartment.Laboratory or Compartment.Sensitive)
            || (entry.Compartment == Compartment.Laboratory && entry.ResourceType != Dossier))
        {
            return;
        }

        switch (FhirJson.ReadResource(entry.Json.Span))
        {
            case ServiceRequest request:
                dossiers.Add(LaboratoryDossier.From(entry.Entry, request));
                break;
            case Observation observation when entry.Compartment == Compartment.Sensitive:
                sensitive.Add(SensitiveText.From(entry.Entry, observation));
                break;
            default:
                break;
        }
    }

    private async Task<int> CountAsync(OpenedRecord record, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        int count = 0;
        foreach (PatientDecision decision in record.Decisions)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = CountSensitive;
            command.Add("@patient", decision.Patient.Value);
            count += Convert.ToInt32(
                await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture);
        }

        return count;
    }
}

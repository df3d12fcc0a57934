using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Patients;

namespace Serment.Records.Charts;

/// <summary>The first page of one chart, as far as the role's keys open it.</summary>
public sealed record ChartView
{
    /// <summary>Dossiers that a page shows.</summary>
    public const int MaxDossiers = 500;

    /// <summary>Whose it is.</summary>
    public required ChartHead Head { get; init; }

    /// <summary>The administrative part, beside the clinical one.</summary>
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

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ChartView);

    /// <summary>Reads it from what was opened.</summary>
    /// <param name="record">What was opened.</param>
    /// <param name="head">What stands above it: clinical where the role reads that part.</param>
    /// <param name="sensitiveCount">Sensitive entries that are there.</param>
    /// <param name="reader">Who reads: drafts of others stay theirs.</param>
    /// <param name="today">The day, for ages and alerts.</param>
    internal static ChartView From(
        OpenedRecord record, ChartHead head, int sensitiveCount, ActorId reader, DateOnly today)
    {
        List<LaboratoryDossier> dossiers = [];
        List<SensitiveText> sensitive = [];
        foreach (OpenedEntry entry in record.Entries)
        {
            Read(entry, dossiers, sensitive);
        }

        dossiers.Sort((a, b) => string.CompareOrdinal(b.Day, a.Day));
        AdministrativeRecord administrative = AdministrativeRecord.From(record, head.LogIndex, today);
        return new()
        {
            Head = head,

            // Where the keys leave the identity closed, the head has it from the card.
            Administrative = administrative.IdentityEntry is null && head.Identity is { } known
                ? administrative with { Identity = known, Numbers = head.Number is { } number ? [number] : [] }
                : administrative,
            Overview = head.Clinical is null
                ? null
                : ChartOverview.From([.. record.Entries.Where(IsNotSensitive)], reader),
            Dossiers = dossiers.Count > MaxDossiers ? dossiers[..MaxDossiers] : dossiers,
            Sensitive = sensitive,
            SensitiveCount = sensitiveCount,
            BrokenCount = record.Unopened.Count(one => one.Reason == UnopenedReason.Broken),
            IsTruncated = record.IsTruncated || dossiers.Count > MaxDossiers,
        };
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

    private static readonly ResourceType Dossier = ResourceType.Of("ServiceRequest");
}

/// <summary>The answer: the chart, or why not.</summary>
public sealed record ChartOpened(Outcome Outcome, DecisionReason Reason, ChartView? Chart);

/// <summary>Opens the first page of one chart.</summary>
public sealed class OpenChart(OpenSection section, DatabaseLocation main)
{
    private const string CountSensitive =
        "SELECT COUNT(DISTINCT entry_id) FROM entry WHERE patient_id = @patient AND compartment = 6";

    /// <summary>What the page shows and no more: doses given and documents have pages of their own.</summary>
    internal static readonly string[] Types =
        ["Patient", "RelatedPerson", "Coverage", "ServiceRequest", .. ChartOverview.Types];

    /// <summary>Opens it.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="session">Who asks.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="today">The day, for ages and alerts.</param>
    /// <param name="stop">Cancels the waiting.</param>
    /// <param name="withSensitive">Whether to ask for the sensitive part too.</param>
    public async Task<ChartOpened> RunAsync(
        PatientId patient, SessionDescription session, SessionToken token, DateOnly today, CancellationToken stop,
        bool withSensitive = false)
    {
        using SectionOpened opened = await section.RunAsync(
            patient, Types, session, token, today, stop, withSensitive);
        return opened is { Head: { } head, Record: { } record }
            ? new(
                Outcome.Allowed, DecisionReason.None,
                ChartView.From(record, head, await CountAsync(record, stop), session.StaffId, today))
            : new(opened.Outcome, opened.Reason, null);
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

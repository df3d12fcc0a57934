using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Laboratory.Reports;

/// <summary>How a report was given.</summary>
public enum DeliveryWay : byte
{
    /// <summary>Printed.</summary>
    Printed = 1,

    /// <summary>Handed over.</summary>
    HandedOver = 2,

    /// <summary>By post.</summary>
    Posted = 3,

    /// <summary>Told by telephone.</summary>
    Phoned = 4,
}

/// <summary>To whom.</summary>
public enum DeliveryTo : byte
{
    /// <summary>The prescriber.</summary>
    Prescriber = 1,

    /// <summary>The patient.</summary>
    Patient = 2,

    /// <summary>Somebody else, named.</summary>
    Other = 3,
}

/// <summary>One time that a report was given to somebody.</summary>
/// <param name="Edition">Which edition.</param>
/// <param name="Way">How.</param>
/// <param name="To">To whom.</param>
/// <param name="Name">The recipient in words; null where the kind says it.</param>
/// <param name="At">When.</param>
/// <param name="By">Who gave it.</param>
/// <param name="ByName">In words.</param>
public sealed record Delivery(
    int Edition, DeliveryWay Way, DeliveryTo To, string? Name, DateTimeOffset At, ActorId By, string? ByName)
{
    /// <summary>Longest name of a recipient.</summary>
    public const int MaxNameChars = 200;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Delivery);
}

/// <summary>A delivery as a sealed FHIR Communication.</summary>
public static class DeliveryResource
{
    private const string Ways = "urn:serment:laboratory:delivery-way";
    private const string Recipients = "urn:serment:laboratory:delivery-to";
    private const string HistoryPart = "/_history/";

    /// <summary>Makes it.</summary>
    public static Communication Write(EntryId report, PatientId patient, Delivery given) => new()
    {
        Status = "completed",
        Category = [Coded.Of(Recipients, given.To.ToString())],
        Medium = [Coded.Of(Ways, given.Way.ToString())],
        Subject = new() { ReferenceValue = $"Patient/{patient}" },
        About = [new() { ReferenceValue = $"DiagnosticReport/{report}{HistoryPart}{given.Edition}" }],
        Sent = Coded.Time(given.At),
        Recipient = given.Name is { } name ? [new() { Display = name }] : null,
        Sender = new() { ReferenceValue = $"Practitioner/{given.By}", Display = given.ByName },
    };

    /// <summary>Those of a report, newest first. Who it was is what the custodian says, not the text.</summary>
    public static IReadOnlyList<Delivery> Of(IReadOnlyList<OpenedEntry> entries, EntryId report) =>
    [
        .. ReadEntries.Of<Communication>(entries).Select(one => Read(one, report)).OfType<Delivery>()
            .OrderByDescending(one => one.At),
    ];

    private static Delivery? Read(CurrentEntry<Communication> entry, EntryId report)
    {
        string prefix = $"DiagnosticReport/{report}{HistoryPart}";
        return entry.Resource.About?.FirstOrDefault()?.ReferenceValue is { } about
            && about.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(about.AsSpan(prefix.Length), out int edition)
            && Enum.TryParse(Coded.CodeIn(entry.Resource.Medium?.FirstOrDefault(), Ways), out DeliveryWay way)
            && Enum.TryParse(Coded.CodeIn(entry.Resource.Category?.FirstOrDefault(), Recipients), out DeliveryTo to)
                ? new(
                    edition, way, to, entry.Resource.Recipient?.FirstOrDefault()?.Display,
                    Coded.Moment(entry.Resource.Sent) ?? DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs),
                    entry.Author, entry.Resource.Sender?.Display)
                : null;
    }
}

/// <summary>Notes that an edition of a report was given to somebody: who, when, to whom, how.</summary>
public sealed class RecordDelivery(SaveEntries save)
{
    /// <summary>Notes it.</summary>
    public Task<EntriesSaved> RunAsync(
        SignedReport report, Delivery given, SessionToken session, CancellationToken stop) =>
        save.RunAsync(
            report.Version.Patient,
            [new(DeliveryResource.Write(report.Version.Entry, report.Version.Patient, given), report.Compartment)],
            session, stop,
            (DbConnection connection, DbTransaction transaction, SealReceipt _, CancellationToken cancelled) =>
                ReportRows.SetDeliveredAsync(
                    connection, transaction, report.Version.Patient, report.Version.Entry, given.At, cancelled));
}

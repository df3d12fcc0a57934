using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Handovers;

/// <summary>What one shift told the next of a patient.</summary>
public sealed record HandoverLine(string Text, ActorId By, DateTimeOffset At)
{
    /// <summary>Characters of one line.</summary>
    public const int MaxCharacters = 1_000;

    private const string CategorySystem = "urn:serment:fhir:communication";
    private const string CategoryCode = "shift-handover";

    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => nameof(HandoverLine);

    /// <summary>The lines among opened entries, newest first.</summary>
    internal static IReadOnlyList<HandoverLine> Of(IEnumerable<OpenedEntry> entries) =>
    [
        .. ReadEntries.Of<Communication>(entries)
            .Where(one => one.Resource.Category?.Exists(
                category => category.Coding?.Exists(code => code.Code is CategoryCode) == true) == true)
            .Select(one => new HandoverLine(
                one.Resource.Payload is { Count: > 0 } payload ? payload[0].ContentString ?? "" : "", one.Author,
                DateTimeOffset.FromUnixTimeMilliseconds(one.RecordedAtMs)))
            .OrderByDescending(one => one.At),
    ];

    /// <summary>The resource: FHIR R4 Communication (<see href="http://hl7.org/fhir/R4/communication.html"/>).</summary>
    internal static Communication Write(PatientId patient, string text, ActorId author, DateTimeOffset now) => new()
    {
        Status = "completed",
        Category = [new() { Coding = [new() { System = CategorySystem, Code = CategoryCode }] }],
        Subject = new() { ReferenceValue = $"Patient/{patient}" },
        Sent = now.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        Sender = new() { ReferenceValue = $"Practitioner/{author}" },
        Payload = [new() { ContentString = text }],
    };
}

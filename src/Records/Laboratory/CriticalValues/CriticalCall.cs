using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.CriticalValues;

/// <summary>A call about a critical value, as it was made.</summary>
/// <param name="Task">The analysis.</param>
/// <param name="Label">What it is called (French).</param>
/// <param name="To">Who was called: name and function.</param>
/// <param name="Phone">Under which number.</param>
/// <param name="IsAnswered">Whether somebody answered.</param>
/// <param name="Value">The value with its unit, as it was told and read back.</param>
/// <param name="IsReadBack">Whether the other side repeated it.</param>
/// <param name="Note">More words.</param>
public sealed record CriticalCall(
    EntryId Task, string Label, string To, string Phone, bool IsAnswered, string Value, bool IsReadBack, string? Note)
{
    /// <summary>Longest name, phone number or value.</summary>
    public const int MaxShortChars = 120;

    /// <summary>Longest note.</summary>
    public const int MaxNoteChars = 500;

    /// <summary>When; what the custodian says once it is sealed.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who called; what the custodian says once it is sealed.</summary>
    public ActorId By { get; init; }

    /// <summary>Who called, by name as it was written.</summary>
    public string ByName { get; init; } = "";

    /// <summary>Whether it is told: somebody answered and read the value back.</summary>
    public bool IsTold => IsAnswered && IsReadBack;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CriticalCall);
}

/// <summary>
/// The sealed FHIR R4 Communication of a call (<see href="http://hl7.org/fhir/R4/communication.html"/>): <c>completed</c>
/// where it was told, <c>not-done</c> where nobody answered.
/// </summary>
public static class CriticalCalls
{
    private const string CategorySystem = "urn:serment:fhir:communication";
    private const string CategoryCode = "critical-value";
    private const string PhoneUrl = "urn:serment:fhir:critical-phone";
    private const string ReadBackUrl = "urn:serment:fhir:critical-read-back";
    private const string TaskUrl = "urn:serment:fhir:task";
    private const string Medium = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";

    /// <summary>The resource of a call.</summary>
    public static Communication Write(CriticalCall call, EntryId request, ItemWriter writer) => new()
    {
        Status = call.IsAnswered ? "completed" : "not-done",
        Category = [Coded.Of(CategorySystem, CategoryCode)],
        Priority = "urgent",
        Medium = [Coded.Of(Medium, "PHONE")],
        Subject = writer.Subject(),
        BasedOn = [new() { ReferenceValue = $"ServiceRequest/{request}" }],
        Topic = new() { Text = call.Label },
        Sent = writer.AtText,
        Recipient = [new() { Display = call.To }],
        Sender = writer.Author(),
        Payload = call.Value.Length > 0 ? [new() { ContentString = call.Value }] : null,
        Note = call.Note is { Length: > 0 } note ? [new() { Text = note }] : null,
        Extension =
        [
            new() { Url = TaskUrl, ValueString = call.Task.ToString() },
            new() { Url = PhoneUrl, ValueString = call.Phone },
            new() { Url = ReadBackUrl, ValueBoolean = call.IsReadBack },
        ],
    };

    /// <summary>The calls among opened entries, newest first.</summary>
    public static IReadOnlyList<CriticalCall> Of(IEnumerable<OpenedEntry> entries) =>
    [
        .. ReadEntries.Of<Communication>(entries).Select(Read).OfType<CriticalCall>().OrderByDescending(one => one.At),
    ];

    /// <summary>The call by which an analysis' value was first told and read back; null for none.</summary>
    public static CriticalCall? ToldOf(IEnumerable<CriticalCall> calls, EntryId task) =>
        calls.Where(one => one.Task == task && one.IsTold).MinBy(one => one.At);

    /// <summary>The same of a determination as it stands: what was told before it was corrected was another value.</summary>
    public static CriticalCall? ToldOf(IEnumerable<CriticalCall> calls, Determination made) => ToldOf(
        calls.Where(one => made.Status != DeterminationStatus.Corrected || one.At >= made.Biological?.At), made.Task);

    private static CriticalCall? Read(CurrentEntry<Communication> entry)
    {
        Communication from = entry.Resource;
        Extension? Find(string url) =>
            from.Extension?.Find(one => string.Equals(one.Url, url, StringComparison.Ordinal));
        string? Text(string url) => Find(url)?.ValueString;
        return from.Category?.Exists(one => Coded.CodeIn(one, CategorySystem) is CategoryCode) != true
            || !EntryId.TryParse(Text(TaskUrl), out EntryId task)
                ? null
                : new(
                    task, from.Topic?.Text ?? "", from.Recipient?.FirstOrDefault()?.Display ?? "", Text(PhoneUrl) ?? "",
                    from.Status is "completed", from.Payload?.FirstOrDefault()?.ContentString ?? "",
                    Find(ReadBackUrl)?.ValueBoolean == true, Coded.NoteOf(from.Note))
                {
                    At = DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs),
                    By = entry.Author,
                    ByName = from.Sender?.Display ?? "",
                };
    }
}

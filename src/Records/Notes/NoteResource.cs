using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Entries;

namespace Serment.Records.Notes;

/// <summary>
/// Notes as FHIR R4 Composition (<see href="http://hl7.org/fhir/R4/composition.html"/>): sections with their titles,
/// each text a Narrative, who signed as professional attesters in their order.
/// </summary>
internal static class NoteResource
{
    private const string LoincSystem = "http://loinc.org";
    private const string TemplateSystem = "urn:serment:fhir:note-template";
    private const string ReasonUrl = "urn:serment:fhir:amendment-reason";
    private const string HistoryPart = "/_history/";

    /// <summary>A draft.</summary>
    public static Composition Draft(
        PatientId patient, NoteContent content, EntryVersion? amends, ActorId author, DateTimeOffset now,
        string reason = "")
    {
        Composition draft = new()
        {
            Status = "preliminary",
            Type = TypeOf(content),
            Subject = new() { ReferenceValue = $"Patient/{patient}" },
            Date = Instant(now),
            Author = [Staff(author)],
            Title = content.Title,
            RelatesTo = amends is null ? null : [Replaces(amends)],
            Section = SectionsOf(content, keepEmpty: true),
        };
        SetReason(draft, reason.Length == 0 ? null : reason);
        return draft;
    }

    /// <summary>A note signed for the first time.</summary>
    public static Composition Signed(PatientId patient, NoteContent content, ActorId author, DateTimeOffset now)
    {
        Composition signed = Draft(patient, content, null, author, now);
        signed.Status = "final";
        signed.Section = SectionsOf(content, keepEmpty: false);
        signed.Attester = [Attester(author, now)];
        return signed;
    }

    /// <summary>A signed note with other words and the reason why; everything else of it is kept.</summary>
    public static Composition Amended(
        CurrentEntry<Composition> signed, NoteContent content, string reason, ActorId author, DateTimeOffset now)
    {
        Composition amended = signed.Resource;
        amended.Status = "amended";
        amended.Date = Instant(now);
        amended.Title = content.Title;
        amended.Section = SectionsOf(content, keepEmpty: false);
        amended.RelatesTo = [Replaces(signed.Version)];
        (amended.Attester ??= []).Add(Attester(author, now));
        if (!(amended.Author ??= []).Any(one => ActorOf(one) == author))
        {
            amended.Author.Add(Staff(author));
        }

        SetReason(amended, reason);
        return amended;
    }

    /// <summary>The same words, marked as entered in error.</summary>
    public static Composition InError(Composition resource, string? reason)
    {
        resource.Status = "entered-in-error";
        SetReason(resource, reason);
        return resource;
    }

    public static NoteStatus StatusOf(Composition resource) => resource.Status switch
    {
        "preliminary" => NoteStatus.Draft,
        "amended" => NoteStatus.Amended,
        "entered-in-error" => NoteStatus.InError,
        _ => NoteStatus.Signed,
    };

    public static Note Read(CurrentEntry<Composition> entry)
    {
        Composition resource = entry.Resource;
        return new()
        {
            Version = entry.Version,
            Status = StatusOf(resource),
            Content = new(
                CodeOf(resource, TemplateSystem) ?? "", CodeOf(resource, LoincSystem) ?? "", resource.Title ?? "",
                [
                    .. (resource.Section ?? []).Select(
                        one => new NoteSection(one.Title ?? "", NarrativeText.Read(one.Text))),
                ]),
            SavedBy = entry.Author,
            SavedAt = DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs),
            Author = resource.Author is { Count: > 0 } authors ? ActorOf(authors[0]) : null,
            WrittenAt = Charts.Items.Coded.Moment(resource.Date),
            WasSigned = resource.Attester is { Count: > 0 },
            Reason = resource.Extension?.Find(one => one.Url is ReasonUrl)?.ValueString,
            Amends = resource.Status is "preliminary" ? BaseOf(resource, entry.Version.Patient) : null,
        };
    }

    private static EntryVersion? BaseOf(Composition resource, PatientId patient)
    {
        Reference? target = resource.RelatesTo?.Find(one => one.Code is "replaces")?.TargetReference;
        string[] parts = (target?.ReferenceValue ?? "").Split(HistoryPart);
        return parts.Length == 2 && EntryId.TryParse(parts[0][(parts[0].IndexOf('/') + 1)..], out EntryId entry)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
                ? new(patient, entry, version)
                : null;
    }

    private static string? CodeOf(Composition resource, string system) =>
        resource.Type?.Coding?.Find(one => string.Equals(one.System, system, StringComparison.Ordinal))?.Code;

    private static CodeableConcept TypeOf(NoteContent content) => new()
    {
        Coding =
        [
            new() { System = LoincSystem, Code = content.Loinc },
            new() { System = TemplateSystem, Code = content.Template },
        ],
    };

    private static List<CompositionSection> SectionsOf(NoteContent content, bool keepEmpty) =>
    [
        .. content.Sections
            .Where(one => keepEmpty || !string.IsNullOrWhiteSpace(one.Text))
            .Select(one => new CompositionSection
            {
                Title = one.Title,

                // FHIR knows no empty narrative: a section that nobody has filled yet has its title alone.
                Text = string.IsNullOrWhiteSpace(one.Text) ? null : NarrativeText.Write(one.Text),
            }),
    ];

    private static CompositionAttester Attester(ActorId who, DateTimeOffset at) =>
        new() { Mode = "professional", Time = Instant(at), Party = Staff(who) };

    private static CompositionRelatesTo Replaces(EntryVersion version) => new()
    {
        Code = "replaces",
        TargetReference = new()
        {
            ReferenceValue = string.Create(
                CultureInfo.InvariantCulture, $"Composition/{version.Entry}{HistoryPart}{version.Version}"),
        },
    };

    private static Reference Staff(ActorId actor) => new() { ReferenceValue = $"Practitioner/{actor}" };

    private static ActorId? ActorOf(Reference reference) =>
        reference.ReferenceValue is { } text && text.StartsWith("Practitioner/", StringComparison.Ordinal)
        && OpaqueId.TryParse(text.AsSpan("Practitioner/".Length), out long id)
            ? new ActorId(id)
            : null;

    private static string Instant(DateTimeOffset time) =>
        time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static void SetReason(Composition resource, string? reason)
    {
        resource.Extension?.RemoveAll(one => one.Url is ReasonUrl);
        if (reason is not null)
        {
            (resource.Extension ??= []).Add(new() { Url = ReasonUrl, ValueString = reason });
        }
    }
}

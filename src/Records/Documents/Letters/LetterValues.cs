using System.Globalization;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Patients.Contact;
using Serment.Records.Patients.Identity;
using Serment.Records.Practitioners;

namespace Serment.Records.Documents.Letters;

/// <summary>What the fields of a letter say for one chart. The words for "nothing" come from the page's language.</summary>
public static class LetterValues
{
    /// <summary>FHIR's types that a letter may speak of.</summary>
    public static readonly string[] Types =
        ["Condition", Allergies.Type, nameof(MedicationRequest), DocumentResource.ResourceType, CurrentStay.Type];

    /// <summary>Reads them from what was opened.</summary>
    /// <param name="head">Whose chart.</param>
    /// <param name="entries">What was opened of it.</param>
    /// <param name="letterhead">Who writes, and from where.</param>
    /// <param name="words">The words where there is nothing.</param>
    /// <param name="today">The day.</param>
    /// <param name="zone">The house's zone.</param>
    public static IReadOnlyDictionary<string, string> Of(
        ChartHead head, IReadOnlyList<OpenedEntry> entries, Letterhead letterhead, LetterWords words, DateOnly today,
        TimeZoneInfo zone)
    {
        PatientIdentity? who = head.Identity;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["patient.name"] = NameOf(who) ?? words.Unknown,
            ["patient.birthName"] = who?.BirthName ?? words.Unknown,
            ["patient.givenName"] = who?.FirstGivenName ?? words.Unknown,
            ["birthDate"] = who?.BirthDate is { } born ? Day(born.DateToUse) : words.Unknown,
            ["age"] = who?.BirthDate is { } date
                ? string.Format(CultureInfo.InvariantCulture, words.Years, date.AgeYears(today))
                : words.Unknown,
            ["recordNumber"] = head.Number?.Value ?? words.Unknown,
            ["author"] = letterhead.FullName,
            ["author.specialty"] = letterhead.Practice.Specialty ?? "",
            ["author.rpps"] = letterhead.Practice.Rpps ?? "",
            ["site"] = letterhead.SiteName,
            ["site.address"] = letterhead.Site.Address?.ReplaceLineEndings(", ") ?? "",
            ["site.phone"] = PhoneNumber.Shown(letterhead.Site.Phone) ?? "",
            ["site.finess"] = letterhead.Finess ?? "",
            ["stay.from"] = StayBegan(entries) is { } began
                ? Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(began, zone).DateTime))
                : words.Unknown,
            ["today"] = Day(today),
            ["problems"] = ConditionsOf(entries, ConditionKind.Problem, words),
            ["history"] = ConditionsOf(entries, null, words),
            ["allergies"] = AllergiesOf(entries, words),
            ["medications"] = MedicationsOf(entries, words),
        };
    }

    /// <summary>The name as a letter has it: used name, then birth name where it differs.</summary>
    public static string? NameOf(PatientIdentity? who)
    {
        if (who is null)
        {
            return null;
        }

        string? given = who.UsedGivenName ?? who.FirstGivenName;
        string name = who.UsedName is { } used && !string.Equals(used, who.BirthName, StringComparison.Ordinal)
            ? $"{given} {used} ({who.BirthName})"
            : $"{given} {who.BirthName}";
        return name.Trim();
    }

    // The stay that lasts, or else the last one that was: a letter is often written after the patient has left.
    private static DateTimeOffset? StayBegan(IReadOnlyList<OpenedEntry> entries) =>
        EncounterResource.StaysOf(entries)
            .Select(one => one.Stay.History)
            .Where(one => one.From is not null)
            .OrderByDescending(one => one.IsOpen)
            .ThenByDescending(one => one.From)
            .FirstOrDefault()?.From;

    private static string Day(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string ConditionsOf(IReadOnlyList<OpenedEntry> entries, ConditionKind? kind, LetterWords words) =>
        Lines(
            ReadEntries.Of<Condition>(entries).Select(one => ConditionResource.Read(one.Resource))
                .Where(one => kind is { } wanted
                    ? one.Kind == wanted && one.State == ItemState.Active
                    : one.Kind is not (ConditionKind.Problem or ConditionKind.Family)
                        && one.State != ItemState.EnteredInError)
                .OrderByDescending(one => one.IsMain)
                .Select(one => one.Title),
            words.None);

    private static string AllergiesOf(IReadOnlyList<OpenedEntry> entries, LetterWords words)
    {
        IReadOnlyList<Allergy> all = Allergies.Of(entries);
        return Lines(
            Allergies.ActiveOf(all).Select(one => one.Details.Reaction is { Length: > 0 } reaction
                ? $"{one.Details.Substance} : {reaction}"
                : one.Details.Substance),
            Allergies.StandingOf(all) == AllergyStanding.NoneKnown ? words.NoAllergy : words.NotAsked);
    }

    private static string MedicationsOf(IReadOnlyList<OpenedEntry> entries, LetterWords words) =>
        Lines(
            ReadEntries.Of<MedicationRequest>(entries)
                .Where(one => one.Resource.Status is "active")
                .Select(one => Described(one.Resource))
                .OfType<string>(),
            words.None);

    private static string? Described(MedicationRequest request)
    {
        CodeableConcept? drug = request.MedicationCodeableConcept;
        string? name = drug?.Text ?? drug?.Coding?.FirstOrDefault()?.Display;
        string? dose = request.DosageInstruction?.FirstOrDefault()?.Text;
        return name is null ? null : dose is null ? name : $"{name} : {dose}";
    }

    private static string Lines(IEnumerable<string> items, string none)
    {
        string lines = string.Join('\n', items.Distinct(StringComparer.Ordinal).Select(one => "- " + one));
        return lines.Length > 0 ? lines : none;
    }
}

/// <summary>Words where a field has nothing to say; <paramref name="Years"/> has a hole for the age.</summary>
public sealed record LetterWords(string Unknown, string None, string NoAllergy, string NotAsked, string Years);

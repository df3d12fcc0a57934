using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Records.Entries;
using Serment.Records.Notes;
using Serment.Web.Parts;

namespace Serment.Web.Notes;

/// <summary>The fields of a note's form beside its texts.</summary>
/// <param name="Holder">The record that holds the draft.</param>
/// <param name="Entry">The draft's number.</param>
/// <param name="Version">The newest version that the page knows; 0 before the first.</param>
/// <param name="Window">The page.</param>
/// <param name="Edit">The page's count of changes.</param>
/// <param name="Content">What is written.</param>
/// <param name="Amends">The signed version that it is to amend.</param>
/// <param name="Reason">Why it is amended.</param>
public sealed record NoteForm(
    PatientId Holder, EntryId Entry, int Version, long Window, int Edit, NoteContent Content, EntryVersion? Amends,
    string Reason)
{
    /// <summary>The field of a section's text, by its place.</summary>
    public static string TextField(int place) => string.Create(CultureInfo.InvariantCulture, $"text{place}");

    /// <summary>The field of a section's title, by its place.</summary>
    public static string TitleField(int place) => string.Create(CultureInfo.InvariantCulture, $"title{place}");

    /// <summary>What is saved of it.</summary>
    public DraftText Draft => new(Holder, Entry, Version, Window, Edit, Content, Amends, Reason);

    /// <summary>The form of a draft, or of a new note, on a page of its own.</summary>
    internal static NoteForm Of(
        PatientId holder, EntryId entry, int version, NoteContent content, EntryVersion? amends, string reason = "") =>
        new(holder, entry, version, OpaqueId.Draw(), 1, content, amends, reason);

    /// <summary>A new note of a template: its sections, empty.</summary>
    internal static NoteContent Empty(NoteTemplate template) =>
        new(
            template.Key, template.Loinc, template.Title,
            [.. template.Sections.Select(title => new NoteSection(title, ""))]);

    /// <summary>
    /// Reads a posted form; null for one that no page of ours makes. Texts keep their lines and lose nothing.
    /// </summary>
    internal static NoteForm? Read(string entry, IFormCollection form)
    {
        if (!EntryId.TryParse(entry, out EntryId id)
            || !PatientId.TryParse(form["holder"], out PatientId holder)
            || !OpaqueId.TryParse(form["window"].ToString(), out long window)
            || !int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || !int.TryParse(form["edit"], NumberStyles.None, CultureInfo.InvariantCulture, out int edit)
            || NoteTemplate.Shipped.FirstOrDefault(one => form["template"] == one.Key) is not { } template)
        {
            return null;
        }

        List<NoteSection> sections = [];
        while (sections.Count < NoteTemplate.MaxSections && form.ContainsKey(TextField(sections.Count)))
        {
            string title = form[TitleField(sections.Count)].ToString().Trim();
            sections.Add(new(
                title.Length > NoteTemplate.MaxTitleCharacters ? title[..NoteTemplate.MaxTitleCharacters] : title,
                form[TextField(sections.Count)].ToString().ReplaceLineEndings("\n")));
        }

        string heading = form["title"].ToString().Trim();
        return sections.Count == 0
            ? null
            : new(
                holder, id, version, window, edit,
                new(
                    template.Key, template.Loinc,
                    heading.Length is 0 or > NoteTemplate.MaxTitleCharacters ? template.Title : heading, sections),
                EntryVersion.Parse(form["amends"]), form["reason"].ToString().Trim());
    }
}

using Serment.CustodyProtocol;
using Serment.Records.Notes;
using Serment.Web.Security;

namespace Serment.Web.Notes;

/// <summary>Who signed a note, and when, in words.</summary>
internal static class NoteSigned
{
    /// <summary>
    /// By the custodian where somebody of this house saved it. Of what an interface or an import brought, the author and
    /// time that it names, and that another system says so.
    /// </summary>
    public static string Words(Note note, IReadOnlyDictionary<ActorId, string> names, Visitor me) =>
        names.TryGetValue(note.SavedBy, out string? saver)
            ? me.Texts.Fill("notes.signedBy", saver, me.Texts.Minute(me.Local(note.SavedAt)))
            : note.Author is { } author && note.WrittenAt is { } written && names.TryGetValue(author, out string? name)
                ? me.Texts.Fill("notes.receivedFrom", name, me.Texts.Minute(me.Local(written)))
                : me.Texts.Fill(
                    "notes.signedBy", me.Texts["notes.elsewhere"], me.Texts.Minute(me.Local(note.SavedAt)));
}

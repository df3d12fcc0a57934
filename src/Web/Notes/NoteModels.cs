using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Entries;
using Serment.Records.Notes;
using Serment.Records.Patients;
using Serment.Web.Parts;

namespace Serment.Web.Notes;

/// <summary>The notes of one chart.</summary>
public sealed record NotesModel(
    ChartHead Head, NotesOpened Notes, IReadOnlyList<NoteTemplate> Templates,
    IReadOnlyDictionary<ActorId, string> Names);

/// <summary>One note with its versions, and the difference of two of them.</summary>
public sealed record NoteModel(
    ChartHead Head, Note Note, IReadOnlyList<Note> Versions, Note? Earlier, Note? Later,
    IReadOnlyList<DiffRun> Difference, bool MayAmend, bool MayTakeBack, IReadOnlyDictionary<ActorId, string> Names);

/// <summary>Who saved first, what stands there now, and how it differs from what is typed.</summary>
public sealed record NoteConflict(
    string SavedBy, DateTimeOffset SavedAt, NoteContent? Theirs, IReadOnlyList<DiffRun> Difference);

/// <summary>A note under somebody's hands.</summary>
public sealed record NoteEditModel(ChartHead Head, FormState Form, NoteForm Note, NoteConflict? Conflict = null);

/// <summary>A note as it will be signed.</summary>
public sealed record NoteReviewModel(
    ChartHead Head, FormState Form, NoteForm Note, IReadOnlyList<DiffRun> Difference);

/// <summary>A note or draft about to be taken back.</summary>
public sealed record NoteTakeBackModel(ChartHead Head, FormState Form, Note Note);

/// <summary>What somebody has not signed yet.</summary>
public sealed record DraftsModel(IReadOnlyList<MyDraft> Drafts);

/// <summary>The templates of the establishment.</summary>
public sealed record TemplatesModel(IReadOnlyList<SiteTemplate> Templates);

/// <summary>One template under an administrator's hands.</summary>
public sealed record TemplateModel(SiteTemplate Template, FormState Form, bool IsConflict = false);

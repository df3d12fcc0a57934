using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Records.Documents.Letters;

/// <summary>Keeps the draft of a letter, and signs it: a PDF, filed as a document under the same entry.</summary>
public sealed class WriteLetter(SaveEntries save, StoreDocument store)
{
    /// <summary>Who signs: what is clinical, a physician; what is administrative, whoever writes it.</summary>
    public static bool MaySign(SessionDescription who, DocumentType type) =>
        who.Writes.Contains(DocumentTypes.CompartmentOf(type))
        && (DocumentTypes.CompartmentOf(type) != Compartment.Clinical || who.Role == Role.Physician);

    /// <summary>Seals a draft: a new one, or the next version of the one that was shown.</summary>
    public async Task<EntriesSaved> SaveAsync(
        PatientId patient, LetterDraft draft, EntryVersion? seen, SessionDescription who, SessionToken session,
        DateTimeOffset now, CancellationToken stop)
    {
        Compartment compartment = DocumentTypes.CompartmentOf(draft.Type);
        return who.Writes.Contains(compartment)
            ? await save.RunAsync(
                patient, [new(LetterResource.Write(draft, patient, who, now), compartment, seen)], session, stop)
            : new(SealOutcome.Refused, DecisionReason.RoleForbids, []);
    }

    /// <summary>Files the paper as the next version of the draft that was shown: from then on it is not changed.</summary>
    public async Task<DocumentStored> SignAsync(
        LetterDraft draft, EntryVersion seen, byte[] paper, SessionDescription who, SessionToken session,
        DateTimeOffset now, DateOnly today, CancellationToken stop)
    {
        if (!MaySign(who, draft.Type))
        {
            return new(SealOutcome.Refused, DecisionReason.RoleForbids, Checking.FileRefusal.None);
        }

        using MemoryStream content = new(paper, writable: false);
        return await store.RunAsync(
            seen.Patient,
            new(draft.Type, draft.Title, today, null, null, IsSensitive: false, IsSigned: true, Seen: seen),
            content, who, session, now, stop);
    }
}

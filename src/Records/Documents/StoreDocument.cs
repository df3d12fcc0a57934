using System.Buffers;
using System.Data.Common;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Documents.Checking;
using Serment.Records.Documents.Scanning;
using Serment.Records.Entries;

namespace Serment.Records.Documents;

/// <summary>What is said of a document that is about to be filed.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Date">The day it bears.</param>
/// <param name="Author">Who wrote it, where that is not whoever files it.</param>
/// <param name="FileName">The name that its file had.</param>
/// <param name="IsSensitive">Whether it goes to the sensitive compartment.</param>
/// <param name="IsSigned">Whether whoever files it signs it: a letter made here.</param>
/// <param name="Seen">The draft that it takes the place of.</param>
/// <param name="Order">The laboratory's order that it belongs to.</param>
/// <param name="IsOfLaboratory">Whether it goes to the laboratory's compartment: another laboratory's report.</param>
public sealed record DocumentDraft(
    DocumentType Type, string Title, DateOnly? Date, string? Author, string? FileName, bool IsSensitive,
    bool IsSigned = false, EntryVersion? Seen = null, EntryId? Order = null, bool IsOfLaboratory = false)
{
    /// <summary>Where it goes.</summary>
    public Compartment Compartment =>
        IsSensitive ? Compartment.Sensitive
        : IsOfLaboratory ? Compartment.Laboratory
        : DocumentTypes.CompartmentOf(Type);

    /// <summary>Whether only pages will do, as PDF or image: a prescription or a report that belongs to an order.</summary>
    public bool IsPages => Order is not null;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(DocumentDraft);
}

/// <summary>A file whose pieces are stored.</summary>
internal sealed record StoredFile(
    FileKind Kind, int SizeBytes, string Sha256, ScanVerdict Scan, IReadOnlyList<EntryId> Pieces);

/// <summary>What became of a file.</summary>
/// <param name="Outcome">Saved, or refused by the custodian.</param>
/// <param name="Reason">The custodian's reason.</param>
/// <param name="Refusal">What is wrong with the file, where something is; nothing was filed then.</param>
/// <param name="Document">The document, where it is there.</param>
/// <param name="Scan">What the scanner said.</param>
/// <param name="Conflict">Who saved first, where it takes the place of a draft.</param>
public sealed record DocumentStored(
    SealOutcome Outcome, DecisionReason Reason, FileRefusal Refusal, EntryVersion? Document = null,
    ScanVerdict Scan = ScanVerdict.NotConfigured, VersionConflict? Conflict = null)
{
    /// <summary>Whether it is filed.</summary>
    public bool IsStored => Document is not null;
}

/// <summary>
/// Files a document from a stream: checked, hashed, scanned and sealed piece by piece as it comes, so that no more
/// than one piece is ever in memory and nothing on a disk. The DocumentReference is sealed last: before that the
/// pieces belong to nothing, and an upload that breaks off leaves no document. Its pieces are deleted then; only
/// those of a filed document are confirmed to the log (docs/adr/0020-pieces-are-confirmed-with-their-document.md).
/// </summary>
public sealed class StoreDocument(RecordDoor door, ClamdScanner scanner, DatabaseLocation main)
{
    /// <summary>Files it.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="draft">What is said of it.</param>
    /// <param name="content">The file, read to its end or to the first thing that is wrong.</param>
    /// <param name="who">Who files it.</param>
    /// <param name="session">The session's secret.</param>
    /// <param name="now">The time.</param>
    /// <param name="stop">Until the last seal.</param>
    public async Task<DocumentStored> RunAsync(
        PatientId patient, DocumentDraft draft, Stream content, SessionDescription who, SessionToken session,
        DateTimeOffset now, CancellationToken stop)
    {
        // Reception files a prescription on paper where it reads nothing; the custodian has the last word.
        bool isScan = who.Role == Role.Receptionist && draft.Type == DocumentType.Prescription;
        if (!who.Writes.Contains(draft.Compartment) && !isScan)
        {
            return new(SealOutcome.Refused, DecisionReason.RoleForbids, FileRefusal.None);
        }

        using SealBatch batch = await door.BeginSealAsync(session, stop);
        await using ClamdScan scan = await scanner.BeginAsync(stop);
        EntryVersion version = draft.Seen is { } seen
            ? seen with { Version = seen.Version + 1 }
            : new(patient, batch.NewEntryId(), 1);
        using Filing filing = new(door, batch, patient, draft, version.Entry, session, scan, now);
        bool isFiled = false;
        try
        {
            DocumentStored stored = await filing.TakeAsync(content, stop)
                ?? await FileAsync(draft, filing, batch, version, who, session, await scan.EndAsync(stop), now, stop);
            isFiled = stored.IsStored;
            return stored;
        }
        finally
        {
            if (!isFiled)
            {
                await TakeBackAsync(patient, filing.Upload);
            }
        }
    }

    private async Task<DocumentStored> FileAsync(
        DocumentDraft draft, Filing filing, SealBatch batch, EntryVersion version, SessionDescription who,
        SessionToken session, ScanVerdict verdict, DateTimeOffset now, CancellationToken stop)
    {
        PatientId patient = version.Patient;
        StoredFile file = filing.Finish(verdict);
        if (file.Scan == ScanVerdict.Infected)
        {
            return new(SealOutcome.Refused, DecisionReason.None, FileRefusal.Infected, Scan: file.Scan);
        }

        DocumentReference reference = DocumentResource.Write(draft, file, patient, who, now);
        batch.Clear();
        batch.BeginPatient(patient, isNew: false);
        SealResource.Add(batch, version.Entry, version.Version, draft.Compartment, reference);
        SealResult result = await door.SealAsync(
            batch, session, stop,
            (connection, transaction, _, cancelled) => UploadRows.FinishAsync(
                connection, transaction, patient, filing.Upload, file.Pieces.Count, cancelled));
        if (result.Outcome != SealOutcome.Saved)
        {
            return new(result.Outcome, result.Reason, FileRefusal.None, Conflict: result.Conflict);
        }

        await door.ConfirmAsync(session, filing.Leaves);
        return new(result.Outcome, result.Reason, FileRefusal.None, version, file.Scan);
    }

    // Whatever broke off, and whether or not its caller still waits. Where the database is away too, the sweep follows.
    private async Task TakeBackAsync(PatientId patient, long upload)
    {
        try
        {
            List<WaitingPiece> pieces = await UploadRows.OfUploadAsync(
                main, patient, upload, PieceCodec.MaxPieces, CancellationToken.None);
            await UploadRows.TakeBackAsync(main, pieces, CancellationToken.None);
        }
        catch (DbException)
        {
            // The rows are still there: the next sweep deletes them with their pieces.
            return;
        }
    }

    /// <summary>One file on its way: a piece's worth of it in memory.</summary>
    private sealed class Filing(
        RecordDoor door, SealBatch batch, PatientId patient, DocumentDraft draft, EntryId document,
        SessionToken session, ClamdScan scan, DateTimeOffset now) : IDisposable
    {
        private static readonly ResourceType Binary = ResourceType.Of("Binary");

        private readonly byte[] piece = ArrayPool<byte>.Shared.Rent(PieceCodec.PieceBytes);
        private readonly byte[] json = ArrayPool<byte>.Shared.Rent(PieceCodec.MaxJsonBytes);
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly List<EntryId> pieces = [];
        private readonly List<long> leaves = [];
        private FileInspector? inspector;
        private FileKind kind;
        private int size;
        private FileRefusal refusal;

        /// <summary>A random number of this upload.</summary>
        public long Upload { get; } = OpaqueId.Draw();

        /// <summary>Where the log holds the pieces.</summary>
        public IReadOnlyList<long> Leaves => leaves;

        /// <summary>Reads the stream to its end; null when every piece is stored.</summary>
        public async Task<DocumentStored?> TakeAsync(Stream content, CancellationToken stop)
        {
            bool isLast = false;
            while (!isLast)
            {
                int read = await content.ReadAtLeastAsync(
                    piece.AsMemory(0, PieceCodec.PieceBytes), PieceCodec.PieceBytes, throwOnEndOfStream: false, stop);
                isLast = read < PieceCodec.PieceBytes;
                int kept = Check(read, isLast);
                isLast |= kept < read;
                if (inspector is not { Refusal: FileRefusal.None })
                {
                    return new(SealOutcome.Refused, DecisionReason.None, refusal);
                }

                if (kept > 0 && await SealAsync(kept, stop) is { } failed)
                {
                    return failed;
                }
            }

            return null;
        }

        public StoredFile Finish(ScanVerdict verdict) =>
            new(kind, size, Convert.ToHexStringLower(hash.GetHashAndReset()), verdict, pieces);

        public void Dispose()
        {
            PieceCodec.Return(piece);
            PieceCodec.Return(json);
            hash.Dispose();
        }

        // How many of the bytes read belong to the file. A piece is sealed only once it has been looked at.
        private int Check(int read, bool isLast)
        {
            ReadOnlySpan<byte> bytes = piece.AsSpan(0, read);
            if (inspector is null)
            {
                (FileKind? found, refusal) = RecogniseFile.Of(bytes);
                if (found is not { } ours)
                {
                    return 0;
                }

                if (draft.IsPages && ours == FileKind.Text)
                {
                    refusal = FileRefusal.NotPages;
                    return 0;
                }

                kind = ours;
                inspector = FileInspector.Of(kind);
            }

            int kept = inspector.Take(bytes);
            if (size + (long)kept > FileKinds.MaxSizeBytes)
            {
                inspector.Refuse(FileRefusal.TooLarge);
            }
            else if ((isLast || kept < read) && inspector.Refusal == FileRefusal.None)
            {
                inspector.Finish();
            }

            refusal = inspector.Refusal;
            return refusal == FileRefusal.None ? kept : 0;
        }

        private async Task<DocumentStored?> SealAsync(int length, CancellationToken stop)
        {
            size += length;
            hash.AppendData(piece, 0, length);
            await scan.FeedAsync(piece.AsMemory(0, length), stop);
            EntryId entry = batch.NewEntryId();
            batch.Clear();
            batch.BeginPatient(patient, isNew: false);
            int written = PieceCodec.Write(kind, document, piece.AsSpan(0, length), json);
            batch.Add(entry, 1, draft.Compartment, Binary, json.AsSpan(0, written));
            SealResult result = await door.StoreAsync(
                batch, session, stop,
                (connection, transaction, _, cancelled) =>
                    UploadRows.AddAsync(connection, transaction, patient, entry, Upload, now, cancelled));
            if (result is not { Outcome: SealOutcome.Saved, Receipt: { } receipt })
            {
                return new(result.Outcome, result.Reason, FileRefusal.None);
            }

            pieces.Add(entry);
            leaves.Add(receipt.LogIndexOf(0));
            return null;
        }
    }
}

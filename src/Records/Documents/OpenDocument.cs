using System.Buffers;
using System.Runtime.CompilerServices;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts;

namespace Serment.Records.Documents;

/// <summary>One document, or why not.</summary>
public sealed record DocumentOpened(Outcome Outcome, DecisionReason Reason, DocumentDetails? Document);

/// <summary>A piece is missing, or is not what was sealed: the rest of the document is not handed out.</summary>
public sealed class BrokenDocumentException() : IOException("a piece of the document is missing or broken");

/// <summary>
/// Opens a document, and hands its content out piece by piece: a few pieces are in memory at a time, whatever its
/// size.
/// </summary>
public sealed class OpenDocument(RecordDoor door)
{
    // One round trip and one line of the log for each group.
    private const int PiecesAtOnce = 4;

    /// <summary>Opens what is said of it.</summary>
    /// <param name="patient">The record that holds it.</param>
    /// <param name="document">Which.</param>
    /// <param name="session">Who asks: what the role reads is what is asked for.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="stop">Cancels the waiting.</param>
    /// <param name="isPrint">Whether it is saved as a file.</param>
    public async Task<DocumentOpened> RunAsync(
        PatientId patient, EntryId document, SessionDescription session, SessionToken token, CancellationToken stop,
        bool isPrint = false)
    {
        using OpenResult opened = await door.OpenEntriesAsync(
            patient, [document], OpenSection.CompartmentsOf(session, withSensitive: true),
            OpenSection.PurposeOf(session, token, isPrint), stop);
        DocumentDetails? details = opened.Record is { } record
            ? DocumentResource.Of(record.Entries).FirstOrDefault(one => one.Version.Entry == document)
            : null;
        return new(opened.Outcome, opened.Reason, details);
    }

    /// <summary>Its content, in order. Each part must be used before the next is asked for: it is wiped then.</summary>
    /// <exception cref="BrokenDocumentException">A piece is missing or broken.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        DocumentDetails document, AccessContext access, [EnumeratorCancellation] CancellationToken stop)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceCodec.PieceBytes);
        int left = document.SizeBytes;
        try
        {
            foreach (EntryId[] group in document.Pieces.Chunk(PiecesAtOnce))
            {
                using OpenResult opened = await door.OpenEntriesAsync(
                    document.Version.Patient, group, CompartmentSet.Of(document.Compartment), access, stop);
                foreach (EntryId piece in group)
                {
                    int length = Take(opened.Record, piece, document, buffer);
                    left -= length;
                    if (left < 0)
                    {
                        throw new BrokenDocumentException();
                    }

                    yield return buffer.AsMemory(0, length);
                }
            }

            if (left != 0)
            {
                throw new BrokenDocumentException();
            }
        }
        finally
        {
            PieceCodec.Return(buffer);
        }
    }

    private static int Take(OpenedRecord? record, EntryId piece, DocumentDetails document, byte[] buffer)
    {
        OpenedEntry entry = record?.Entries.FirstOrDefault(one => one.Entry == piece)
            ?? throw new BrokenDocumentException();
        int length = PieceCodec.Read(entry.Json.Span, document.Version.Entry, buffer);
        return length >= 0 ? length : throw new BrokenDocumentException();
    }
}

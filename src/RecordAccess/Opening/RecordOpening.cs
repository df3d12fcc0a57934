using Serment.CustodyProtocol;
using Serment.RecordAccess.Payload;

namespace Serment.RecordAccess.Opening;

/// <summary>
/// Turns sealed rows into opened entries with one round trip to the custodian. What a damaged row looks like never
/// keeps the sound ones from opening.
/// </summary>
internal sealed class RecordOpening(short site, PlaintextArena arena)
{
    private readonly List<(SealedRow Row, int Ordinal)> asked = [];
    private readonly Dictionary<PatientId, int> patientOrdinals = [];
    private OpenRequest request = null!;

    /// <summary>Entries that opened.</summary>
    public List<OpenedEntry> Opened { get; } = [];

    /// <summary>Entries that did not.</summary>
    public List<UnopenedEntry> Unopened { get; } = [];

    /// <summary>The decisions, in the order of the patients.</summary>
    public List<PatientDecision> Decisions { get; } = [];

    /// <summary>
    /// Asks, and opens what may be opened. Called again, it adds what other patients have.
    /// </summary>
    /// <param name="custodian">Whom to ask.</param>
    /// <param name="access">Who asks and why.</param>
    /// <param name="patients">Every patient to be decided, with or without rows.</param>
    /// <param name="rows">Their rows, in any order.</param>
    /// <param name="stop">Cancels the waiting, not the decision: that may have been spent.</param>
    public async Task RunAsync(
        CustodianClient custodian,
        AccessContext access,
        IReadOnlyList<PatientId> patients,
        List<SealedRow> rows,
        CancellationToken stop
    )
    {
        request = new(access.Purpose);
        asked.Clear();
        patientOrdinals.Clear();
        ILookup<PatientId, SealedRow> byPatient = rows.ToLookup(row => row.Patient);
        foreach (PatientId patient in patients)
        {
            patientOrdinals[patient] = request.PatientCount;
            request.BeginPatient(patient);
            foreach (SealedRow row in byPatient[patient])
            {
                Ask(row);
            }
        }

        using OpenResponse response = await custodian.OpenAsync(request, access.Session, stop);
        foreach (PatientId patient in patients)
        {
            int ordinal = patientOrdinals[patient];
            Decisions.Add(
                new(patient, response.OutcomeOf(ordinal), response.ReasonOf(ordinal), response.LogIndexOf(ordinal))
            );
        }

        Open(response);
    }

    private void Ask(SealedRow row)
    {
        // A row that names no compartment or type would make the custodian refuse the whole request.
        if (
            row.Entry.Value <= 0
            || row.Version <= 0
            || !ResourceType.IsDefined(row.Type.Code)
            || !Compartments.IsDefined((byte)row.Compartment)
            || row.WrappedKey.Length != SealedLengths.WrappedKeyBytes
        )
        {
            Leave(row, UnopenedReason.Broken);
            return;
        }

        asked.Add((row, request.AddEntry(row.Entry, row.Version, row.Compartment, row.Type, row.WrappedKey)));
    }

    private void Open(OpenResponse response)
    {
        int longest = asked.Count == 0 ? 0 : asked.Max(one => one.Row.Ciphertext.Length);
        using PlaintextArena scratch = new();
        Memory<byte> padded = scratch.Take(Math.Max(longest, 1));
        foreach ((SealedRow row, int ordinal) in asked)
        {
            if (response.OutcomeOf(patientOrdinals[row.Patient]) != Outcome.Allowed)
            {
                continue;
            }

            if (!response.HasKey(ordinal))
            {
                Leave(row, UnopenedReason.NoKey);
                continue;
            }

            EntryBinding binding = new(site, row.Patient, row.Entry, row.Version, row.Compartment, row.Type);
            Span<byte> payload = padded.Span[..Math.Max(row.Ciphertext.Length - SealedLengths.TagBytes, 0)];
            int length = EntryCipher.TryOpen(binding, response.Key(ordinal), row.Ciphertext, payload)
                ? PaddedPayload.ContentLength(payload)
                : -1;
            if (length < 0)
            {
                Leave(row, UnopenedReason.Broken);
                continue;
            }

            Memory<byte> json = arena.Take(length);
            PaddedPayload.Read(payload, json.Span);
            Opened.Add(
                new(
                    row.Patient,
                    row.Entry,
                    row.Version,
                    row.Compartment,
                    row.Type,
                    row.RecordedAtMs,
                    row.Author,
                    row.LogIndex,
                    json
                )
            );
        }
    }

    private void Leave(SealedRow row, UnopenedReason reason) =>
        Unopened.Add(new(row.Patient, row.Entry, row.Version, row.Compartment, row.Type, reason));
}

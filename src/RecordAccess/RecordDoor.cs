using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;

namespace Serment.RecordAccess;

/// <summary>
/// The only door to plaintext. Everything behind it is sealed; the keys come from the custodian, one round trip an
/// opening,
/// after the disclosure is decided, charged and in the log. Safe for many threads.
/// </summary>
public sealed class RecordDoor(CustodianClient custodian, DatabaseLocation main) : IAsyncDisposable
{
    /// <summary>Rows that one <see cref="MatchAsync"/> returns at most.</summary>
    public const int MaxMatchedRows = 1_000_000;

    // Stays stand in the same compartment; a card does not show them.
    private static readonly EntrySelection Cards =
        EntrySelection.Of(CompartmentSet.Of(Compartment.Identity), "Patient");

    private readonly SiteNumbers sites = new(custodian);
    private readonly Confirmations confirmations = new(custodian);

    /// <summary>Stored leaves that the custodian could not be told about.</summary>
    public long LostConfirmations => confirmations.Lost;

    /// <summary>
    /// Opens the newest version of each entry selected, of the patient and of the records joined with them. A patient
    /// who does not exist is asked for like any other, and answered like one without a care relationship.
    /// </summary>
    /// <exception cref="CustodianUnreachableException">No answer; it may have been charged.</exception>
    /// <exception cref="CustodyException">The session has ended, for example.</exception>
    public async Task<OpenResult> OpenAsync(
        PatientId patient,
        EntrySelection selection,
        AccessContext access,
        CancellationToken stop
    )
    {
        List<PatientId> group;
        List<SealedRow> rows;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            group = await PatientLinks.GroupAsync(connection, patient, stop);
            rows = await SealedRows.NewestAsync(
                connection,
                main.Engine,
                group.ConvertAll(one => one.Value).ToArray(),
                selection,
                OpenRequest.MaxEntries + 1,
                stop
            );
        }

        return await OpenRowsAsync(patient, group, rows, access, stop);
    }

    /// <summary>Whether records of several numbers are joined as one person's with this one.</summary>
    public async Task<bool> IsJoinedAsync(PatientId patient, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return (await PatientLinks.GroupAsync(connection, patient, stop)).Count > 1;
    }

    /// <summary>Opens every version of one entry, newest first.</summary>
    public async Task<OpenResult> OpenHistoryAsync(
        PatientId patient,
        EntryId entry,
        CompartmentSet compartments,
        AccessContext access,
        CancellationToken stop
    )
    {
        List<SealedRow> rows;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            rows = await SealedRows.HistoryAsync(
                connection,
                patient,
                entry,
                compartments,
                OpenRequest.MaxEntries + 1,
                stop
            );
        }

        return await OpenRowsAsync(patient, [patient], rows, access, stop);
    }

    /// <summary>
    /// Opens the newest version of these entries of one patient, of whatever type: the pieces of a document.
    /// </summary>
    public async Task<OpenResult> OpenEntriesAsync(
        PatientId patient,
        IReadOnlyList<EntryId> entries,
        CompartmentSet compartments,
        AccessContext access,
        CancellationToken stop
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, OpenRequest.MaxEntries, nameof(entries));
        List<SealedRow> rows;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            rows = await SealedRows.OfEntriesAsync(
                connection,
                main.Engine,
                patient,
                entries.Select(entry => entry.Value).ToArray(),
                compartments,
                stop
            );
        }

        return await OpenRowsAsync(patient, [patient], rows, access, stop);
    }

    /// <summary>
    /// Opens the identity of at most 200 patients: one query, one round trip, a decision for each.
    /// </summary>
    public Task<OpenedCards> OpenCardsAsync(
        IReadOnlyList<PatientId> patients,
        AccessContext access,
        CancellationToken stop
    ) => OpenListAsync(patients, Cards, access, stop);

    /// <summary>
    /// Opens the entries selected of at most 200 patients, for the list of a unit: one query, one round trip (more only
    /// where they have more than <see cref="OpenRequest.MaxEntries"/> entries together), a decision and a charge for
    /// each. Entries of records joined with them are not among them.
    /// </summary>
    public async Task<OpenedCards> OpenListAsync(
        IReadOnlyList<PatientId> patients,
        EntrySelection selection,
        AccessContext access,
        CancellationToken stop
    )
    {
        PatientId[] distinct = [.. patients.Distinct()];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distinct.Length, OpenRequest.MaxPatients, nameof(patients));
        PlaintextArena arena = new();
        if (distinct.Length == 0)
        {
            return new([], arena);
        }

        Dictionary<PatientId, PatientId> survivors;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            survivors = await TokenLookup.SurvivorsAsync(
                connection, main.Engine, Array.ConvertAll(distinct, patient => patient.Value), stop);
        }

        try
        {
            RecordOpening opening = new(await sites.OfSessionAsync(access.Session, stop), arena);
            HashSet<PatientId> truncated = await OpenGroupAsync(opening, distinct, selection, access, stop);
            ILookup<PatientId, OpenedEntry> entries = opening.Opened.ToLookup(entry => entry.Patient);
            Dictionary<PatientId, PatientDecision> decisions = opening.Decisions.ToDictionary(one => one.Patient);
            return new(
                [
                    .. patients.Select(patient => new OpenedCard(
                        patient,
                        survivors.GetValueOrDefault(patient, patient),
                        decisions[patient].Outcome,
                        decisions[patient].Reason,
                        decisions[patient].LogIndex,
                        [.. entries[patient]]
                    )
                    {
                        IsTruncated = truncated.Contains(patient),
                    }),
                ],
                arena
            );
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a group, in halves where it has more entries than one request takes: nobody's entries are left out because
    /// a neighbour in the list has many.
    /// </summary>
    /// <returns>Who alone has more than one request takes: the rest of those entries was not opened.</returns>
    private async Task<HashSet<PatientId>> OpenGroupAsync(
        RecordOpening opening,
        PatientId[] group,
        EntrySelection selection,
        AccessContext access,
        CancellationToken stop
    )
    {
        List<SealedRow> rows;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            rows = await SealedRows.NewestAsync(
                connection,
                main.Engine,
                Array.ConvertAll(group, patient => patient.Value),
                selection,
                OpenRequest.MaxEntries + 1,
                stop
            );
        }

        if (rows.Count <= OpenRequest.MaxEntries || group.Length == 1)
        {
            bool isTruncated = rows.Count > OpenRequest.MaxEntries;
            await opening.RunAsync(
                custodian, access, group, isTruncated ? rows[..OpenRequest.MaxEntries] : rows, stop);
            return isTruncated ? [.. group] : [];
        }

        HashSet<PatientId> truncated = await OpenGroupAsync(
            opening, group[..(group.Length / 2)], selection, access, stop);
        truncated.UnionWith(await OpenGroupAsync(opening, group[(group.Length / 2)..], selection, access, stop));
        return truncated;
    }

    /// <summary>
    /// Looks for the records that bear any of these tokens: at most 12, or "too many". It is charged whatever it
    /// finds. What may be
    /// seen of the candidates comes from <see cref="OpenCardsAsync"/>.
    /// </summary>
    public async Task<LookupResult> LookUpAsync(
        IReadOnlyList<TokenInput> inputs,
        SessionToken session,
        CancellationToken stop
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputs.Count, LookupResult.MaxInputs, nameof(inputs));
        long[] tokens;
        try
        {
            tokens = await MakeTokensAsync(inputs, session, stop);
        }
        catch (CustodyException refused) when (refused.Status == ResponseStatus.Forbidden)
        {
            return new(LookupOutcome.Refused, [], refused.Problem.Code);
        }

        return await FindCandidates.RunAsync(main, inputs, tokens, stop);
    }

    /// <summary>Has the custodian make blind tokens; a session is charged one lookup.</summary>
    public async Task<long[]> MakeTokensAsync(
        IReadOnlyList<TokenInput> inputs,
        SessionToken? session,
        CancellationToken stop
    )
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        TokenRequest request = new();
        foreach (TokenInput input in inputs)
        {
            request.Add(input.Kind, input.Bytes.Span);
        }

        try
        {
            return await custodian.MakeTokensAsync(request, session, stop);
        }
        finally
        {
            request.Clear();
        }
    }

    /// <summary>A batch for the session's site.</summary>
    public async Task<SealBatch> BeginSealAsync(SessionToken session, CancellationToken stop) =>
        new(await sites.OfSessionAsync(session, stop));

    /// <summary>
    /// The number of a site by its code, for a machine client's <see cref="SealBatch"/>; null when there is none.
    /// </summary>
    public ValueTask<short?> SiteOfCodeAsync(string code, CancellationToken stop) => sites.OfCodeAsync(code, stop);

    /// <summary>
    /// Puts a batch into the log and stores it: first the custodian wraps the keys and appends, then rows, tokens and
    /// <paramref name="work"/> go into one transaction, then the custodian is told. Everything of the batch is
    /// stored, or nothing.
    /// </summary>
    /// <param name="batch">What to store; the caller clears or disposes it.</param>
    /// <param name="session">Who; null for the connection's machine client.</param>
    /// <param name="stop">Until the commit.</param>
    /// <param name="work">Further work in the same transaction.</param>
    public async Task<SealResult> SealAsync(
        SealBatch batch,
        SessionToken? session,
        CancellationToken stop,
        SealWork? work = null
    )
    {
        SealResult stored = await StoreAsync(batch, session, stop, work);
        if (stored is { Outcome: SealOutcome.Saved, Receipt: { } receipt })
        {
            // In the background: the save does not wait for it.
            await confirmations.LaterAsync(session, Confirmations.RangesOf(receipt, batch.PatientCount));
        }

        return stored;
    }

    /// <summary>
    /// The same, and the custodian is not told yet: what may still be deleted, because nobody was told that it is there.
    /// <see cref="ConfirmAsync"/> follows once it is to stay.
    /// </summary>
    public async Task<SealResult> StoreAsync(
        SealBatch batch,
        SessionToken? session,
        CancellationToken stop,
        SealWork? work = null
    )
    {
        SealResult appended = await AppendAsync(batch, session, stop);
        if (appended.Receipt is not { } receipt)
        {
            return appended;
        }

        VersionConflict? conflict = await StoreRows.RunAsync(main, batch, receipt, work, stop);
        return conflict is null
            ? appended
            : new(SealOutcome.VersionConflict, DecisionReason.None, receipt, conflict);
    }

    /// <summary>Tells the custodian, in the background, that what these leaves seal is stored and stays.</summary>
    public ValueTask ConfirmAsync(SessionToken? session, IReadOnlyList<long> leaves) =>
        leaves.Count == 0
            ? ValueTask.CompletedTask
            : confirmations.LaterAsync(session, Confirmations.RangesOf([.. leaves]));

    /// <summary>
    /// The first half of <see cref="SealAsync"/>: the custodian wraps the keys and puts the versions in the log.
    /// </summary>
    /// <returns>A result with a receipt for <see cref="StoreAllAsync"/>, or a refusal without one.</returns>
    public async Task<SealResult> AppendAsync(SealBatch batch, SessionToken? session, CancellationToken stop)
    {
        await MakePendingTokensAsync(batch, session, stop);
        if (session is not null)
        {
            await PreviousKeys.AddAsync(main, batch, stop);
        }

        SealResponse response = await custodian.SealAsync(batch.Request, session, stop);
        for (int i = 0; i < batch.PatientCount; i++)
        {
            if (response.OutcomeOf(i) != Outcome.Allowed)
            {
                return new(
                    response.OutcomeOf(i) == Outcome.StepUp ? SealOutcome.StepUp : SealOutcome.Refused,
                    response.ReasonOf(i),
                    RefusedPatient: batch.Patients[i]
                );
            }
        }

        return response.Site == batch.Site
            ? new(SealOutcome.Saved, DecisionReason.None, new SealReceipt(response, [.. batch.Patients]))
            : throw new InvalidOperationException("the batch was sealed for another site than the caller's");
    }

    /// <summary>
    /// The second half of <see cref="SealAsync"/> for several batches of a machine client: one transaction, then one
    /// confirmation.
    /// </summary>
    /// <returns>Null when all are durably stored; otherwise who saved first, and nothing is stored.</returns>
    public async Task<VersionConflict?> StoreAllAsync(
        IReadOnlyList<(SealBatch Batch, SealReceipt Receipt)> sealedBatches,
        BulkStore bulk,
        Func<DbConnection, DbTransaction, Task> work,
        CancellationToken stop
    )
    {
        VersionConflict? conflict = await bulk.StoreAsync(sealedBatches, work, stop);
        if (conflict is null)
        {
            LeafRange[] ranges =
            [
                .. sealedBatches.SelectMany(one => Confirmations.RangesOf(one.Receipt, one.Batch.PatientCount)),
            ];
            await confirmations.NowAsync(null, ranges, stop);
        }

        return conflict;
    }

    /// <summary>
    /// The rows of the blind index that bear any of these tokens, for a machine client that matches people. It tells
    /// which random
    /// number bears a token, and nothing of the person.
    /// </summary>
    public async Task<IReadOnlyList<TokenRow>> MatchAsync(ReadOnlyMemory<long> tokens, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await TokenLookup.RowsAsync(connection, main.Engine, tokens, MaxMatchedRows, stop);
    }

    /// <summary>The survivor of each record among these that was joined with another.</summary>
    public async Task<IReadOnlyDictionary<PatientId, PatientId>> SurvivorsAsync(
        ReadOnlyMemory<long> patients,
        CancellationToken stop
    )
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await TokenLookup.SurvivorsAsync(connection, main.Engine, patients, stop);
    }

    /// <summary>Sends the confirmations that wait.</summary>
    public ValueTask DisposeAsync() => confirmations.DisposeAsync();

    private async Task<OpenResult> OpenRowsAsync(
        PatientId asked,
        List<PatientId> group,
        List<SealedRow> rows,
        AccessContext access,
        CancellationToken stop
    )
    {
        bool truncated = rows.Count > OpenRequest.MaxEntries;
        if (truncated)
        {
            rows.RemoveRange(OpenRequest.MaxEntries, rows.Count - OpenRequest.MaxEntries);
        }

        PlaintextArena arena = new();
        bool handedOver = false;
        try
        {
            RecordOpening opening = new(await sites.OfSessionAsync(access.Session, stop), arena);
            await opening.RunAsync(custodian, access, group, rows, stop);
            PatientDecision decision = opening.Decisions.Find(one => one.Patient == asked)!;
            if (decision.Outcome != Outcome.Allowed)
            {
                return new(decision.Outcome, decision.Reason, decision.LogIndex, null);
            }

            OpenedRecord record = new(group[0], arena) { IsTruncated = truncated };
            record.EntriesOpened.AddRange(opening.Opened);
            record.EntriesUnopened.AddRange(opening.Unopened);
            record.DecisionsMade.AddRange(opening.Decisions);
            handedOver = true;
            return new(Outcome.Allowed, decision.Reason, decision.LogIndex, record);
        }
        finally
        {
            if (!handedOver)
            {
                arena.Dispose();
            }
        }
    }

    private async Task MakePendingTokensAsync(SealBatch batch, SessionToken? session, CancellationToken stop)
    {
        if (batch.TokenInputs.Count == 0)
        {
            return;
        }

        long[] tokens = await MakeTokensAsync(batch.TokenInputs.ConvertAll(one => one.Input), session, stop);
        for (int i = 0; i < tokens.Length; i++)
        {
            PendingTokenInput pending = batch.TokenInputs[i];
            batch.Tokens.Add(new(pending.Patient, pending.Input.Kind, tokens[i], pending.Remove));
        }

        batch.TokenInputs.Clear();
    }
}

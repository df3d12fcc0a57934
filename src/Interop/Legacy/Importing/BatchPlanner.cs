using System.Collections.Immutable;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Interop.Legacy.Matching;
using Serment.Interop.Legacy.Profiles;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Sealing;

namespace Serment.Interop.Legacy.Importing;

/// <summary>
/// Decides batch after batch, in the file's order, whose each row is and what of it is new. A batch sees what earlier
/// ones will have stored
/// by the time that it is stored itself.
/// </summary>
internal sealed partial class BatchPlanner(RecordDoor door, DatabaseLocation main, ColumnNames columns)
{
    // A leaf of the log holds one patient's entries of one request; a row makes five at most.
    private const int MaxEntriesPerPatient = SealRequest.MaxEntriesPerPatient - 5;

    private readonly List<PatientId> byRecordNumber = [];
    private readonly List<PatientId> byNir = [];
    private readonly List<PatientId> byIpp = [];
    private readonly List<PatientId> sameTraits = [];
    private readonly List<PatientId> sameTraitsIdentified = [];
    private readonly List<PatientId> byAccession = [];
    private ImmutableList<PlanGroup> inFlight = [];
    private ImmutableList<PlanGroup> seen = [];
    private PlanGroup group = new();
    private readonly List<PatientId> sameBirthAndName = [];
    private readonly List<PatientId> byOneName = [];
    private TokenBook onRecord = new();
    private Dictionary<PatientId, KnownPatient> known = [];
    private IReadOnlyDictionary<PatientId, PatientId> survivors = new Dictionary<PatientId, PatientId>();
    private BatchPlan plan = null!;

    /// <summary>Looks the batch's tokens up. The plans over these rows follow.</summary>
    public async Task LookUpAsync(RowBatch rows, CancellationToken stop)
    {
        // First what is under way, then the database: whatever is stored in between is seen twice rather than not at
        // all.
        seen = inFlight;
        onRecord = new();
        onRecord.Add(await door.MatchAsync(MatchTokens(rows), stop));
        long[] names = NameTokensOfKnownNumbers(rows);
        if (names.Length > 0)
        {
            onRecord.Add(await door.MatchAsync(names, stop));
        }

        HashSet<PatientId> candidates = [];
        for (int i = 0; i < rows.Count; i++)
        {
            Gather(rows, rows.Facts[i]);
            candidates.UnionWith(byRecordNumber);
            candidates.UnionWith(byNir);
            candidates.UnionWith(byIpp);
            candidates.UnionWith(sameTraits);
            candidates.UnionWith(sameTraitsIdentified);
            candidates.UnionWith(byAccession);
        }

        long[] patients = [.. candidates.Select(patient => patient.Value).Order()];
        survivors = patients.Length == 0 ? survivors : await door.SurvivorsAsync(patients, stop);
        long[] dossiers = [.. Enumerable.Range(0, rows.Count).Select(i => rows.Facts[i].Dossier.Value)];
        known = await KnownPatients.ReadAsync(main, patients, dossiers, stop);
    }

    /// <summary>Plans the rows from that place on; returns the place where the next plan over them begins.</summary>
    public int Plan(RowBatch rows, int from, BatchPlan next)
    {
        plan = next;
        BeginPlan();
        int i = from;
        while (i < rows.Count && TryPlanRow(rows, i))
        {
            i++;
        }

        plan.NextOffset = rows.Row[i - 1].NextOffset;
        plan.NextLine = rows.Row[i - 1].NextLineNumber;
        plan.EndsRows = i == rows.Count;
        return i;
    }

    /// <summary>The group's rows are stored: the database answers for them from now on.</summary>
    public void Forget(PlanGroup stored) =>
        ImmutableInterlocked.Update(ref inFlight, (list, one) => list.Remove(one), stored);

    private void BeginPlan()
    {
        if (group.Planned == 0 || group.IsFull)
        {
            group = new();
            ImmutableInterlocked.Update(ref inFlight, (list, one) => list.Add(one), group);
        }

        if (!seen.Contains(group))
        {
            seen = seen.Add(group);
        }

        group.Planned++;
        plan.Group = group;
        plan.EndsGroup = group.IsFull;
    }

    private static long[] MatchTokens(RowBatch rows)
    {
        HashSet<long> tokens = new(rows.Count * 6);
        for (int i = 0; i < rows.Count; i++)
        {
            RowFacts facts = rows.Facts[i];
            foreach (
                int ordinal in (ReadOnlySpan<int>)
                    [
                        facts.RecordNumberToken,
                        facts.NirToken,
                        facts.IppToken,
                        facts.TraitsToken,
                        facts.IdentifiedTraitsToken,
                        facts.AccessionToken,
                    ]
            )
            {
                if (ordinal != RowFacts.NoToken)
                {
                    tokens.Add(rows.Tokens[ordinal]);
                }
            }
        }

        long[] sorted = [.. tokens];
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>
    /// False when the row's patient has as many entries in this plan as one leaf of the log may hold.
    /// </summary>
    private bool TryPlanRow(RowBatch rows, int i)
    {
        RowFacts facts = rows.Facts[i];
        ImportCounts counts = plan.Counts with
        {
            Rows = plan.Counts.Rows + 1,
            ValuesDestroyed = plan.Counts.ValuesDestroyed + rows.Row[i].DestroyedValues,
        };
        if (facts.Refused)
        {
            plan.Counts = counts with { Refused = counts.Refused + 1 };
            Report(rows.Row[i], facts);
            return true;
        }

        Gather(rows, facts);
        if (IsPresent(facts.Dossier))
        {
            plan.Counts = counts with { AlreadyPresent = counts.AlreadyPresent + 1 };
            return true;
        }

        MatchDecision decision = MatchRules.Decide(
            new(
                byRecordNumber, byNir, byIpp, sameTraits, sameTraitsIdentified, sameBirthAndName,
                facts.NirToken != RowFacts.NoToken)
        );
        if (
            decision.Patient is PatientId one
            && plan.Places.TryGetValue(one, out int busy)
            && plan.Patients[busy].Entries > MaxEntriesPerPatient
        )
        {
            return false;
        }

        KnownPatient patient = decision.Patient is PatientId match ? Find(match) : Create();
        if (byAccession.Count > 0)
        {
            facts.Flag(FindingCode.DuplicateAccession, LegacyField.AccessionNumber);
        }

        int entriesBefore = plan.Patients[plan.Places[patient.Patient]].Entries;
        PlanEntries(rows, i, patient, decision);
        PlanTokens(rows, facts, patient, decision);
        Report(rows.Row[i], facts);
        bool flagged = facts.Findings.Count > 0;
        plan.Counts = counts with
        {
            Imported = counts.Imported + (flagged ? 0 : 1),
            ImportedWithFlags = counts.ImportedWithFlags + (flagged ? 1 : 0),
            PatientsCreated = counts.PatientsCreated + (decision.Patient is null ? 1 : 0),
            PatientsMatched = counts.PatientsMatched + (decision.Patient is null ? 0 : 1),
            EntriesSealed =
                counts.EntriesSealed + plan.Patients[plan.Places[patient.Patient]].Entries - entriesBefore,
        };
        return true;
    }

    private bool IsPresent(EntryId dossier)
    {
        foreach (
            List<PatientId> bearers in (ReadOnlySpan<List<PatientId>>)
                [byRecordNumber, byNir, byIpp, sameTraits, sameTraitsIdentified, byAccession]
        )
        {
            foreach (PatientId bearer in bearers)
            {
                if (State(bearer)?.HasDossier(dossier) == true)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private KnownPatient? State(PatientId patient)
    {
        for (int i = seen.Count - 1; i >= 0; i--)
        {
            if (seen[i].Touched.TryGetValue(patient, out KnownPatient? touched))
            {
                return touched;
            }
        }

        return known.GetValueOrDefault(patient);
    }

    private KnownPatient Find(PatientId match)
    {
        KnownPatient patient = State(match) ?? new(match, isNew: false);
        group.Touched[match] = patient;
        if (!plan.Places.ContainsKey(match))
        {
            plan.Places.Add(match, plan.Patients.Count);
            plan.Patients.Add(
                new()
                {
                    Patient = match,
                    IsNew = false,
                    First = -1,
                    Last = -1,
                }
            );
        }

        return patient;
    }

    private KnownPatient Create()
    {
        KnownPatient patient = new(plan.Seals.NewPatientId(), isNew: true);
        group.Touched.Add(patient.Patient, patient);
        plan.Places.Add(patient.Patient, plan.Patients.Count);
        plan.Patients.Add(
            new()
            {
                Patient = patient.Patient,
                IsNew = true,
                First = -1,
                Last = -1,
            }
        );
        return patient;
    }

    private void PlanEntries(RowBatch rows, int i, KnownPatient patient, in MatchDecision decision)
    {
        RowFacts facts = rows.Facts[i];
        RowPlan row = new() { Row = i, Next = -1 };
        int entries = Resources.FreeTextResource.IsPresent(rows.Row[i]) ? 2 : 1;
        patient.AddDossier(facts.Dossier);
        if (patient.AddIdentity(ContentDigest.ForPatient(facts.IdentityDigest, patient.Patient)))
        {
            row.Identity = decision.Patient is null;
            row.IdentityVariant = !row.Identity;
            row.Homonym = (decision.Flags & MatchFlags.Homonym) != MatchFlags.None;
            entries++;
            if (row.IdentityVariant)
            {
                facts.Flag(FindingCode.IdentityVariant);
            }
        }

        if (TryAdd(patient, patient.Contact, facts.ContactDigest, facts, FindingCode.ContactKept))
        {
            (row.ContactEntry, row.ContactVersion) = (patient.Contact.Entry, patient.Contact.Version);
            entries++;
        }

        if (TryAdd(patient, patient.Coverage, facts.CoverageDigest, facts, FindingCode.CoverageKept))
        {
            (row.CoverageEntry, row.CoverageVersion) = (patient.Coverage.Entry, patient.Coverage.Version);
            entries++;
        }

        Link(row, patient.Patient, entries);
        if ((decision.Flags & MatchFlags.IdentityConflict) != MatchFlags.None)
        {
            facts.Flag(FindingCode.IdentityConflict);
        }

        if (row.Homonym)
        {
            facts.Flag(FindingCode.Homonym);
        }
    }

    private bool TryAdd(
        KnownPatient patient,
        KnownPatient.Content content,
        UInt128 digest,
        RowFacts facts,
        string keptCode
    )
    {
        if (digest == default)
        {
            return false;
        }

        long token = ContentDigest.ForPatient(digest, patient.Patient);
        if (content.HasSeen(token))
        {
            return false;
        }

        if (content.Version > 0 && content.IsByHand)
        {
            facts.Flag(keptCode);
            return false;
        }

        content.Note(content.Version == 0 ? plan.Seals.NewEntryId() : content.Entry, content.Version + 1, token);
        return true;
    }

    private void Link(RowPlan row, PatientId patient, int entries)
    {
        int place = plan.Places[patient];
        PatientPlan one = plan.Patients[place];
        if (one.Last >= 0)
        {
            plan.RowPlans[one.Last] = plan.RowPlans[one.Last] with { Next = plan.RowPlans.Count };
        }

        one.First = one.First < 0 ? plan.RowPlans.Count : one.First;
        one.Last = plan.RowPlans.Count;
        one.Entries += entries;
        plan.Patients[place] = one;
        plan.RowPlans.Add(row);
    }

    private void PlanTokens(RowBatch rows, RowFacts facts, KnownPatient patient, in MatchDecision decision)
    {
        bool isNew = decision.Patient is null;
        bool identified =
            facts.NirToken != RowFacts.NoToken && (isNew || decision.LearnsNir || byNir.Contains(patient.Patient));
        bool sameNumber = byRecordNumber.Contains(patient.Patient);
        if (facts.RecordNumberToken != RowFacts.NoToken && !sameNumber)
        {
            AddToken(rows, patient, TokenKind.RecordNumber, facts.RecordNumberToken);
        }

        if (facts.IppToken != RowFacts.NoToken && byIpp.Count == 0)
        {
            AddToken(rows, patient, TokenKind.RecordNumber, facts.IppToken);
        }

        if (identified && !byNir.Contains(patient.Patient))
        {
            AddToken(rows, patient, TokenKind.PersonalIdentifier, facts.NirToken);
        }

        if (facts.AccessionToken != RowFacts.NoToken && !byAccession.Contains(patient.Patient))
        {
            AddToken(rows, patient, TokenKind.Accession, facts.AccessionToken);
        }

        bool traitsKnown = sameTraits.Contains(patient.Patient) || sameTraitsIdentified.Contains(patient.Patient);
        if (facts.TraitsToken == RowFacts.NoToken || (traitsKnown && !decision.LearnsNir))
        {
            return;
        }

        AddToken(
            rows,
            patient,
            identified ? TokenKind.StrictTraitsIdentified : TokenKind.StrictTraits,
            identified ? facts.IdentifiedTraitsToken : facts.TraitsToken
        );
        if (decision.LearnsNir)
        {
            plan.Tokens.Add(
                (plan.Places[patient.Patient], TokenKind.StrictTraits, rows.Tokens[facts.TraitsToken], true)
            );
        }

        for (int i = 0; !traitsKnown && i < facts.NameTokenCount; i++)
        {
            AddToken(rows, patient, facts.NameTokens[i].Kind, facts.NameTokens[i].Ordinal);
        }
    }

    private void AddToken(RowBatch rows, KnownPatient patient, TokenKind kind, int ordinal)
    {
        long token = rows.Tokens[ordinal];
        group.Book.Add(kind, token, patient.Patient);
        plan.Tokens.Add((plan.Places[patient.Patient], kind, token, false));
    }

    private void Report(LegacyRow row, RowFacts facts)
    {
        for (int i = 0; i < facts.Findings.Count; i++)
        {
            RowFinding finding = facts.Findings[i];
            plan.Findings.Add(
                new(row.LineNumber, (short)i, finding.Refuses, finding.Code, columns.Of(finding.Field))
            );
        }
    }
}

/// <summary>The file's own name of each field's column, for findings.</summary>
internal sealed class ColumnNames
{
    private readonly string?[] names = new string?[LegacyRow.FieldTotal];

    /// <summary>The names as the plan binds them.</summary>
    public ColumnNames(ColumnPlan plan)
    {
        for (int i = 0; i < plan.Header.Count; i++)
        {
            if (plan.RuleAt(i)?.Target is { } field)
            {
                names[(int)field] = plan.Header[i];
            }
        }
    }

    /// <summary>The column; null for the row as a whole.</summary>
    public string? Of(LegacyField? field) => field is { } one ? names[(int)one] : null;
}

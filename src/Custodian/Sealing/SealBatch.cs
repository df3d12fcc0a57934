using System.Buffers.Binary;
using System.Security.Cryptography;
using Serment.Custodian.Decisions;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.Releasing;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Sealing;

/// <summary>
/// One request to seal, while it is worked on: the answer, the leaves' bodies, the new patients' keys.
/// </summary>
internal sealed class SealBatch
{
    /// <summary>Threads that wrap; a small machine has two cores, and the web server wants one of them.</summary>
    private const int Parallelism = 2;

    /// <summary>Below this many entries a second thread costs more than it brings.</summary>
    private const int ParallelFromEntries = 256;

    private readonly SiteKeys keys;
    private readonly ReadOnlyMemory<byte> payload;
    private readonly ActorId author;
    private readonly DecisionReason[] reasons;
    private readonly int[] firstEntries;
    private readonly int[] bodiesAt;
    private readonly bool[] isNew;
    private readonly PatientId[] patients;
    private readonly byte[][] wrappedPatientKeys;
    private readonly byte[] bodies;
    private readonly byte[] answer;

    /// <summary>Lays the buffers out.</summary>
    public SealBatch(SiteKeys keys, ReadOnlyMemory<byte> payload, ActorId author, SessionId session)
    {
        this.keys = keys;
        this.payload = payload;
        this.author = author;
        Session = session;
        SealRequestReader.TryRead(payload.Span, out SealRequestReader request);
        EntryCount = request.EntryCount;
        reasons = new DecisionReason[request.PatientCount];
        firstEntries = new int[request.PatientCount];
        bodiesAt = new int[request.PatientCount + 1];
        isNew = new bool[request.PatientCount];
        patients = new PatientId[request.PatientCount];
        wrappedPatientKeys = new byte[request.PatientCount][];
        answer = new byte[SealResponse.LengthOf(request.PatientCount, request.EntryCount)];
        int entry = 0;
        for (int i = 0; i < request.PatientCount; i++)
        {
            patients[i] = request.Patient(i);
            isNew[i] = request.IsNew(i);
            firstEntries[i] = entry;
            entry += request.EntriesOf(i);
            bodiesAt[i + 1] = bodiesAt[i]
                + SealedLeafReader.HeadBytes + (request.EntriesOf(i) * SealedLeafReader.EntryBytes);
        }

        bodies = new byte[bodiesAt[^1]];
    }

    /// <summary>The session that asked; zero for a client.</summary>
    public SessionId Session { get; }

    /// <summary>Entries in the request.</summary>
    public int EntryCount { get; }

    /// <summary>The answer, complete once the leaves are appended.</summary>
    public byte[] Answer => answer;

    /// <summary>Patients that this request creates.</summary>
    public IEnumerable<PatientId> NewPatients =>
        patients.Where((_, i) => isNew[i] && reasons[i] == DecisionReason.None);

    /// <summary>Patients that this request names as new.</summary>
    public IEnumerable<PatientId> NamedAsNew => patients.Where((_, i) => isNew[i]).Distinct();

    /// <summary>Decides which patients go on.</summary>
    /// <exception cref="CustodyRefusal">A patient to be created exists, or is named twice.</exception>
    public void Admit(PatientFacts facts, Func<PatientId, DecisionReason> judgeExisting, Role? role)
    {
        SealRequestReader.TryRead(payload.Span, out SealRequestReader request);
        if (patients.Distinct().Count() != patients.Length)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "patient-twice");
        }

        for (int i = 0; i < patients.Length; i++)
        {
            bool exists = facts.KeyOf(patients[i]) is not null;
            if (isNew[i] && facts.Exists(patients[i]))
            {
                throw new CustodyRefusal(ResponseStatus.Conflict, "patient-exists");
            }

            bool mayWrite = role is Role writer ? Writes(writer, request, i) : MayAdd(request, i);
            reasons[i] = !mayWrite ? DecisionReason.RoleForbids
                : isNew[i] ? DecisionReason.None
                : exists ? judgeExisting(patients[i])
                : DecisionReason.UnknownPatient;
            if (role is not null && reasons[i] == DecisionReason.None && !Follows(facts, request, i))
            {
                reasons[i] = DecisionReason.NotThisEntry;
            }
        }
    }

    /// <summary>Wraps every admitted entry key and prepares the leaves.</summary>
    public void Wrap(PatientFacts facts, long recordedAtMs)
    {
        BinaryPrimitives.WriteInt64LittleEndian(answer, recordedAtMs);
        BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(8), author.Value);
        BinaryPrimitives.WriteInt16LittleEndian(answer.AsSpan(16), keys.Site);
        BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(18), (uint)patients.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(22), (uint)EntryCount);
        if (EntryCount < ParallelFromEntries)
        {
            WrapRange(facts, recordedAtMs, 0, patients.Length);
            return;
        }

        int share = (patients.Length + Parallelism - 1) / Parallelism;
        Parallel.For(
            0, Parallelism, part =>
                WrapRange(facts, recordedAtMs, part * share, Math.Min(patients.Length, (part + 1) * share)));
    }

    /// <summary>Inserts the new patients' wrapped keys.</summary>
    public void InsertKeys(Turn turn, long nowMs)
    {
        int[] created =
            [.. Enumerable.Range(0, patients.Length).Where(i => isNew[i] && reasons[i] == DecisionReason.None)];
        if (created.Length == 0)
        {
            return;
        }

        const string Insert = "INSERT INTO patient_key (patient_id, created_at, created_by, site, wrapped_key)";
        Rows.Insert(
            turn,
            Insert + " VALUES (@p1, @p2, @p3, @p4, @p5)",
            Insert + " SELECT * FROM unnest(@p1, @p2, @p3, @p4, @p5)",
            Array.ConvertAll(created, i => patients[i].Value),
            Array.ConvertAll(created, _ => nowMs),
            Array.ConvertAll(created, _ => author.Value),
            Array.ConvertAll(created, _ => keys.Site),
            Array.ConvertAll(created, i => wrappedPatientKeys[i]));
    }

    /// <summary>Appends one leaf a patient and completes the answer.</summary>
    public void Append(Turn turn)
    {
        // One row of the index for the whole request: it is the request that the security office asks about.
        LogIndexRow? row = new() { Session = Session.Value == 0 ? null : Session, Number = EntryCount };
        for (int i = 0; i < patients.Length; i++)
        {
            bool admitted = reasons[i] == DecisionReason.None;
            long index = admitted
                ? turn.Append(new(
                    LogEventKind.EntriesSealed, keys.Site, author,
                    bodies.AsMemory(bodiesAt[i], bodiesAt[i + 1] - bodiesAt[i]), row))
                : AppendRefusal(turn, i);
            row = admitted ? null : row;
            Span<byte> at = answer.AsSpan(SealResponse.HeaderBytes + (i * SealResponse.PatientBytes));
            at[0] = (byte)(admitted ? Outcome.Allowed : Outcome.Refused);
            at[1] = (byte)reasons[i];
            BinaryPrimitives.WriteInt64LittleEndian(at[2..], index);
        }
    }

    private long AppendRefusal(Turn turn, int ordinal)
    {
        Decision decision = new(Outcome.Refused, reasons[ordinal]);
        byte[] body = ReleaseBody.Encode(
            patients[ordinal], Session, AccessPurpose.Registration, decision, 0, ReadOnlySpan<byte>.Empty);
        return turn.Append(new(
            LogEventKind.ReleaseRefused, keys.Site, author, body,
            new()
            {
                Session = Session.Value == 0 ? null : Session,
                Patient = patients[ordinal],
                Outcome = Outcome.Refused,
                Reason = reasons[ordinal],
                Purpose = AccessPurpose.Registration,
            }));
    }

    /// <summary>
    /// A client adds entries and replaces only what imports keep up to date: whatever else it put over an entry would
    /// hide it.
    /// </summary>
    private bool MayAdd(in SealRequestReader request, int ordinal)
    {
        int end = firstEntries[ordinal] + request.EntriesOf(ordinal);
        for (int entry = firstEntries[ordinal]; entry < end; entry++)
        {
            if (request.Version(entry) > 1
                && request.CompartmentOf(entry) is not (Compartment.Contact or Compartment.Coverage))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether each correction follows a version of the same entry, compartment and type: its wrapped key opens so.
    /// </summary>
    private bool Follows(PatientFacts facts, in SealRequestReader request, int ordinal)
    {
        int first = firstEntries[ordinal];
        int end = first + request.EntriesOf(ordinal);
        bool corrects = false;
        for (int entry = first; entry < end; entry++)
        {
            corrects |= request.Version(entry) > 1;
        }

        if (!corrects || isNew[ordinal])
        {
            return !corrects;
        }

        Span<byte> patientKey = stackalloc byte[SealedLengths.KeyBytes];
        Span<byte> buffer = stackalloc byte[SealedLengths.HashBytes];
        keys.UnwrapPatientKey(patients[ordinal], facts.KeyOf(patients[ordinal])!, patientKey);
        PatientDoor door = new(patientKey, buffer);
        CryptographicOperations.ZeroMemory(patientKey);
        bool all = true;
        for (int entry = first; all && entry < end; entry++)
        {
            all = request.Version(entry) == 1 || Follows(request, entry, patients[ordinal], door);
        }

        door.Dispose();
        return all;
    }

    private bool Follows(in SealRequestReader request, int entry, PatientId patient, in PatientDoor door)
    {
        ReadOnlySpan<byte> wrapped = request.PreviousKey(entry);
        if (wrapped.IsEmpty)
        {
            return false;
        }

        EntryBinding binding = request.Binding(entry, patient, keys.Site);
        Span<byte> data = stackalloc byte[EntryBinding.LengthBytes];
        Span<byte> key = stackalloc byte[SealedLengths.KeyBytes];
        (binding with { Version = binding.Version - 1 }).Write(data);
        bool fits = KeyWrap.TryUnwrap(door.Of(binding.Compartment), wrapped, data, key);
        CryptographicOperations.ZeroMemory(key);
        return fits;
    }

    private bool Writes(Role role, in SealRequestReader request, int ordinal)
    {
        for (int i = 0; i < request.EntriesOf(ordinal); i++)
        {
            EntryBinding binding = request.Binding(firstEntries[ordinal] + i, patients[ordinal], keys.Site);
            if (!RoleCompartments.Writes(role, binding.Compartment, binding.Type))
            {
                return false;
            }
        }

        return true;
    }

    private void WrapRange(PatientFacts facts, long recordedAtMs, int from, int to)
    {
        SealRequestReader.TryRead(payload.Span, out SealRequestReader request);
        Span<byte> patientKey = stackalloc byte[SealedLengths.KeyBytes];
        Span<byte> buffer = stackalloc byte[SealedLengths.HashBytes];
        try
        {
            for (int i = from; i < to; i++)
            {
                if (reasons[i] != DecisionReason.None)
                {
                    continue;
                }

                if (isNew[i])
                {
                    RandomPool.Current.Fill(patientKey);
                    wrappedPatientKeys[i] = new byte[SealedLengths.WrappedKeyBytes];
                    keys.WrapPatientKey(patients[i], patientKey, wrappedPatientKeys[i]);
                }
                else
                {
                    keys.UnwrapPatientKey(patients[i], facts.KeyOf(patients[i])!, patientKey);
                }

                PatientDoor door = new(patientKey, buffer);
                WrapPatient(request, i, door, recordedAtMs);
                door.Dispose();
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(patientKey);
        }
    }

    private void WrapPatient(in SealRequestReader request, int ordinal, in PatientDoor door, long recordedAtMs)
    {
        Span<byte> nonce = stackalloc byte[SealedLengths.NonceBytes];
        Span<byte> data = stackalloc byte[EntryBinding.LengthBytes];
        Span<byte> body = bodies.AsSpan(bodiesAt[ordinal]);
        BinaryPrimitives.WriteInt64LittleEndian(body, patients[ordinal].Value);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], Session.Value);
        body[16] = isNew[ordinal] ? (byte)1 : (byte)0;
        body[17] = (byte)request.EntriesOf(ordinal);
        int wrappedAt = SealResponse.HeaderBytes + (patients.Length * SealResponse.PatientBytes);
        for (int i = 0; i < request.EntriesOf(ordinal); i++)
        {
            int entry = firstEntries[ordinal] + i;
            EntryBinding binding = request.Binding(entry, patients[ordinal], keys.Site);
            binding.Write(data);
            RandomPool.Current.Fill(nonce);
            Span<byte> wrapped = answer.AsSpan(
                wrappedAt + (entry * SealedLengths.WrappedKeyBytes), SealedLengths.WrappedKeyBytes);
            KeyWrap.Wrap(door.Of(binding.Compartment), nonce, request.Key(entry), data, wrapped);
            Span<byte> at = body[(SealedLeafReader.HeadBytes + (i * SealedLeafReader.EntryBytes))..];
            BinaryPrimitives.WriteInt64LittleEndian(at, binding.Entry.Value);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], binding.Version);
            at[12] = (byte)binding.Compartment;
            BinaryPrimitives.WriteInt16LittleEndian(at[13..], binding.Type.Code);
            RowHash.Compute(
                request.CiphertextHash(entry), wrapped, recordedAtMs, author, at.Slice(15, SealedLengths.HashBytes));
        }
    }
}

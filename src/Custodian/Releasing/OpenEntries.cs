using System.Buffers.Binary;
using System.Security.Cryptography;
using Serment.Custodian.Budgets;
using Serment.Custodian.Clients;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Releasing;

/// <summary>What was decided for one patient of a request, and which compartments it opens.</summary>
internal readonly record struct Release(Decision Decision, byte Opens, long LogIndex);

/// <summary>
/// Releases entry keys: decide for each patient, spend and append in one durable turn, and only then unwrap.
/// </summary>
internal sealed class OpenEntries(CustodyCore core)
{
    private readonly ReleaseTurn releasing = new(core);

    /// <summary>Answers <see cref="MessageKind.OpenEntries"/>.</summary>
    public async Task<byte[]> RunAsync(Caller caller, ReadOnlyMemory<byte> payload, CancellationToken stop)
    {
        if (caller.Client is { } client)
        {
            await RefuseClientAsync(caller, client);
        }

        SessionFacts session = caller.Person;
        (PatientId[] patients, AccessPurpose purpose) = ReadPatients(payload.Span);
        PatientFacts facts = await ReadFactsAsync(session.Site, patients, stop);

        // Nobody knows what a cancelled caller has seen: from here on the turn runs to its end.
        Release[] releases = await core.Writer.RunAsync(
            turn => releasing.Run(turn, caller, payload.Span, purpose, facts), CancellationToken.None);
        (byte[] answer, List<PatientId> mismatched) = Unwrap(session, payload.Span, facts, releases);
        if (mismatched.Count > 0)
        {
            await AlertMismatchAsync(session, mismatched);
        }

        return answer;
    }

    private static (PatientId[] Patients, AccessPurpose Purpose) ReadPatients(ReadOnlySpan<byte> payload)
    {
        if (!OpenRequestReader.TryRead(payload, out OpenRequestReader reader))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }

        PatientId[] patients = new PatientId[reader.PatientCount];
        for (int i = 0; i < patients.Length; i++)
        {
            patients[i] = reader.Patient(i);
        }

        return (patients, reader.Purpose);
    }

    private Task<PatientFacts> ReadFactsAsync(short site, PatientId[] patients, CancellationToken stop)
    {
        HashSet<long> linked = [];
        foreach (PatientId patient in patients)
        {
            linked.UnionWith(core.Links.SamePerson(patient).Select(one => one.Value));
        }

        long[] asked = [.. patients.Select(patient => patient.Value).Distinct()];
        return core.Readers.RunAsync(reader => PatientFacts.Read(reader, site, asked, linked), stop);
    }

    private (byte[] Answer, List<PatientId> Mismatched) Unwrap(
        SessionFacts session, ReadOnlySpan<byte> payload, PatientFacts facts, Release[] releases)
    {
        OpenRequestReader.TryRead(payload, out OpenRequestReader request);
        byte[] answer = new byte[OpenResponse.LengthOf(request.PatientCount, request.EntryCount)];
        BinaryPrimitives.WriteUInt32LittleEndian(answer, (uint)request.PatientCount);
        BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(4), (uint)request.EntryCount);
        Span<byte> entries = answer.AsSpan(
            OpenResponse.HeaderBytes + (request.PatientCount * OpenResponse.PatientBytes));
        List<PatientId> mismatched = [];
        int entry = 0;
        for (int i = 0; i < releases.Length; i++)
        {
            int count = request.EntriesOf(i);
            Release release = releases[i];
            DecisionReason reason = release.Decision.Reason;
            Span<byte> answers = entries[(entry * OpenResponse.EntryBytes)..];
            if (release.Decision.Outcome == Outcome.Allowed
                && count > 0
                && !UnwrapPatient(session, request, i, entry, release.Opens, facts, answers))
            {
                reason = DecisionReason.NotThisEntry;
                mismatched.Add(request.Patient(i));
            }

            Span<byte> at = answer.AsSpan(OpenResponse.HeaderBytes + (i * OpenResponse.PatientBytes));
            at[0] = (byte)release.Decision.Outcome;
            at[1] = (byte)reason;
            BinaryPrimitives.WriteInt64LittleEndian(at[2..], release.LogIndex);
            entry += count;
        }

        return (answer, mismatched);
    }

    /// <summary>False when a wrapped key in an open compartment was not its entry's.</summary>
    private bool UnwrapPatient(
        SessionFacts session, in OpenRequestReader request, int ordinal, int firstEntry, byte opens,
        PatientFacts facts, Span<byte> answers)
    {
        short site = session.Site;
        PatientId patient = request.Patient(ordinal);
        Span<byte> patientKey = stackalloc byte[SealedLengths.KeyBytes];
        Span<byte> buffer = stackalloc byte[SealedLengths.HashBytes];
        Span<byte> data = stackalloc byte[EntryBinding.LengthBytes];
        core.Keys.Of(site).UnwrapPatientKey(patient, facts.KeyOf(patient)!, patientKey);
        PatientDoor door = new(patientKey, buffer);
        CryptographicOperations.ZeroMemory(patientKey);
        bool allFit = true;
        try
        {
            for (int i = 0; i < request.EntriesOf(ordinal); i++)
            {
                EntryBinding binding = request.Binding(firstEntry + i, patient, site);
                if ((opens & ReleaseBody.BitOf(binding.Compartment)) == 0
                    || !RoleCompartments.OpensType(session.Role, binding.Compartment, binding.Type))
                {
                    continue;
                }

                binding.Write(data);
                Span<byte> answer = answers.Slice(i * OpenResponse.EntryBytes, OpenResponse.EntryBytes);
                bool fits = KeyWrap.TryUnwrap(
                    door.Of(binding.Compartment), request.WrappedKey(firstEntry + i), data, answer[1..]);
                answer[0] = fits ? (byte)1 : (byte)0;
                allFit &= fits;
            }
        }
        finally
        {
            door.Dispose();
        }

        return allFit;
    }

    // One alert with each leaf of refusals: a client that asks a thousand times must not fill the log.
    private async Task RefuseClientAsync(Caller caller, ClientFacts client)
    {
        if (await core.RefusedMessages.NoteAsync(caller, MessageKind.OpenEntries, MessageRefusal.NotAllowed))
        {
            await core.Writer.RunAsync(
                turn => turn.Append(LogLeaf.Event(
                    LogEventKind.Alert, client.Site, client.Id,
                    new EventBody { Code = (byte)AlertCode.ClientAskedToOpen })),
                CancellationToken.None);
        }

        throw new CustodyRefusal(ResponseStatus.Forbidden, "clients-never-open");
    }

    private Task<bool> AlertMismatchAsync(SessionFacts session, List<PatientId> patients) =>
        core.Writer.RunAsync(
            turn =>
            {
                foreach (PatientId patient in patients)
                {
                    EventBody body = new()
                    {
                        Session = session.Id,
                        Patient = patient,
                        Code = (byte)AlertCode.WrappedKeyMismatch,
                    };
                    turn.Append(LogLeaf.Event(LogEventKind.Alert, session.Site, session.Staff, body));
                }

                return true;
            },
            CancellationToken.None);
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Serment.Custodian.Budgets;
using Serment.Custodian.Clients;
using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.Custodian.Log;
using Serment.Custodian.Releasing;
using Serment.Custodian.Serving;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Sealing;

/// <summary>
/// Wraps entry keys and puts the versions in the log. The wrapping comes first, on other threads: sealing discloses
/// nothing, so it need not wait for the log; but nobody gets the answer before the leaves are durable.
/// </summary>
internal sealed class SealEntries(CustodyCore core)
{
    /// <summary>How long after a disclosure, or after registering a patient, a person may add to the record.</summary>
    public static readonly TimeSpan AfterDisclosure = TimeSpan.FromHours(24);

    /// <summary>Entries that one person seals in an hour: far above the busiest desk, far below a machine.</summary>
    public const int MaxOfPersonPerHour = 2_000;

    private readonly AlertGate alerts = new();
    private readonly NewPatients newPatients = new();

    /// <summary>Answers <see cref="MessageKind.SealEntries"/>.</summary>
    public async Task<byte[]> RunAsync(Caller caller, ReadOnlyMemory<byte> payload, CancellationToken stop)
    {
        if (!SealRequestReader.TryRead(payload.Span, out SealRequestReader request))
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
        }

        short site = caller.Client?.Site ?? caller.Person.Site;
        SealBatch batch = caller.Client is { } client
            ? new(core.Keys.Of(site), payload, client.Id, default)
            : new(core.Keys.Of(site), payload, caller.Person.Staff, caller.Person.Id);
        using NewPatients.Claim claim = newPatients.Take(batch.NamedAsNew);
        long[] named = NamedPatients(request, caller.Client is null, out HashSet<long>? linked);
        PatientFacts facts = await core.Readers.RunAsync(
            reader => PatientFacts.Read(reader, site, named, linked), stop);
        batch.Admit(facts, patient => Judge(caller, patient, facts), caller.Client is null ? caller.Person.Role : null);
        long recordedAtMs = core.Writer.Now.ToUnixTimeMilliseconds();
        batch.Wrap(facts, recordedAtMs);
        return await core.Writer.RunAsync(turn => Store(turn, caller, batch), CancellationToken.None)
            ? batch.Answer
            : throw new CustodyRefusal(ResponseStatus.Forbidden, "seal-flow-spent");
    }

    private long[] NamedPatients(in SealRequestReader request, bool byPerson, out HashSet<long>? linked)
    {
        long[] named = new long[request.PatientCount];
        linked = byPerson ? [] : null;
        for (int i = 0; i < named.Length; i++)
        {
            named[i] = request.Patient(i).Value;
            linked?.UnionWith(core.Links.SamePerson(request.Patient(i)).Select(one => one.Value));
        }

        return named;
    }

    /// <summary>
    /// Whether the caller may add to a patient who exists: a client always, a person who has just seen the record.
    /// </summary>
    private DecisionReason Judge(Caller caller, PatientId patient, PatientFacts facts)
    {
        if (caller.Client is not null)
        {
            return DecisionReason.None;
        }

        return SeenLately.Holds(core, caller.Person, patient, facts, core.Writer.Now, AfterDisclosure)
            ? DecisionReason.None
            : DecisionReason.NoRelationship;
    }

    private bool Store(Turn turn, Caller caller, SealBatch batch)
    {
        long nowMs = turn.Now.ToUnixTimeMilliseconds();
        if (caller.Client is { } client)
        {
            ClientRows.ThrowUnlessLive(turn, client);
            if (!core.Meters.TrySpendFlow(client.Id, FlowKind.Seals, batch.EntryCount, client.FlowPerHour, nowMs))
            {
                throw new CustodyRefusal(ResponseStatus.Forbidden, "client-flow-spent");
            }
        }
        else if (core.Sessions.Find(caller.Token!, turn.Now) is null)
        {
            throw new CustodyRefusal(ResponseStatus.NotSignedIn, "session-ended");
        }
        else if (!core.Meters.TrySpendFlow(
            caller.Person.Staff, FlowKind.Seals, batch.EntryCount, MaxOfPersonPerHour, nowMs))
        {
            alerts.Consider(turn, caller.Person, DecisionReason.ClientFlowSpent);
            return false;
        }

        batch.InsertKeys(turn, nowMs);
        batch.Append(turn);
        if (caller.Client is null)
        {
            foreach (PatientId patient in batch.NewPatients)
            {
                OwnRegistrations.Add(turn, caller.Person, patient);
            }
        }

        return true;
    }
}

using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.IntegrationTests.Custodian;

/// <summary>One entry as the main database would hold it, with the key that its writer drew.</summary>
internal sealed record SealedEntry(
    PatientId Patient, EntryId Entry, int Version, Compartment Compartment, ResourceType Type, byte[] Key, byte[] Wrapped,
    long LogIndex);

/// <summary>Seals and opens entries as a web server would.</summary>
internal static class SealedPatients
{
    private static readonly ResourceType Patient = ResourceType.Of("Patient");

    /// <summary>Seals one entry in each compartment of new patients.</summary>
    public static async Task<List<SealedEntry>> SealNewAsync(CustodianClient client, SessionToken? session, int patients,
        params Compartment[] compartments)
    {
        SealRequest request = new();
        List<SealedEntry> drafts = [];
        for (int i = 0; i < patients; i++)
        {
            PatientId patient = PatientId.New();
            request.BeginPatient(patient, isNew: true);
            foreach (Compartment compartment in compartments)
            {
                byte[] key = RandomNumberGenerator.GetBytes(SealedLengths.KeyBytes);
                SealedEntry draft = new(patient, EntryId.New(), 1, compartment, Patient, key, [], i);
                request.AddEntry(draft.Entry, 1, compartment, Patient, key, new byte[SealedLengths.HashBytes]);
                drafts.Add(draft);
            }
        }

        SealResponse response = await client.SealAsync(request, session, CancellationToken.None);
        return
        [
            .. drafts.Select((draft, i) =>
            {
                Assert.Equal(Outcome.Allowed, response.OutcomeOf((int)draft.LogIndex));
                return draft with
                {
                    Wrapped = response.WrappedKey(i).ToArray(),
                    LogIndex = response.LogIndexOf((int)draft.LogIndex),
                };
            }),
        ];
    }

    /// <summary>Opens entries, patient by patient in the order of their first entry.</summary>
    public static async Task<OpenResponse> OpenAsync(
        CustodianClient client, SessionToken session, AccessPurpose purpose, params IEnumerable<SealedEntry> entries)
    {
        OpenRequest request = new(purpose);
        foreach (IGrouping<PatientId, SealedEntry> patient in entries.GroupBy(entry => entry.Patient))
        {
            request.BeginPatient(patient.Key);
            foreach (SealedEntry entry in patient)
            {
                request.AddEntry(entry.Entry, entry.Version, entry.Compartment, entry.Type, entry.Wrapped);
            }
        }

        return await client.OpenAsync(request, session, CancellationToken.None);
    }

    /// <summary>Asks for the decision alone.</summary>
    public static async Task<(Outcome Outcome, DecisionReason Reason)> AskAsync(
        CustodianClient client, SessionToken session, AccessPurpose purpose, PatientId patient)
    {
        OpenRequest request = new(purpose);
        request.BeginPatient(patient);
        using OpenResponse response = await client.OpenAsync(request, session, CancellationToken.None);
        return (response.OutcomeOf(0), response.ReasonOf(0));
    }
}

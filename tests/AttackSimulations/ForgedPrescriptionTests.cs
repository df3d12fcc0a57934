using System.Security.Cryptography;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: a prescription that no physician signed. Means: a nurse’s, a pharmacist’s or a receptionist’s account on a web
/// server that checks nothing any more; the custodian is asked directly.
/// </summary>
public sealed class ForgedPrescriptionTests(Occupied site) : IClassFixture<Occupied>
{
    [Theory]
    [InlineData(Role.Nurse)]
    [InlineData(Role.Pharmacist)]
    [InlineData(Role.Receptionist)]
    public async Task The_custodian_seals_no_prescription_of_anybody_but_a_physician(Role role)
    {
        SealedEntry prey = (await site.SealAsync(1, Compartment.Identity))[0];
        SessionToken session = await SeesAsync(role, prey);
        foreach (Compartment compartment in Compartments.All)
        {
            Assert.Equal(Outcome.Refused, await SealAsync(session, prey.Patient, compartment, "MedicationRequest"));
        }
    }

    [Fact]
    public async Task A_nurse_notes_what_she_gave_and_a_physician_prescribes()
    {
        SealedEntry prey = (await site.SealAsync(1, Compartment.Identity))[0];
        SessionToken nurse = await SeesAsync(Role.Nurse, prey);
        SessionToken physician = await SeesAsync(Role.Physician, prey);
        Assert.Equal(
            Outcome.Allowed, await SealAsync(nurse, prey.Patient, Compartment.Clinical, "MedicationAdministration"));
        Assert.Equal(
            Outcome.Allowed, await SealAsync(physician, prey.Patient, Compartment.Clinical, "MedicationRequest"));
    }

    // Whoever writes has had the person disclosed before: otherwise that alone would be the refusal.
    private async Task<SessionToken> SeesAsync(Role role, SealedEntry prey)
    {
        SessionToken session = await (await site.WhoAsync(role)).SignInAsync(site.Custodian);
        using OpenResponse card = await SealedPatients.OpenAsync(site.Custodian, session, AccessPurpose.Card, prey);
        Assert.Equal(Outcome.Allowed, card.OutcomeOf(0));
        return session;
    }

    private async Task<Outcome> SealAsync(
        SessionToken session, PatientId patient, Compartment compartment, string type)
    {
        SealRequest request = new();
        request.BeginPatient(patient, isNew: false);
        request.AddEntry(
            EntryId.New(), 1, compartment, ResourceType.Of(type),
            RandomNumberGenerator.GetBytes(SealedLengths.KeyBytes), new byte[SealedLengths.HashBytes]);
        SealResponse response = await site.Custodian.SealAsync(request, session, CancellationToken.None);
        return response.OutcomeOf(0);
    }
}

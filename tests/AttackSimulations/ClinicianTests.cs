using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the charts of people whom one does not treat: neighbours, the famous, whoever comes next in the table.
/// Means: a physician's account and passkey, a ward of patients in rightful care, and the patient ids of the whole
/// main database.
/// </summary>
public sealed class ClinicianTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private const int StrangersPerHour = 6;
    private const int WardSize = 24;

    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task Consecutive_ids_name_nobody()
    {
        Insider physician = await site.WhoAsync(Role.Physician);
        PatientId known = (await site.SealAsync(1, Compartment.Clinical))[0].Patient;
        Haul haul = new(output, 1);
        for (int step = 1; step <= 200; step++)
        {
            (Outcome outcome, _) = await SealedPatients.AskAsync(
                site.Custodian, physician.Token, AccessPurpose.Care, new(known.Value + step));
            if (outcome == Outcome.Allowed)
            {
                haul.Take(new(known.Value + step));
            }
        }

        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task Strangers_take_a_touch_each_and_stop_at_the_small_budget()
    {
        const int Present = 60;
        List<SealedEntry> prey = await site.SealAsync(Present, Compartment.Clinical, Compartment.Coverage);
        Insider physician = await site.WhoAsync(Role.Physician);
        Haul untouched = new(output, Present);
        using (OpenResponse all = await SealedPatients.OpenAsync(
            site.Custodian, physician.Token, AccessPurpose.Care, prey))
        {
            untouched.Take(all, prey);
        }

        untouched.AssertAtMost(0);
        Haul haul = new(output, Present);
        foreach (SealedEntry[] patient in prey.GroupBy(entry => entry.Patient).Select(group => group.ToArray()))
        {
            await physician.TouchAsync(site.Custodian, StepUpKind.OffPattern, patient[0].Patient);
            using OpenResponse opened = await SealedPatients.OpenAsync(
                site.Custodian, physician.Token, AccessPurpose.Care, patient);
            Assert.True(haul.Take(opened, patient) <= 1, "coverage is not a physician's");
        }

        haul.AssertAtMost(StrangersPerHour);
    }

    [Fact]
    public async Task The_whole_ward_twice_costs_once()
    {
        Insider nurse = await site.WhoAsync(Role.Nurse);
        List<SealedEntry> ward = await site.SealAsync(WardSize, Compartment.Clinical);
        await site.ExpectAsync(ward.Select(entry => entry.Patient), nurse.Session.Units[0].UnitId);
        Haul haul = new(output, WardSize);

        for (int round = 0; round < 2; round++)
        {
            using OpenResponse opened = await SealedPatients.OpenAsync(
                site.Custodian, nurse.Token, AccessPurpose.Care, ward);
            Assert.Equal(WardSize, haul.Take(opened, ward));
            SessionDescription now = await site.Custodian.AskAsync(
                MessageKind.DescribeSession, nurse.Token, Nothing.Instance, Json.Nothing, Json.SessionDescription,
                CancellationToken.None);
            Assert.Equal(WardSize, Spent(now, MeterKind.InCare));
            Assert.Equal(0, Spent(now, MeterKind.OffPattern));
        }

        haul.AssertAtMost(WardSize);
    }

    [Fact]
    public async Task A_stranger_and_nobody_are_answered_alike()
    {
        PatientId stranger = (await site.SealAsync(1, Compartment.Coverage))[0].Patient;
        foreach (Role role in (Role[])[Role.Physician, Role.Nurse, Role.BillingClerk, Role.Pharmacist])
        {
            Insider curious = await site.WhoAsync(role);
            foreach (AccessPurpose purpose in (AccessPurpose[])[AccessPurpose.Care, AccessPurpose.Registration])
            {
                (Outcome, DecisionReason) there = await SealedPatients.AskAsync(
                    site.Custodian, curious.Token, purpose, stranger);
                (Outcome, DecisionReason) nowhere = await SealedPatients.AskAsync(
                    site.Custodian, curious.Token, purpose, PatientId.New());

                Assert.Equal(there, nowhere);
                Assert.NotEqual(Outcome.Allowed, there.Item1);
            }
        }
    }

    [Fact]
    public async Task A_relationship_declared_for_oneself_opens_nobody_more()
    {
        Insider pharmacist = await site.WhoAsync(Role.Pharmacist);
        List<SealedEntry> prey = await site.SealAsync(20, Compartment.Clinical);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Haul haul = new(output, prey.Count);
        foreach (SealedEntry entry in prey)
        {
            // The card comes first, as the declaration asks; then "I treat this person", and the chart.
            await SealedPatients.AskAsync(site.Custodian, pharmacist.Token, AccessPurpose.Card, entry.Patient);
            try
            {
                await site.Custodian.AskAsync(
                    MessageKind.DeclareRelationship, pharmacist.Token,
                    new RelationshipDeclaration(
                        entry.Patient, RelationshipKind.Appointment, pharmacist.Session.StaffId, null, now,
                            now.AddDays(30)),
                    Json.RelationshipDeclaration, Json.RelationshipDeclared, CancellationToken.None);
            }
            catch (CustodyException refused) when (refused.Status == ResponseStatus.Forbidden)
            {
                Assert.Equal("not-disclosed", refused.Problem.Code);
            }

            using OpenResponse opened = await SealedPatients.OpenAsync(
                site.Custodian, pharmacist.Token, AccessPurpose.Care, entry);
            haul.Take(opened, entry);
        }

        haul.AssertAtMost(0);
    }

    private static int Spent(SessionDescription session, MeterKind kind) =>
        session.Meters.Single(meter => meter.Kind == kind && meter.WindowHours == 1).Spent;
}

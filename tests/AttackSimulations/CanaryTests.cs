using Microsoft.Data.Sqlite;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: everybody in the table, from the first row to the last.
/// Means: a receptionist's live session and the list of all patient ids, canaries among them as among any real ones.
/// </summary>
public sealed class CanaryTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task A_sweep_that_meets_a_canary_ends_there_with_an_alert()
    {
        const int Present = 100;
        List<SealedEntry> prey = await site.SealAsync(Present, Compartment.Identity);
        Insider receptionist = await site.WhoAsync(Role.Receptionist);
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        SealedEntry[] sweep = [.. prey[..10], prey[10] with { Patient = AnyCanary() }, .. prey[10..]];
        Haul haul = new(output, Present);
        int answered = 0;
        foreach (SealedEntry entry in sweep)
        {
            try
            {
                using OpenResponse card = await SealedPatients.OpenAsync(
                    site.Custodian, receptionist.Token, AccessPurpose.Card, entry);
                haul.Take(card, entry);
                answered++;
            }
            catch (CustodyException ended)
            {
                Assert.Equal(ResponseStatus.NotSignedIn, ended.Status);
            }
        }

        haul.AssertAtMost(10);
        Assert.Equal(11, answered);
        LogPage alerts = await site.Custodian.AskAsync(
            MessageKind.ReadLog, officer.Token, new LogQuery(AlertsOnly: true), Json.LogQuery, Json.LogPage,
            CancellationToken.None);
        Assert.Contains(
            alerts.Events,
            alert => alert.Actor == receptionist.Session.StaffId
                && string.Equals(alert.Detail, "Canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_request_with_a_canary_in_it_gives_nobody_at_all()
    {
        List<SealedEntry> prey = await site.SealAsync(20, Compartment.Identity);
        Insider physician = await site.WhoAsync(Role.Physician);
        await site.ExpectAsync(prey.Select(entry => entry.Patient), physician.Session.Units[0].UnitId);
        Haul haul = new(output, prey.Count);
        SealedEntry[] request = [.. prey, prey[0] with { Patient = AnyCanary() }];

        using OpenResponse opened = await SealedPatients.OpenAsync(
            site.Custodian, physician.Token, AccessPurpose.Card, request);

        haul.Take(opened, request);
        haul.AssertAtMost(0);
    }

    private PatientId AnyCanary()
    {
        using SqliteConnection connection = new(
            $"Data Source={Path.Combine(site.Running.Data, "custody.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT MIN(patient_id) FROM canary WHERE site = 1";
        return new((long)command.ExecuteScalar()!);
    }
}

using System.Globalization;
using System.Text;
using Serment.AttackSimulations.Means;
using Serment.Custodian.Clients;
using Serment.CustodyProtocol;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: to ask, name by name and day by day, who is a patient here.
/// Means: the key file of the import client, copied from the host; a table of names; the custodian's socket.
/// </summary>
public sealed class StolenImportKeyTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private const int InputsARequest = 20_000;
    private const int MaxRequests = 40;

    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task The_office_hears_of_it_and_one_person_ends_it()
    {
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        CustodianClient thief = site.ConnectClient("import");
        long tokens = 0;
        int requests = 0;
        while (!await IsToldAsync(officer) && requests < MaxRequests)
        {
            tokens += await AskAsync(thief, requests++);
        }

        output.WriteLine($"haul: {tokens} tokens until the alert");
        Assert.InRange(tokens, 1, FlowAlerts.TokensPerHour + InputsARequest);

        ClientList clients = await site.Custodian.AskAsync(
            MessageKind.ListClients, officer.Token, Nothing.Instance, Json.Nothing, Json.ClientList,
            CancellationToken.None);
        ClientSummary stolen = Assert.Single(clients.Clients, one => one.Name == "import");
        ProposalMade made = await site.Custodian.AskAsync(
            MessageKind.Propose, officer.Token, new ProposalDraft(ProposalKind.EndClient, Client: stolen.Client),
            Json.ProposalDraft, Json.ProposalMade, CancellationToken.None);
        Assert.True(made.InEffect);

        // Neither the connection that it has nor a new one brings another token.
        long after = 0;
        foreach (CustodianClient connection in (CustodianClient[])[thief, site.ConnectClient("import")])
        {
            CustodyException refused = await Assert.ThrowsAsync<CustodyException>(
                async () => after += await AskAsync(connection, requests));
            Assert.Contains(refused.Status, new[] { ResponseStatus.NotSignedIn, ResponseStatus.Forbidden });
        }

        output.WriteLine($"haul: {after} tokens after the end");
        Assert.Equal(0, after);
        CustodyException again = await Assert.ThrowsAsync<CustodyException>(() => site.Custodian.AskAsync(
            MessageKind.Propose, officer.Token, new ProposalDraft(ProposalKind.EndClient, Client: stolen.Client),
            Json.ProposalDraft, Json.ProposalMade, CancellationToken.None));
        Assert.Equal("unknown-client", again.Problem.Code);
    }

    private static async Task<int> AskAsync(CustodianClient thief, int round)
    {
        TokenRequest request = new();
        for (int i = 0; i < InputsARequest; i++)
        {
            request.Add(
                TokenKind.BirthDateNamePrefix,
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"1970-01-01|{round:D3}{i:D6}")));
        }

        await thief.MakeTokensAsync(request, null, CancellationToken.None);
        return InputsARequest;
    }

    private async Task<bool> IsToldAsync(Insider officer)
    {
        LogPage alerts = await site.Custodian.AskAsync(
            MessageKind.ReadLog, officer.Token, new LogQuery(AlertsOnly: true), Json.LogQuery, Json.LogPage,
            CancellationToken.None);
        return alerts.Events.Any(alert => string.Equals(alert.Detail, "ClientFlowHigh", StringComparison.Ordinal)
            && string.Equals(alert.ActorName, "import", StringComparison.Ordinal));
    }
}

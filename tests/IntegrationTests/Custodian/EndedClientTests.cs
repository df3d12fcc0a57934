using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian;

public sealed class EndedClientTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_client_that_has_ended_is_refused_on_its_live_connection_at_its_next_message(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        CustodianClient import = bed.ConnectImport();
        await SealedPatients.SealNewAsync(import, null, 1, Compartment.Identity);
        await ExecuteAsync(bed, $"UPDATE client SET ended_at = 1 WHERE client_id = {bed.Site.ImportClient.Client.Value}");

        TokenRequest tokens = new();
        tokens.Add(TokenKind.RecordNumber, "LABO:x|1"u8);
        CustodyException sealing = await Assert.ThrowsAsync<CustodyException>(
            () => SealedPatients.SealNewAsync(import, null, 1, Compartment.Identity));
        CustodyException matching = await Assert.ThrowsAsync<CustodyException>(
            () => import.MakeTokensAsync(tokens, null, CancellationToken.None));
        Assert.All([sealing, matching], refused => Assert.Equal(ResponseStatus.NotSignedIn, refused.Status));

        CustodyException again = await Assert.ThrowsAsync<CustodyException>(
            () => bed.ConnectImport().MakeTokensAsync(tokens, null, CancellationToken.None));
        Assert.Equal("proof-refused", again.Problem.Code);
        Assert.Single((await bed.Connect().MakeTokensAsync(
            tokens, (await bed.SignInAsync(Role.Nurse)).Token, CancellationToken.None)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_right_taken_from_a_client_is_gone_at_its_next_message(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        CustodianClient import = bed.ConnectImport();
        await SealedPatients.SealNewAsync(import, null, 1, Compartment.Identity);
        await ExecuteAsync(
            bed,
            $"UPDATE client SET rights = {(int)ClientRights.Match} "
            + $"WHERE client_id = {bed.Site.ImportClient.Client.Value}");

        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(
            () => SealedPatients.SealNewAsync(import, null, 1, Compartment.Identity));
        Assert.Equal(ResponseStatus.Forbidden, refused.Status);
    }

    /// <summary>As the custodian's own turns do it: what is written past them is refused as altered.</summary>
    private static async Task ExecuteAsync(CustodyBed bed, string sql) =>
        Assert.Equal(1, await bed.Host.Core.Writer.RunAsync(turn => turn.Execute(sql), CancellationToken.None));
}

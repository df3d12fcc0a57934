using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the key under which imports keep digests of names and addresses, so that a copy of the main database answers
/// any number of guesses without the custodian being asked again.
/// Means: the web server with a live session of any role, and the way in which an import has that key made.
/// </summary>
public sealed class DigestKeyTests(ITestOutputHelper output)
{
    private const int KeyTokens = 4;

    [Fact]
    public async Task No_session_has_the_key_of_the_imports_digests_made()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        CustodianClient web = bed.Connect();
        int haul = 0;
        foreach (Role role in Enum.GetValues<Role>())
        {
            (SessionToken session, _) = await bed.SignInAsync(role);
            haul += await TakeAsync(web, session, KeyRequest());
            TokenRequest hidden = KeyRequest();
            hidden.Add(TokenKind.BirthDateNamePrefix, "1970-01-01|DUP"u8);
            haul += await TakeAsync(web, session, hidden);
        }

        int rightful = await TakeAsync(bed.ConnectImport(), null, KeyRequest());
        output.WriteLine($"haul: {haul} tokens of the key; an import has its {rightful}");
        Assert.Equal((0, KeyTokens), (haul, rightful));
    }

    private static TokenRequest KeyRequest()
    {
        TokenRequest request = new();
        for (int i = 0; i < KeyTokens; i++)
        {
            request.Add(
                TokenKind.ImportRow, SHA256.HashData([.. Encoding.UTF8.GetBytes("serment/content-digest/1/"), (byte)i]));
        }

        return request;
    }

    private static async Task<int> TakeAsync(CustodianClient connection, SessionToken? session, TokenRequest request)
    {
        try
        {
            return (await connection.MakeTokensAsync(request, session, CancellationToken.None)).Length;
        }
        catch (CustodyException refused) when (refused.Status == ResponseStatus.Forbidden)
        {
            return 0;
        }
    }
}

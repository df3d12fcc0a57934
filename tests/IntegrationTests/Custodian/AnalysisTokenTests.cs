using System.Text;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian;

public sealed class AnalysisTokenTests
{
    private const int OfPersonPerHour = 600;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whoever_orders_and_an_interface_get_the_same_token_and_pay_no_lookup(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        long[] ofClient = await MadeAsync(bed.ConnectImport(), null, "2600000123|HIV");
        foreach (Role role in (Role[])[Role.Physician, Role.Nurse, Role.Receptionist, Role.LaboratoryTechnician])
        {
            (SessionToken session, _) = await bed.SignInAsync(role);
            Assert.Equal(ofClient, await MadeAsync(bed.Connect(), session, "2600000123|HIV"));
            SessionDescription told = await bed.Connect().AskAsync(
                MessageKind.DescribeSession, session, Nothing.Instance, CustodyJson.Default.Nothing,
                CustodyJson.Default.SessionDescription, CancellationToken.None);
            Assert.DoesNotContain(told.Meters, meter => meter.Kind == MeterKind.Lookup && meter.Spent > 0);
        }

        Assert.NotEqual(ofClient, await MadeAsync(bed.ConnectImport(), null, "2600000123|HCV"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Roles_that_order_nothing_get_none_and_people_are_not_asked_about_beside_it(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        CustodianClient web = bed.Connect();
        (SessionToken pharmacist, _) = await bed.SignInAsync(Role.Pharmacist);
        (SessionToken clerk, _) = await bed.SignInAsync(Role.BillingClerk);
        (SessionToken technician, _) = await bed.SignInAsync(Role.LaboratoryTechnician);
        (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse);

        Assert.Equal("role-forbids", await RefusedAsync(web, pharmacist, Asking("1|HIV")));
        Assert.Equal("role-forbids", await RefusedAsync(web, clerk, Asking("1|HIV")));
        TokenRequest number = new();
        number.Add(TokenKind.RecordNumber, "LABO|1"u8);
        Assert.Equal("role-forbids", await RefusedAsync(web, technician, number));
        TokenRequest mixed = Asking("1|HIV");
        mixed.Add(TokenKind.RecordNumber, "LABO|1"u8);
        Assert.Equal("kinds-mixed", await RefusedAsync(web, nurse, mixed));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_hours_flow_ends_also_over_a_restart(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken session, _) = await bed.SignInAsync(Role.Nurse);
        string[] guesses = [.. Enumerable.Range(0, TokenRequest.MaxInputsOfSession).Select(i => $"{i}|HIV")];
        for (int i = 0; i < OfPersonPerHour / guesses.Length; i++)
        {
            await bed.Connect().MakeTokensAsync(Asking(guesses), session, CancellationToken.None);
        }

        Assert.Equal("analysis-flow-spent", await RefusedAsync(bed.Connect(), session, Asking("1|HIV")));
        await bed.RestartAsync();
        Assert.Equal("analysis-flow-spent", await RefusedAsync(bed.Connect(), session, Asking("1|HIV")));

        // Lookups are another allowance, and untouched.
        TokenRequest number = new();
        number.Add(TokenKind.RecordNumber, "LABO|1"u8);
        Assert.Single(await bed.Connect().MakeTokensAsync(number, session, CancellationToken.None));
    }

    private static Task<long[]> MadeAsync(CustodianClient connection, SessionToken? session, string input) =>
        connection.MakeTokensAsync(Asking(input), session, CancellationToken.None);

    private static TokenRequest Asking(params string[] inputs)
    {
        TokenRequest request = new();
        foreach (string input in inputs)
        {
            request.Add(TokenKind.Analysis, Encoding.UTF8.GetBytes(input));
        }

        return request;
    }

    private static async Task<string> RefusedAsync(CustodianClient web, SessionToken session, TokenRequest request) =>
        (await Assert.ThrowsAsync<CustodyException>(
            () => web.MakeTokensAsync(request, session, CancellationToken.None))).Problem.Code;
}

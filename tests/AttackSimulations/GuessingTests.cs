using System.Globalization;
using System.Text;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: who is a patient here, by asking for tokens and looking them up in a copy of the main database.
/// Means: the web server with a live session of reception, and requests packed with as many questions as the protocol
/// takes; the price of one search is known.
/// </summary>
public sealed class GuessingTests(ITestOutputHelper output)
{
    private const int LookupsPerHour = 90;
    private const int TokensOfOneName = 3;

    [Fact]
    public async Task Unrelated_names_packed_into_one_request_cost_as_much_as_one_by_one() =>
        Assert.Equal(
            LookupsPerHour,
            await GuessesAsync((request, guess) => request.Add(
                TokenKind.BirthDateNamePrefix, Bytes($"{BirthDate(guess)}|DUP"))));

    [Fact]
    public async Task Names_of_one_birth_date_packed_into_one_request_cost_as_much_as_one_by_one() =>
        Assert.Equal(
            LookupsPerHour,
            await GuessesAsync((request, guess) => request.Add(
                TokenKind.BirthDatePhonetic, Bytes(string.Create(CultureInfo.InvariantCulture, $"1970-01-01|N{guess}")))));

    [Fact]
    public async Task Numbers_packed_into_one_request_cost_as_much_as_one_by_one() =>
        Assert.Equal(
            LookupsPerHour,
            await GuessesAsync((request, guess) => request.Add(
                TokenKind.RecordNumber, Bytes(string.Create(CultureInfo.InvariantCulture, $"LABO:old:patient|{guess}")))));

    [Fact]
    public async Task The_cleverest_mixture_gets_three_names_of_one_birth_date_for_one_lookup()
    {
        TokenKind[] kinds =
            [TokenKind.BirthDateNamePrefix, TokenKind.BirthDatePhonetic, TokenKind.StrictTraitsIdentified];
        int guesses = await GuessesAsync((request, guess) => request.Add(
            kinds[guess % TokensOfOneName], Bytes($"{BirthDate(guess / TokensOfOneName)}|M|N{guess}|X")));

        Assert.Equal(LookupsPerHour * TokensOfOneName, guesses);
    }

    /// <summary>Asks until nothing is answered any more, in ever smaller requests, so that no lookup is left.</summary>
    private async Task<int> GuessesAsync(Action<TokenRequest, int> add)
    {
        await using Occupied site = new();
        await site.InitializeAsync();
        Insider receptionist = await site.WhoAsync(Role.Receptionist);
        int guesses = 0;
        for (int size = TokenRequest.MaxInputsOfSession; size > 0;)
        {
            TokenRequest request = new();
            for (int i = 0; i < size; i++)
            {
                add(request, guesses + i);
            }

            try
            {
                guesses += (await site.Custodian.MakeTokensAsync(
                    request, receptionist.Token, CancellationToken.None)).Length;
            }
            catch (CustodyException refused) when (refused.Problem.Code is "lookup-budget-spent")
            {
                size--;
            }
        }

        output.WriteLine($"haul: {guesses} guesses for {LookupsPerHour} lookups");
        return guesses;
    }

    private static string BirthDate(int number) =>
        new DateOnly(1930, 1, 1).AddDays(number * 17).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

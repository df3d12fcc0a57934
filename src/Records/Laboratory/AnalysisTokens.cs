using System.Text;
using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;

namespace Serment.Records.Laboratory;

/// <summary>Blind tokens of sensitive analyses: what rows bear instead of their code (ADR 0022).</summary>
public static class AnalysisTokens
{
    private const string Separator = "|";

    /// <summary>What the custodian makes the token of: the tube's number and the analysis' code in the catalogue.</summary>
    public static TokenInput Input(string number, string code) =>
        new(TokenKind.Analysis, Encoding.UTF8.GetBytes(number + Separator + code));

    /// <summary>The tokens of several, in their order. A session is counted; a machine client spends its flow.</summary>
    /// <exception cref="CustodyException">Refused: the role orders no analyses, or the hour's flow is spent.</exception>
    public static async Task<long[]> MakeAsync(
        RecordDoor door, IReadOnlyList<(string Number, string Code)> analyses, SessionToken? session,
        CancellationToken stop)
    {
        long[] tokens = new long[analyses.Count];
        for (int from = 0; from < tokens.Length; from += TokenRequest.MaxInputsOfSession)
        {
            TokenInput[] inputs =
            [
                .. analyses.Skip(from).Take(TokenRequest.MaxInputsOfSession).Select(one => Input(one.Number, one.Code)),
            ];
            (await door.MakeTokensAsync(inputs, session, stop)).CopyTo(tokens, from);
        }

        return tokens;
    }
}

using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>What an organiser or the laboratory says of its result. Numbers stand in rows.</summary>
public enum AssessmentVerdict : byte
{
    /// <summary>Acceptable.</summary>
    Acceptable = 1,

    /// <summary>To watch.</summary>
    ToWatch = 2,

    /// <summary>Unacceptable: wants an analysis of causes.</summary>
    Unacceptable = 3,
}

/// <summary>A result of external quality assessment.</summary>
/// <param name="Replaces">The entry that it corrects; 0 none.</param>
/// <param name="Programme">Organiser and programme.</param>
/// <param name="Round">Round.</param>
/// <param name="Sample">Sample.</param>
/// <param name="InstrumentId">Where it was measured; 0 by hand.</param>
/// <param name="Analysis">The analysis' code.</param>
/// <param name="Value">Our value.</param>
/// <param name="Target">The assigned one.</param>
/// <param name="Sd">Standard deviation for the assessment; null where none is told.</param>
/// <param name="LimitPercent">Accepted difference; null where none is told.</param>
/// <param name="Comment">Analysis of causes and what was done.</param>
/// <param name="Document">Where the organiser's report is kept.</param>
/// <param name="ReceivedOn">When the report came.</param>
public sealed record AssessmentDraft(
    long Replaces, string Programme, string Round, string Sample, int InstrumentId, string Analysis, decimal Value,
    decimal Target, decimal? Sd, decimal? LimitPercent, string Comment, string Document, DateOnly ReceivedOn)
{
    /// <summary>Difference from the target in per cent of it; null where that is 0.</summary>
    public decimal? DifferencePercent => Target == 0 ? null : Math.Round(100 * (Value - Target) / Math.Abs(Target), 2);

    /// <summary>z score: (x - assigned value) / SD for the assessment; ISO 13528, 9.4. Null without an SD.</summary>
    public decimal? Z => Sd is > 0 and { } sd ? Math.Round((Value - Target) / sd, 2) : null;

    /// <summary>
    /// By z score: to 2 acceptable, from 3 unacceptable, a warning between (ISO 13528, 9.4.2; ISO/IEC 17043, B.4.1.1). By
    /// the organiser's limit where there is no SD. What neither tells is to be watched.
    /// </summary>
    public AssessmentVerdict Verdict =>
        Z is { } z
            ? (Math.Abs(z) <= 2 ? AssessmentVerdict.Acceptable
                : Math.Abs(z) < 3 ? AssessmentVerdict.ToWatch
                : AssessmentVerdict.Unacceptable)
            : LimitPercent is { } limit && DifferencePercent is { } difference
                ? (Math.Abs(difference) <= limit ? AssessmentVerdict.Acceptable : AssessmentVerdict.Unacceptable)
                : AssessmentVerdict.ToWatch;
}

/// <summary>One as it is stored.</summary>
public sealed record Assessment(
    long Id, AssessmentDraft Draft, AssessmentVerdict Verdict, DateTimeOffset SetAt, ActorId SetBy, bool IsReplaced);

/// <summary>External quality assessment: entries are corrected by further ones and never changed.</summary>
public sealed class Assessments(RecordDoor door, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Entries that a page shows, the newest.</summary>
    public const int MaxEntries = 500;

    /// <summary>Longest comment.</summary>
    public const int MaxCommentCharacters = 1_000;

    private const string Insert =
        """
        INSERT INTO external_assessment (site, assessment_id, replaces, programme, round, sample, instrument_id, analysis,
                                         value, target, sd, limit_percent, verdict, comment, document, received_on, set_at,
                                         set_by)
        VALUES (@site, @id, @replaces, @programme, @round, @sample, @instrument, @analysis, @value, @target, @sd, @limit,
                @verdict, @comment, @document, @received, @now, @by)
        """;

    private const string List =
        """
        SELECT assessment_id, replaces, programme, round, sample, instrument_id, analysis, value, target, sd, limit_percent,
               verdict, comment, document, received_on, set_at, set_by
        FROM external_assessment WHERE site = @site ORDER BY received_on DESC, set_at DESC LIMIT @limit
        """;

    /// <summary>Adds one.</summary>
    public async Task AddAsync(string siteCode, AssessmentDraft draft, ActorId by, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.Ask(
            null, Insert, ("@site", site), ("@id", OpaqueId.Draw()), ("@replaces", draft.Replaces),
            ("@programme", draft.Programme), ("@round", draft.Round), ("@sample", draft.Sample),
            ("@instrument", draft.InstrumentId), ("@analysis", draft.Analysis), ("@value", draft.Value.Text()),
            ("@target", draft.Target.Text()), ("@sd", draft.Sd.Text()), ("@limit", draft.LimitPercent.Text()),
            ("@verdict", (short)draft.Verdict), ("@comment", draft.Comment), ("@document", draft.Document),
            ("@received", draft.ReceivedOn.Number()), ("@now", clock.GetUtcNow().ToUnixTimeMilliseconds()),
            ("@by", by.Value));
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>The newest.</summary>
    public async Task<IReadOnlyList<Assessment>> ListAsync(string siteCode, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.Ask(null, List, ("@site", site), ("@limit", MaxEntries));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<Assessment> found = [];
        while (await reader.ReadAsync(stop))
        {
            found.Add(new(
                reader.GetInt64(0),
                new(
                    reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    reader.GetInt32(5), reader.GetString(6), reader.GetDecimalText(7) ?? 0,
                    reader.GetDecimalText(8) ?? 0, reader.GetDecimalText(9), reader.GetDecimalText(10),
                    reader.GetString(12), reader.GetString(13), reader.GetDay(14)),
                (AssessmentVerdict)reader.GetInt16(11), reader.GetInstant(15), new ActorId(reader.GetInt64(16)), false));
        }

        HashSet<long> replaced = [.. found.Select(one => one.Draft.Replaces)];
        return [.. found.Select(one => one with { IsReplaced = replaced.Contains(one.Id) })];
    }

    private async Task<short> SiteAsync(string siteCode, CancellationToken stop) =>
        await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
}

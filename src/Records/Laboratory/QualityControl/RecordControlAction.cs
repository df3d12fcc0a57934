using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>What a person did about a control's result.</summary>
/// <param name="ResultId">The result, rejected or warned of.</param>
/// <param name="Cause">What was found.</param>
/// <param name="Measure">What was done.</param>
/// <param name="Excludes">Whether the result is left out of statistics and later judgements.</param>
/// <param name="Comment">In words; wanted where cause or measure do not say it.</param>
public sealed record ControlActionDraft(
    long ResultId, ControlCause Cause, ControlMeasure Measure, bool Excludes, string Comment)
{
    /// <summary>Longest comment.</summary>
    public const int MaxCommentCharacters = 500;

    /// <summary>Whether it says enough: a cause or measure that names nothing needs words, and so does leaving out.</summary>
    public bool IsComplete =>
        Comment.Length > 0 || (Cause != ControlCause.Other && Measure != ControlMeasure.Nothing && !Excludes);
}

/// <summary>
/// Writes down what was done. Where a good control of each blocked level came, or as soon as it comes, the analysis on
/// the instrument can be released again.
/// </summary>
public sealed class RecordControlAction(RecordDoor door, DatabaseLocation main, TimeProvider clock)
{
    private const string OfResult =
        """
        SELECT instrument_id, analysis, measured_at, verdict FROM control_result
        WHERE site = @site AND result_id = @result AND verdict >= 2
        """;

    private const string LockAnalysis =
        """
        UPDATE control_state SET version = version + 1
        WHERE site = @site AND instrument_id = @instrument AND analysis = @analysis AND level_id = 0
        """;

    private const string Insert =
        """
        INSERT INTO control_action (site, action_id, instrument_id, analysis, result_id, cause, measure, excludes,
                                    comment, done_at, done_by)
        VALUES (@site, @action, @instrument, @analysis, @result, @cause, @measure, @excludes, @comment, @now, @by)
        """;

    /// <summary>Writes it; false where there is no such result, or it was good.</summary>
    /// <exception cref="ArgumentException">The draft does not say enough.</exception>
    public async Task<bool> RunAsync(string siteCode, ControlActionDraft draft, ActorId by, CancellationToken stop)
    {
        if (!draft.IsComplete || draft.Comment.Length > ControlActionDraft.MaxCommentCharacters)
        {
            throw new ArgumentException("the action says too little or too much", nameof(draft));
        }

        short site = await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        if (await AnalysisOfAsync(connection, transaction, site, draft.ResultId, stop) is not { } of)
        {
            return false;
        }

        await using DbCommand first = connection.Ask(
            transaction, LockAnalysis, ("@site", site), ("@instrument", of.Instrument), ("@analysis", of.Analysis));
        await first.ExecuteNonQueryAsync(stop);
        DateTimeOffset now = clock.GetUtcNow();
        long action = OpaqueId.Draw();
        await using DbCommand insert = connection.Ask(
            transaction, Insert, ("@site", site), ("@action", action), ("@instrument", of.Instrument),
            ("@analysis", of.Analysis), ("@result", draft.ResultId), ("@cause", (short)draft.Cause),
            ("@measure", (short)draft.Measure), ("@excludes", (short)(draft.Excludes ? 1 : 0)),
            ("@comment", draft.Comment), ("@now", now.ToUnixTimeMilliseconds()), ("@by", by.Value));
        await insert.ExecuteNonQueryAsync(stop);
        if (of.Verdict == ControlVerdict.Rejected)
        {
            await ControlBlocks.ActAsync(
                connection, transaction, site, of.Instrument, of.Analysis, of.MeasuredAt, action, now, stop);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task<(int Instrument, string Analysis, long MeasuredAt, ControlVerdict Verdict)?> AnalysisOfAsync(
        DbConnection connection, DbTransaction transaction, short site, long result, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(transaction, OfResult, ("@site", site), ("@result", result));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop)
            ? (reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2), (ControlVerdict)reader.GetInt16(3))
            : null;
    }
}

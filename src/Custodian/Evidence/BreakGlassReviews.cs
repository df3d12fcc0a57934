using System.Data.Common;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Evidence;

/// <summary>Every break-glass is looked at by the security office: never by the one who opened.</summary>
internal sealed class BreakGlassReviews(PeopleDirectory people, Func<short, byte[]> noteKeyOf, CustodyWriter writer)
{
    /// <summary>Openings in one list, unreviewed first.</summary>
    public const int MaxListed = 200;

    /// <summary>The longest remark.</summary>
    public const int MaxRemarkCharacters = 1000;

    /// <summary>The site's openings.</summary>
    public async Task<BreakGlassList> ListAsync(SessionFacts who, CancellationToken stop)
    {
        ThrowUnlessOffice(who);
        return await writer.RunAsync(turn => new BreakGlassList(Read(turn, who.Site)), stop);
    }

    /// <summary>Reviews one opening, once.</summary>
    public async Task ReviewAsync(SessionFacts who, BreakGlassReview review, CancellationToken stop)
    {
        ThrowUnlessOffice(who);
        if (!Enum.IsDefined(review.Verdict) || review.Remark?.Length > MaxRemarkCharacters)
        {
            throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed", "remark");
        }

        await writer.RunAsync(turn => Review(turn, who, review), stop);
    }

    private long Review(Turn turn, SessionFacts who, BreakGlassReview review)
    {
        object? opener = turn.Scalar(
            "SELECT staff_id FROM break_glass WHERE break_glass_id = @p1 AND site = @p2 AND reviewed_at IS NULL",
            review.BreakGlassId, who.Site);
        if (opener is not long openedBy)
        {
            throw new CustodyRefusal(ResponseStatus.Conflict, "already-reviewed");
        }

        if (openedBy == who.Staff.Value)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "own-break-glass");
        }

        string? remark = string.IsNullOrWhiteSpace(review.Remark) ? null : review.Remark.Trim();
        (byte[]? Sealed, byte[]? Commitment) note = remark is null
            ? (null, null)
            : SealedNote.Seal(noteKeyOf(who.Site), who.Site, review.BreakGlassId, SealedNote.RemarkField, remark);
        turn.Execute(
            """
            UPDATE break_glass SET reviewed_by = @p2, reviewed_at = @p3, verdict = @p4, remark = @p5
            WHERE break_glass_id = @p1
            """,
            review.BreakGlassId, who.Staff.Value, turn.Now.ToUnixTimeMilliseconds(), (short)review.Verdict,
            note.Sealed);
        return turn.Append(LogLeaf.Event(
            LogEventKind.BreakGlassReviewed, who.Site, who.Staff,
            new EventBody
            {
                Session = who.Id, Subject = review.BreakGlassId, Code = (byte)review.Verdict,
                Commitment = note.Commitment is null ? null : new ReadOnlyMemory<byte>(note.Commitment),
            }));
    }

    private List<BreakGlass> Read(Turn turn, short site)
    {
        using DbDataReader row = turn.Read(
            """
            SELECT break_glass_id, opened_at, staff_id, role, patient_id, reason, review_due_at,
                   reviewed_by, reviewed_at, verdict, remark
            FROM break_glass WHERE site = @p1
            ORDER BY CASE WHEN reviewed_at IS NULL THEN 0 ELSE 1 END, opened_at DESC LIMIT @p2
            """,
            site, MaxListed);
        List<BreakGlass> openings = [];
        while (row.Read())
        {
            openings.Add(From(row, site));
        }

        return openings;
    }

    private BreakGlass From(DbDataReader row, short site)
    {
        long id = row.GetInt64(0);
        ActorId opener = new(row.GetInt64(2));
        ActorId? reviewer = row.IsDBNull(7) ? null : new ActorId(row.GetInt64(7));
        byte[] key = noteKeyOf(site);
        return new(
            id, At(row.GetInt64(1)), opener, people.NameOf(opener) ?? "", (Role)row.GetInt16(3), new(row.GetInt64(4)),
            SealedNote.Open(key, site, id, SealedNote.ReasonField, row.GetFieldValue<byte[]>(5)), At(row.GetInt64(6)),
            reviewer is null ? null : people.NameOf(reviewer.Value), row.IsDBNull(8) ? null : At(row.GetInt64(8)),
            row.IsDBNull(9) ? null : (BreakGlassVerdict)row.GetInt16(9),
            row.IsDBNull(10)
                ? null
                : SealedNote.Open(key, site, id, SealedNote.RemarkField, row.GetFieldValue<byte[]>(10)));
    }

    private static void ThrowUnlessOffice(SessionFacts who)
    {
        if (who.Role != Role.SecurityOfficer)
        {
            throw new CustodyRefusal(ResponseStatus.Forbidden, "role");
        }
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}

using Serment.CustodyProtocol;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Entries;

namespace Serment.Records.Appointments.Booking;

/// <summary>A day and a part of it.</summary>
public sealed record BookedTime(DateOnly Day, Interval Time);

/// <summary>What somebody wants to book.</summary>
public sealed record BookingRequest
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>When: one time, or the times of a series.</summary>
    public required IReadOnlyList<BookedTime> Times { get; init; }

    /// <summary>The agenda; 0 for somebody expected in a unit without one.</summary>
    public int ScheduleId { get; init; }

    /// <summary>A room's agenda beside it; 0 for none.</summary>
    public int RoomId { get; init; }

    /// <summary>The unit, where there is no agenda.</summary>
    public int UnitId { get; init; }

    /// <summary>The kind; 0 for none.</summary>
    public int KindId { get; init; }

    /// <summary>A note for the reception.</summary>
    public string? Note { get; init; }

    /// <summary>Whether it may stand beside another, or out of hours; only where the kind allows it.</summary>
    public bool Overbooks { get; init; }

    /// <summary>The line of the waiting list that it answers.</summary>
    public WaitingRow? Waiting { get; init; }
}

/// <summary>Whether a time can be booked.</summary>
public enum TimeFit : byte
{
    /// <summary>It can.</summary>
    Fits = 0,

    /// <summary>Somebody has it.</summary>
    Taken = 1,

    /// <summary>Not open then.</summary>
    Closed = 2,

    /// <summary>A public holiday.</summary>
    Holiday = 3,

    /// <summary>Past, or further ahead than may be booked.</summary>
    OutOfRange = 4,

    /// <summary>In the hour that summer time leaves out: the clock never shows it.</summary>
    NoSuchTime = 5,
}

/// <summary>One time of a request and whether it can be booked.</summary>
public sealed record CheckedTime(BookedTime Time, TimeFit Fit);

/// <summary>How a booking ended.</summary>
public enum BookingOutcome : byte
{
    /// <summary>Done.</summary>
    Booked = 0,

    /// <summary>A time is not free, or is not any more. Nothing was booked.</summary>
    NotFree = 1,

    /// <summary>The custodian refused. Nothing was booked.</summary>
    Refused = 2,

    /// <summary>Somebody else has changed the same thing. Nothing was booked.</summary>
    Stale = 3,
}

/// <summary>The answer to a booking, a move or a change.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Times">Each time with its fit, where the outcome is <see cref="BookingOutcome.NotFree"/>.</param>
/// <param name="Seal">How sealing ended, where it was refused.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record BookingResult(
    BookingOutcome Outcome, IReadOnlyList<CheckedTime> Times, SealOutcome Seal = SealOutcome.Saved,
    DecisionReason Reason = DecisionReason.None)
{
    internal static BookingResult Done { get; } = new(BookingOutcome.Booked, []);

    internal static BookingResult Changed { get; } = new(BookingOutcome.Stale, []);

    /// <summary>Null where the card opened; otherwise what its refusal makes of a change.</summary>
    internal static BookingResult? OfCard(OpenedCard card) => card.Outcome switch
    {
        CustodyProtocol.Outcome.Allowed => null,
        CustodyProtocol.Outcome.StepUp => new(BookingOutcome.Refused, [], SealOutcome.StepUp, card.Reason),
        _ => new(BookingOutcome.Refused, [], SealOutcome.Refused, card.Reason),
    };

    internal static BookingResult From(EntriesSaved saved) => saved.Outcome switch
    {
        SealOutcome.Saved => Done,
        SealOutcome.VersionConflict => Changed,
        _ => new(BookingOutcome.Refused, [], saved.Outcome, saved.Reason),
    };
}

/// <summary>A time that somebody else took while it was being booked; rolls the transaction back.</summary>
internal sealed class SlotTakenException(BookedTime time) : Exception("the slot is taken")
{
    public BookedTime Time => time;
}

/// <summary>A row that somebody else changed meanwhile; rolls the transaction back.</summary>
internal sealed class StaleRowException() : Exception("the row has changed");

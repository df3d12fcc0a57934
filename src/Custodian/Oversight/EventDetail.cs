using System.Globalization;
using Serment.Custodian.Log;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Oversight;

/// <summary>The stable code that stands beside an event; pages turn it into a sentence.</summary>
internal static class EventDetail
{
    /// <summary>
    /// The detail of a kind, from the code and number of its leaf; null where there is nothing to add.
    /// </summary>
    public static string? Of(LogEventKind kind, byte? code, long? number) =>
        kind switch
        {
            LogEventKind.Alert when code is byte alert => NameOf((AlertCode)alert),
            LogEventKind.SteppedUp or LogEventKind.KeysReleased when code is byte stepUp => NameOf((StepUpKind)stepUp),
            LogEventKind.RelationshipDeclared when code is byte relationship => NameOf((RelationshipKind)relationship),
            LogEventKind.CoverGiven or LogEventKind.CoverEnded when code is byte cover => NameOf((CoverKind)cover),
            LogEventKind.CareAnswered when code is byte answer => NameOf((CareRequestState)answer),
            LogEventKind.PatientsLinked => code == 1 ? "separated" : "joined",
            LogEventKind.TokensMade or LogEventKind.EntriesSealed or LogEventKind.MessageRefused
                or LogEventKind.PackMade when number is long count =>
                count.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

    private static string NameOf<T>(T code)
        where T : struct, Enum => code.ToString();
}

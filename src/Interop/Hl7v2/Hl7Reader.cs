using Serment.Interop.Astm;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Interop.Hl7v2;

/// <summary>What kind of message an analyser sent, and how it wants it answered.</summary>
/// <param name="Kind">Message code and event.</param>
/// <param name="ControlId">MSH-10.</param>
/// <param name="Content">What it says; null for a message that only answers one of ours.</param>
/// <param name="QueryTag">QPD-2 of a query.</param>
/// <param name="QueryName">QPD-1 of a query, as it stood.</param>
/// <param name="Acknowledges">MSA-2 of an answer to one of ours.</param>
/// <param name="IsAccepted">Whether MSA-1 of that answer is AA or CA.</param>
public sealed record Hl7Incoming(
    string Kind, string ControlId, AnalyserMessage? Content, string QueryTag = "", string QueryName = "",
    string Acknowledges = "", bool IsAccepted = false);

/// <summary>
/// Messages of HL7 v2.5.1 from analysers as the standard message: ORU^R01, and those of IHE's Laboratory Analytical
/// Workflow profile (OUL^R22, QBP^Q11, ORL^O34, RSP and ACK). Of PID nothing is read but where it stands: whose tube it
/// is, the laboratory knows.
/// </summary>
public static class Hl7Reader
{
    /// <summary>Reads a message.</summary>
    /// <exception cref="AnalyserFormatException">It is none, or of a kind that is not spoken here.</exception>
    public static Hl7Incoming Read(ReadOnlySpan<byte> bytes)
    {
        Hl7Message message = Hl7Message.Read(bytes);
        if (message.ControlId.Length is 0 or > 199)
        {
            throw new AnalyserFormatException("MSH-10 is missing");
        }

        return message.Head.Value(9) switch
        {
            "ORU" or "OUL" => new(message.Kind, message.ControlId, Results(message)),
            "QBP" => Query(message),
            "ACK" or "ORL" or "RSP" => Answer(message),
            _ => throw new AnalyserFormatException("a kind of message that is not spoken here"),
        };
    }

    /// <summary>The message's own number, even where the rest cannot be taken; empty where there is none.</summary>
    public static string ControlIdOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return AstmReader.Kept(Hl7Message.Read(bytes).ControlId);
        }
        catch (AnalyserFormatException)
        {
            return "";
        }
    }

    private static Hl7Incoming Query(Hl7Message message)
    {
        Hl7Segment asked = message.Find("QPD") ?? throw new AnalyserFormatException("a query without QPD");
        string tag = asked.Value(2);
        AnalyserQuery[] queries =
            [.. asked.Values(3).Take(AnalyserMessage.MaxResults).Select(tube => new AnalyserQuery(AstmReader.Kept(tube), tag))];
        return new(
            message.Kind, message.ControlId, Basis(message) with { Queries = queries }, AstmReader.Kept(tag),
            AstmReader.Kept(asked.Value(1)));
    }

    private static Hl7Incoming Answer(Hl7Message message)
    {
        Hl7Segment answer = message.Find("MSA") ?? throw new AnalyserFormatException("an answer without MSA");
        bool isAccepted = answer.Value(1) is "AA" or "CA";
        AnalyserAnswer[] answers =
        [
            .. message.Segments.Where(one => one.Name is "SPM").Take(AnalyserMessage.MaxResults)
                .Select(one => new AnalyserAnswer(AstmReader.Kept(one.Value(2)), isAccepted, "")),
        ];
        return new(
            message.Kind, message.ControlId, Basis(message) with { Answers = answers }, "", "", answer.Value(2),
            isAccepted);
    }

    private static AnalyserMessage Basis(Hl7Message message) =>
        new()
        {
            ControlId = message.ControlId,
            Sender = AstmReader.Kept($"{message.Head.Value(3)} {message.Head.Value(4)}".Trim()),
            IsTest = message.Head.Value(11) is "D" or "T",
        };

    private static AnalyserMessage Results(Hl7Message message)
    {
        Hl7Results reading = new(isSpecimenFirst: message.Head.Value(9) is "OUL");
        foreach (Hl7Segment segment in message.Segments)
        {
            reading.Take(segment);
        }

        reading.EndPatient();
        return Basis(message) with { Results = reading.All, LeftOut = reading.LeftOut };
    }
}

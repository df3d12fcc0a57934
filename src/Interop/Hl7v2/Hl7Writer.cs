using System.Globalization;
using System.Text;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Interop.Hl7v2;

/// <summary>How a message is answered: MSA-1 (HL7 table 0008).</summary>
public enum Hl7Answer : byte
{
    /// <summary>AA: it is stored.</summary>
    Accepted,

    /// <summary>AE: it cannot be taken as it is.</summary>
    Error,

    /// <summary>AR: not now, or not at all; send it again.</summary>
    Rejected,
}

/// <summary>Messages of HL7 v2.5.1 that are sent to analysers. None bears a name: PID is never written.</summary>
public static class Hl7Writer
{
    /// <summary>Acknowledges a message; an error names its condition by table 0357.</summary>
    public static byte[] Acknowledge(
        Hl7Answer answer, string kind, string controlId, string ownId, DateTime now, string errorCode = "207",
        string errorText = "")
    {
        string trigger = kind.Split('^') is [_, { Length: > 0 } one, ..] ? one : "";
        StringBuilder text = Head($"ACK^{trigger}^ACK", ownId, now);
        string code = answer switch
        {
            Hl7Answer.Accepted => "AA",
            Hl7Answer.Error => "AE",
            _ => "AR",
        };
        text.Append(CultureInfo.InvariantCulture, $"MSA|{code}|{Hl7Message.Escape(controlId)}\r");
        if (answer != Hl7Answer.Accepted)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"ERR|||{errorCode}^^HL70357|E||||{Hl7Message.Escape(errorText)}\r");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Answers a query of IHE LAW (LAB-27): it was understood, its orders follow.</summary>
    public static byte[] QueryAnswer(Hl7Incoming query, string ownId, DateTime now)
    {
        StringBuilder text = Head("RSP^K11^RSP_K11", ownId, now);
        text.Append(CultureInfo.InvariantCulture, $"MSA|AA|{Hl7Message.Escape(query.ControlId)}\r");
        text.Append(
            CultureInfo.InvariantCulture,
            $"QAK|{Hl7Message.Escape(query.QueryTag)}|OK|{Hl7Message.Escape(query.QueryName)}^^IHELAW\r");
        text.Append(
            CultureInfo.InvariantCulture,
            $"QPD|{Hl7Message.Escape(query.QueryName)}^^IHELAW|{Hl7Message.Escape(query.QueryTag)}");
        string asked = query.Content?.Queries is [var first, ..] ? first.Specimen : "";
        text.Append(CultureInfo.InvariantCulture, $"|{Hl7Message.Escape(asked)}\r");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Orders for one tube (LAB-28, OML^O33); without codes it says that there is nothing to do.</summary>
    public static byte[] Order(AnalyserOrder order, string ownId, DateTime now)
    {
        StringBuilder text = Head("OML^O33^OML_O33", ownId, now);
        string tube = Hl7Message.Escape(order.Specimen);
        text.Append(CultureInfo.InvariantCulture, $"SPM|1|{tube}|||||||||P\r");
        text.Append(CultureInfo.InvariantCulture, $"SAC|||{tube}\r");
        if (order.Codes.Count == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"ORC|DC|||||||{now:yyyyMMddHHmmss}\r");
        }

        int number = 0;
        foreach (string code in order.Codes)
        {
            number++;
            text.Append(CultureInfo.InvariantCulture, $"ORC|NW|{tube}-{number}|||||||{now:yyyyMMddHHmmss}\r");
            text.Append(CultureInfo.InvariantCulture, $"TQ1|||||||||{(order.IsUrgent ? 'S' : 'R')}\r");
            text.Append(CultureInfo.InvariantCulture, $"OBR|{number}|{tube}-{number}||{Hl7Message.Escape(code)}\r");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static StringBuilder Head(string kind, string ownId, DateTime now)
    {
        StringBuilder text = new();
        return text.Append(
            CultureInfo.InvariantCulture,
            $"MSH|^~\\&|Serment||||{now:yyyyMMddHHmmss}||{kind}|{ownId}|P|2.5.1||||||UNICODE UTF-8\r");
    }
}

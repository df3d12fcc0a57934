using System.Globalization;
using System.Text;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Instruments;

namespace Serment.Interop.Astm;

/// <summary>
/// Messages of CLSI LIS02-A2 that are sent: what an analyser is to measure. The patient record bears sex alone.
/// </summary>
public static class AstmWriter
{
    /// <summary>Answers queries: one order a tube; where there is nothing to do, the message says so.</summary>
    public static byte[] Orders(IReadOnlyList<AnalyserOrder> orders, DateTime now)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"H|\\^&|||Serment|||||||P|LIS2-A2|{now:yyyyMMddHHmmss}\r");
        int patient = 0;
        bool any = false;
        foreach (AnalyserOrder order in orders.Where(one => one.Codes.Count > 0))
        {
            any = true;
            string sex = order.Sex switch
            {
                LaboratorySex.Male => "M",
                LaboratorySex.Female => "F",
                _ => "U",
            };
            string tests = string.Join('\\', order.Codes.Select(code => "^^^" + Escape(code)));
            text.Append(CultureInfo.InvariantCulture, $"P|{++patient}|||||||{sex}\r");
            text.Append(
                CultureInfo.InvariantCulture,
                $"O|1|{Escape(order.Specimen)}||{tests}|{(order.IsUrgent ? 'S' : 'R')}||||||N||||||||||||||Q\r");
        }

        text.Append(CultureInfo.InvariantCulture, $"L|1|{(any ? 'F' : 'I')}\r");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    internal static string Escape(string text)
    {
        StringBuilder to = new(text.Length);
        foreach (char one in text)
        {
            to.Append(one switch
            {
                '|' => "&F&",
                '^' => "&S&",
                '\\' => "&R&",
                '&' => "&E&",
                < ' ' => " ",
                _ => one.ToString(),
            });
        }

        return to.ToString();
    }
}

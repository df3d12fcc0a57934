using System.Net;
using System.Text;
using Serment.Fhir;

namespace Serment.Records.Notes;

/// <summary>
/// Plain text as a FHIR Narrative and back. What we write is one <c>pre</c> element with the text escaped, so that
/// others show it as typed and we read it back without loss. What others wrote is read as text: its elements are
/// dropped, never shown.
/// </summary>
public static class NarrativeText
{
    private const string Begin = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><pre>";
    private const string End = "</pre></div>";

    /// <summary>Makes a narrative of a text.</summary>
    public static Narrative Write(string text)
    {
        StringBuilder div = new(Begin, Begin.Length + End.Length + text.Length + (text.Length / 8));
        foreach (char c in text)
        {
            _ = c switch
            {
                '&' => div.Append("&amp;"),
                '<' => div.Append("&lt;"),
                '>' => div.Append("&gt;"),
                '\r' => div,
                _ when char.IsControl(c) && c is not ('\n' or '\t') => div,
                _ => div.Append(c),
            };
        }

        return new() { Status = "additional", Div = div.Append(End).ToString() };
    }

    /// <summary>The text of a narrative.</summary>
    public static string Read(Narrative? narrative)
    {
        if (narrative?.Div is not { } div)
        {
            return "";
        }

        return div.StartsWith(Begin, StringComparison.Ordinal) && div.EndsWith(End, StringComparison.Ordinal)
            ? WebUtility.HtmlDecode(div[Begin.Length..^End.Length])
            : OfForeign(div);
    }

    // Somebody else's elements: a break or the end of a block becomes a line, the rest goes.
    private static string OfForeign(string div)
    {
        StringBuilder text = new(div.Length);
        int at = 0;
        while (at < div.Length)
        {
            int open = div.IndexOf('<', at);
            int close = open < 0 ? -1 : div.IndexOf('>', open);
            if (close < 0)
            {
                text.Append(div, at, div.Length - at);
                break;
            }

            text.Append(div, at, open - at);
            string tag = div[(open + 1)..close].TrimEnd('/', ' ');
            if (tag is "br" or "/p" or "/li" or "/div" or "/tr")
            {
                text.Append('\n');
            }

            at = close + 1;
        }

        return WebUtility.HtmlDecode(text.ToString()).Trim();
    }
}

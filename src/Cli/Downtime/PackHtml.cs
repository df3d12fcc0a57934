using System.Net;
using System.Text;
using Serment.Records.Downtime;
using Serment.Web.Downtime;

namespace Serment.Cli.Downtime;

/// <summary>A pack as one page without scripts, links or pictures, to read in a browser or to print.</summary>
internal static class PackHtml
{
    private const string Begin =
        """
        <!DOCTYPE html>
        <html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Dossier de secours</title>
        <style>
        body { font: 15px/1.4 sans-serif; margin: 1.5rem; color: #111; }
        h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0 0 .3rem; }
        section { border: 1px solid #777; border-radius: 6px; padding: .6rem .8rem; margin: .6rem 0; break-inside: avoid; }
        dl { display: grid; grid-template-columns: 7rem 1fr; gap: .15rem .8rem; margin: 0; }
        dt { color: #444; } dd { margin: 0; font-weight: 600; } p { margin: .2rem 0; }
        </style></head><body><main>
        """;

    /// <summary>The page.</summary>
    public static string Of(DowntimePack pack, PackStatement statement, bool isSigned)
    {
        StringBuilder page = new(Begin);
        IReadOnlyList<string> head = PackText.Head(pack, statement, isSigned);
        page.Append("<h1>").Append(Safe(head[0])).Append("</h1>");
        foreach (string line in head.Skip(1))
        {
            page.Append("<p>").Append(Safe(line)).Append("</p>");
        }

        foreach (PackedPatient one in pack.Patients)
        {
            page.Append("<section><h2>").Append(Safe(PackText.Who(one))).Append("</h2><dl>");
            foreach ((string name, string value) in PackText.Lines(one))
            {
                page.Append("<dt>").Append(Safe(name)).Append("</dt><dd>").Append(Safe(value)).Append("</dd>");
            }

            page.Append("</dl></section>");
        }

        return page.Append("</main></body></html>\n").ToString();
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}

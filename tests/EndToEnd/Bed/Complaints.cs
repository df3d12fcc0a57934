using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Serment.EndToEnd.Bed;

/// <summary>
/// What the browser finds wrong: errors of scripts, what the content security policy stopped, files that are missing,
/// and answers that say the server failed.
/// </summary>
internal sealed class Complaints
{
    private const int ServerErrors = 500;

    private readonly ConcurrentQueue<string> heard = new();
    private readonly ConcurrentDictionary<string, bool> refusedPages = new(StringComparer.Ordinal);

    public Complaints(IPage page)
    {
        page.PageError += (_, error) => heard.Enqueue("script: " + error);
        page.Response += (_, answer) => Note(page, answer);
        page.Console += (_, message) => Note(message);
    }

    /// <summary>Fails with everything heard so far.</summary>
    public void AssertNone() => Assert.True(heard.IsEmpty, string.Join(Environment.NewLine, heard));

    private void Note(IPage page, IResponse answer)
    {
        if (answer.Status >= ServerErrors)
        {
            heard.Enqueue($"{answer.Status} {answer.Request.Method} {answer.Url}");
        }

        // A page that says "nothing here" or "correct this field" is an answer, though the browser calls it an error;
        // the same goes for what a script was refused and tells the person.
        if (answer.Status >= 400 && (IsPageOf(page, answer.Request) || answer.Request.ResourceType is "fetch" or "xhr"))
        {
            refusedPages[answer.Url] = true;
        }
    }

    private static bool IsPageOf(IPage page, IRequest request) =>
        request.IsNavigationRequest && request.Frame == page.MainFrame;

    private void Note(IConsoleMessage message)
    {
        if (message.Type is not ("error" or "warning"))
        {
            return;
        }

        bool isRefusedPage = message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            && refusedPages.ContainsKey(AddressOf(message.Location));
        if (!isRefusedPage)
        {
            heard.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        }
    }

    // A place in a file is its address, the line and the column.
    private static string AddressOf(string location)
    {
        string[] parts = location.Split(':');
        return string.Join(':', parts[..^2]);
    }
}

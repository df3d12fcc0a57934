using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Serment.EndToEnd.Bed;

/// <summary>WCAG 2.2 AA and good practice, as far as axe can tell.</summary>
internal static class Accessibility
{
    // In the page itself: Deque's own runner opens another page for every check. The one frame that a demonstration
    // has holds no page, only the software authenticator.
    private const string Run = """
        async () => {
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
          const found = await axe.run(document, {
            iframes: false, resultTypes: ["violations"], runOnly: { type: "tag", values: tags },
          });
          return found.violations.map((one) =>
            `${one.id} (${one.impact}) ${one.help}: ${one.nodes.slice(0, 4).map((node) => node.html).join(" | ")}`);
        }
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Fails with each violation, its rule and the elements.</summary>
    public static async Task CheckAsync(IPage page)
    {
        await page.EvaluateAsync(Axe);
        string[] violations = await page.EvaluateAsync<string[]>(Run);
        Assert.True(violations.Length == 0, page.Url + "\n" + string.Join('\n', violations));
    }
}

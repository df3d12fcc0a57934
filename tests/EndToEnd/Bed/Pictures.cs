using Microsoft.Playwright;

namespace Serment.EndToEnd.Bed;

/// <summary>Screenshots, where the environment names a folder for them.</summary>
internal static class Pictures
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SERMENT_SCREENSHOTS");

    /// <summary>Saves what the window shows, or the whole page.</summary>
    public static async Task TakeAsync(IPage page, string name, bool whole = true)
    {
        if (!string.IsNullOrEmpty(Folder))
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), FullPage = whole });
        }
    }
}

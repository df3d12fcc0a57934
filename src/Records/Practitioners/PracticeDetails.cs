using System.Text.RegularExpressions;
using Serment.CustodyProtocol;

namespace Serment.Records.Practitioners;

/// <summary>What paper says of who writes it, as that person entered it; nothing here is checked with a register.</summary>
/// <param name="Staff">Who.</param>
/// <param name="Title">Such as "Dr".</param>
/// <param name="Specialty">In words.</param>
/// <param name="Rpps">Eleven digits with a right check digit.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Version">Counts the changes; 0 where nothing was entered yet.</param>
public sealed record PracticeDetails(
    ActorId Staff, string? Title, string? Specialty, string? Rpps, string? Phone, int Version)
{
    /// <summary>Longest title.</summary>
    public const int MaxTitleChars = 30;

    /// <summary>Longest specialty.</summary>
    public const int MaxSpecialtyChars = 120;
}

/// <summary>What paper says of the house.</summary>
/// <param name="SiteCode">The custodian's code of the site.</param>
/// <param name="Address">Lines.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Version">Counts the changes; 0 where nothing was entered yet.</param>
public sealed record SiteDetails(string SiteCode, string? Address, string? Phone, int Version)
{
    /// <summary>Longest address, line ends included.</summary>
    public const int MaxAddressChars = 300;
}

/// <summary>The head of a paper: who writes, and from where.</summary>
/// <param name="Name">The person's name as the custodian has it.</param>
/// <param name="Practice">What she entered.</param>
/// <param name="SiteName">The site's name.</param>
/// <param name="Finess">Its FINESS number; null where none is registered.</param>
/// <param name="Site">Address and phone.</param>
public sealed partial record Letterhead(
    string Name, PracticeDetails Practice, string SiteName, string? Finess, SiteDetails Site)
{
    /// <summary>The name with its title; a name that was enrolled with it has it once.</summary>
    public string FullName =>
        Practice.Title is { } title && !Name.StartsWith(title + " ", StringComparison.OrdinalIgnoreCase)
            ? $"{title} {Name}"
            : Name;

    /// <summary>
    /// The town where it is written: of the address's last line, what follows the postal code, without CEDEX; without
    /// an address, the site.
    /// </summary>
    public string Town
    {
        get
        {
            string[] lines = Site.Address?.ReplaceLineEndings("\n").Trim().Split('\n') ?? [""];
            Match coded = CodedTown().Match(lines[^1]);
            string town = coded.Success ? coded.Groups["town"].Value : lines.Length > 1 ? lines[^1] : "";
            return town.Trim() is { Length: > 0 } found ? found : SiteName;
        }
    }

    [GeneratedRegex(
        @"\b\d{2} ?\d{3} +(?<town>.+?)( +CEDEX( +\d+)?)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex CodedTown();
}

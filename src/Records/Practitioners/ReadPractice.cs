using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Practitioners;

/// <summary>Reads what practitioners and the house say of themselves on paper.</summary>
public sealed class ReadPractice(DatabaseLocation main, CustodianClient custodian)
{
    private const string OfStaff = "SELECT title, specialty, rpps, phone, version FROM practice WHERE staff_id = @staff";
    private const string OfSite = "SELECT address, phone, version FROM site_details WHERE site_code = @site";

    /// <summary>Somebody's details; empty ones where nothing was entered.</summary>
    public async Task<PracticeDetails> OfAsync(ActorId staff, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfStaff;
        command.Add("@staff", staff.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop)
            ? new(staff, Text(reader, 0), Text(reader, 1), Text(reader, 2), Text(reader, 3), reader.GetInt32(4))
            : new(staff, null, null, null, null, 0);
    }

    /// <summary>A site's details; empty ones where nothing was entered.</summary>
    public async Task<SiteDetails> OfSiteAsync(string siteCode, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfSite;
        command.Add("@site", siteCode);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop)
            ? new(siteCode, Text(reader, 0), Text(reader, 1), reader.GetInt32(2))
            : new(siteCode, null, null, 0);
    }

    /// <summary>The head of a paper that this person writes at her site.</summary>
    /// <param name="staff">Who writes.</param>
    /// <param name="name">Her name.</param>
    /// <param name="siteCode">The site.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<Letterhead> LetterheadAsync(
        ActorId staff, string name, string siteCode, CancellationToken stop)
    {
        SiteList sites = await custodian.AskAsync(
            MessageKind.DescribeSites, null, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.SiteList, stop);
        SiteDescription? site =
            sites.Sites.FirstOrDefault(one => string.Equals(one.Code, siteCode, StringComparison.Ordinal));
        return new(
            name, await OfAsync(staff, stop), site?.Name ?? siteCode, site?.Finess, await OfSiteAsync(siteCode, stop));
    }

    private static string? Text(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);
}

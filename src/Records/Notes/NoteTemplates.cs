using System.Data.Common;
using System.Text.Json;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Notes;

/// <summary>A template of an establishment, and which version of it; 0 is the one shipped.</summary>
public sealed record SiteTemplate(NoteTemplate Template, int Version);

/// <summary>The templates of an establishment: those shipped, with its own titles where it set some.</summary>
public sealed class NoteTemplates(RecordDoor door, DatabaseLocation main)
{
    private const string Select =
        """
        SELECT template_key, version, title, sections FROM note_template
        WHERE site = @site
        ORDER BY template_key
        LIMIT 100
        """;

    private const string Insert =
        """
        INSERT INTO note_template (site, template_key, version, saved_at, saved_by, title, sections)
        VALUES (@site, @key, 1, @now, @by, @title, @sections)
        ON CONFLICT DO NOTHING
        """;

    private const string Update =
        """
        UPDATE note_template
        SET version = version + 1, saved_at = @now, saved_by = @by, title = @title, sections = @sections
        WHERE site = @site AND template_key = @key AND version = @seen
        """;

    /// <summary>All of them, in the shipped order.</summary>
    public async Task<IReadOnlyList<SiteTemplate>> OfSiteAsync(string siteCode, CancellationToken stop)
    {
        Dictionary<string, (int Version, string Title, IReadOnlyList<string> Sections)> own =
            new(StringComparer.Ordinal);
        if (await door.SiteOfCodeAsync(siteCode, stop) is { } site)
        {
            await using DbConnection connection = await main.OpenAsync(stop);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = Select;
            command.Add("@site", site);
            await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                own[reader.GetString(0)] = (
                    reader.GetInt32(1), reader.GetString(2),
                    JsonSerializer.Deserialize(reader.GetString(3), NoteTemplateJson.Default.ListString) ?? []);
            }
        }

        return
        [
            .. NoteTemplate.Shipped.Select(one => own.TryGetValue(one.Key, out var set)
                ? new SiteTemplate(one with { Title = set.Title, Sections = set.Sections }, set.Version)
                : new SiteTemplate(one, 0)),
        ];
    }

    /// <summary>Sets the titles of one; false when somebody else did so meanwhile.</summary>
    public async Task<bool> SetAsync(
        NoteTemplate template, int seen, SessionDescription by, DateTimeOffset now, CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(by.SiteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = seen == 0 ? Insert : Update;
        command.Add("@site", site);
        command.Add("@key", template.Key);
        command.Add("@now", now.ToUnixTimeMilliseconds());
        command.Add("@by", by.StaffId.Value);
        command.Add("@title", template.Title);
        command.Add("@sections", JsonSerializer.Serialize([.. template.Sections], NoteTemplateJson.Default.ListString));
        if (seen > 0)
        {
            command.Add("@seen", seen);
        }

        return await command.ExecuteNonQueryAsync(stop) == 1;
    }
}

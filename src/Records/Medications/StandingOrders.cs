using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Medications;

/// <summary>A protocol: lines that are prescribed together again and again. Nobody's data is in it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Owner">Whose own; null where it is the house's.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lines">The lines; their start is that of whoever applies them.</param>
public sealed record StandingOrder(long Id, ActorId? Owner, string Name, IReadOnlyList<PrescriptionLine> Lines);

/// <summary>
/// Keeps protocols in the main database, in clear: a drug and how it is taken, and a name. Free texts and notes are
/// left out, so that nothing about a person gets in by them.
/// </summary>
public sealed class StandingOrders(DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Longest name.</summary>
    public const int MaxNameChars = 80;

    /// <summary>Protocols of one site that are listed.</summary>
    public const int MaxOrders = 200;

    private const string List =
        """
        SELECT standing_order_id, staff_id, name, lines FROM standing_order
        WHERE site_code = @site AND (staff_id IS NULL OR staff_id = @staff)
        ORDER BY name, standing_order_id
        LIMIT @limit
        """;

    private const string Insert =
        """
        INSERT INTO standing_order (standing_order_id, site_code, staff_id, name, lines, created_by, created_at)
        VALUES (@id, @site, @staff, @name, @lines, @by, @at)
        """;

    private const string Delete =
        """
        DELETE FROM standing_order
        WHERE standing_order_id = @id AND site_code = @site AND created_by = @by
        """;

    /// <summary>The house's and one's own, by name.</summary>
    public async Task<IReadOnlyList<StandingOrder>> ListAsync(string siteCode, ActorId staff, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = List;
        command.Add("@site", siteCode);
        command.Add("@staff", staff.Value);
        command.Add("@limit", MaxOrders);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<StandingOrder> orders = [];
        while (await reader.ReadAsync(stop))
        {
            orders.Add(new(
                reader.GetInt64(0),
                await reader.IsDBNullAsync(1, stop) ? null : new ActorId(reader.GetInt64(1)),
                reader.GetString(2),
                JsonSerializer.Deserialize(reader.GetString(3), StandingOrderJson.Default.IReadOnlyListPrescriptionLine)
                    ?? []));
        }

        return orders;
    }

    /// <summary>Keeps lines as a protocol.</summary>
    public async Task SaveAsync(
        string name, IReadOnlyList<PrescriptionLine> lines, bool isOwn, SessionDescription session,
        CancellationToken stop)
    {
        IReadOnlyList<PrescriptionLine> kept =
        [
            .. lines.Where(line => !line.IsFreeText)
                .Select(line => line with { Note = null, Start = DateTime.MinValue }),
        ];
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Insert;
        command.Add("@id", OpaqueId.Draw());
        command.Add("@site", session.SiteCode);
        command.Add("@staff", isOwn ? session.StaffId.Value : null);
        command.Add("@name", name);
        command.Add("@lines", JsonSerializer.Serialize(kept, StandingOrderJson.Default.IReadOnlyListPrescriptionLine));
        command.Add("@by", session.StaffId.Value);
        command.Add("@at", clock.GetUtcNow().ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Removes a protocol that this person made; false when there is none.</summary>
    public async Task<bool> RemoveAsync(long id, SessionDescription session, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Delete;
        command.Add("@id", id);
        command.Add("@site", session.SiteCode);
        command.Add("@by", session.StaffId.Value);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<PrescriptionLine>))]
internal sealed partial class StandingOrderJson : JsonSerializerContext;

using System.Data.Common;
using Serment.Database;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>The address book of laboratories to which specimens are sent.</summary>
public sealed class OutsideLaboratories(DatabaseLocation main)
{
    /// <summary>Entries of one site.</summary>
    public const int MaxEntries = 200;

    /// <summary>Longest name or phone.</summary>
    public const int MaxNameCharacters = 120;

    /// <summary>Longest address.</summary>
    public const int MaxAddressCharacters = 300;

    /// <summary>All of a site, by name.</summary>
    public async Task<IReadOnlyList<OutsideLaboratory>> AllAsync(short site, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT outside_id, name, address, phone, is_active, version FROM outside_laboratory
            WHERE site = @site ORDER BY name LIMIT @limit
            """;
        command.Add("@site", site);
        command.Add("@limit", MaxEntries);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<OutsideLaboratory> all = [];
        while (await reader.ReadAsync(stop))
        {
            all.Add(new(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                reader.GetInt16(4) != 0, reader.GetInt32(5)));
        }

        return all;
    }

    /// <summary>Adds one; null where there are too many.</summary>
    public async Task<OutsideLaboratory?> AddAsync(
        short site, string name, string address, string phone, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        await using DbCommand last = connection.CreateCommand();
        last.Transaction = transaction;
        last.CommandText = "SELECT COALESCE(MAX(outside_id), 0) FROM outside_laboratory WHERE site = @site";
        last.Add("@site", site);
        int id = Convert.ToInt32(
            await last.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) + 1;
        if (id > MaxEntries)
        {
            return null;
        }

        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            INSERT INTO outside_laboratory (site, outside_id, name, address, phone, is_active, version)
            VALUES (@site, @id, @name, @address, @phone, 1, 1)
            """;
        command.Add("@site", site);
        command.Add("@id", id);
        command.Add("@name", name);
        command.Add("@address", address);
        command.Add("@phone", phone);
        await command.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(CancellationToken.None);
        return new(id, name, address, phone, true, 1);
    }
}

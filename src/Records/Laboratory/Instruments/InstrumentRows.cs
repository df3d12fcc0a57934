using System.Data.Common;
using System.Globalization;
using Serment.Database;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>The instruments of a site, as rows of configuration.</summary>
public sealed class InstrumentRows(DatabaseLocation main)
{
    /// <summary>Instruments of a site.</summary>
    public const int MaxInstruments = 500;

    /// <summary>Codes of one instrument.</summary>
    public const int MaxCodes = 500;

    private const string OfSite =
        """
        SELECT i.site, i.instrument_id, i.laboratory_id, i.name, i.model, i.section, i.is_active, i.version, l.protocol,
            l.mode, l.address, l.port, l.allowed, l.answers_queries, l.is_enabled
        FROM instrument i
        LEFT JOIN instrument_link l ON l.site = i.site AND l.instrument_id = i.instrument_id
        WHERE i.site = @site ORDER BY i.name, i.instrument_id LIMIT @limit
        """;

    private const string CodesOfSite =
        "SELECT instrument_id, code, analysis, unit, factor FROM instrument_code WHERE site = @site ORDER BY code";

    /// <summary>All instruments of a site with their links and codes, by name.</summary>
    public async Task<IReadOnlyList<Instrument>> ListAsync(short site, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        Dictionary<int, Dictionary<string, InstrumentCode>> codes = await CodesAsync(connection, site, stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfSite;
        command.Add("@site", site);
        command.Add("@limit", MaxInstruments);
        List<Instrument> instruments = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            Instrument one = Read(reader);
            instruments.Add(codes.TryGetValue(one.Id, out Dictionary<string, InstrumentCode>? own)
                ? one with { Codes = own }
                : one);
        }

        return instruments;
    }

    /// <summary>One instrument; null where there is none.</summary>
    public async Task<Instrument?> FindAsync(short site, int id, CancellationToken stop) =>
        (await ListAsync(site, stop)).FirstOrDefault(one => one.Id == id);

    /// <summary>Adds an instrument; its number is the next of the site, or the one given where it is not 0.</summary>
    /// <returns>It with its number.</returns>
    public async Task<Instrument> AddAsync(Instrument instrument, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        int id = instrument.Id != 0 ? instrument.Id : await NextIdAsync(connection, transaction, instrument.Site, stop);
        Instrument added = instrument with { Id = id, Version = 1 };
        await using (DbCommand command = connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText =
                """
                INSERT INTO instrument (site, instrument_id, laboratory_id, name, model, section, is_active, version)
                VALUES (@site, @id, @laboratory, @name, @model, @section, @active, @version)
                """;
            Bind(command, added);
            await command.ExecuteNonQueryAsync(stop);
        }

        await WriteDetailsAsync(connection, transaction, added, stop);
        await transaction.CommitAsync(CancellationToken.None);
        return added;
    }

    /// <summary>Stores an instrument with its link and codes as they are now; false where somebody was first.</summary>
    /// <param name="changed">As read, with what changes; its version is the one that was read.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<bool> UpdateAsync(Instrument changed, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        await using (DbCommand command = connection.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText =
                """
                UPDATE instrument SET laboratory_id = @laboratory, name = @name, model = @model, section = @section,
                    is_active = @active, version = version + 1
                WHERE site = @site AND instrument_id = @id AND version = @version
                """;
            Bind(command, changed);
            if (await command.ExecuteNonQueryAsync(stop) != 1)
            {
                return false;
            }
        }

        await WriteDetailsAsync(connection, transaction, changed, stop);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static Instrument Read(DbDataReader reader) =>
        new()
        {
            Site = reader.GetInt16(0),
            Id = reader.GetInt32(1),
            LaboratoryId = reader.GetInt32(2),
            Name = reader.GetString(3),
            Model = reader.GetString(4),
            Section = (Section)reader.GetInt16(5),
            IsActive = reader.GetInt16(6) != 0,
            Version = reader.GetInt32(7),
            Link = reader.IsDBNull(8)
                ? null
                : new(
                    (LinkProtocol)reader.GetInt16(8), (LinkMode)reader.GetInt16(9), reader.GetString(10),
                    reader.GetInt32(11), reader.GetString(12), reader.GetInt16(13) != 0, reader.GetInt16(14) != 0),
        };

    private static void Bind(DbCommand command, Instrument one)
    {
        command.Add("@site", one.Site);
        command.Add("@id", one.Id);
        command.Add("@laboratory", one.LaboratoryId);
        command.Add("@name", one.Name);
        command.Add("@model", one.Model);
        command.Add("@section", (short)one.Section);
        command.Add("@active", one.IsActive ? 1 : 0);
        command.Add("@version", one.Version);
    }

    private static async Task<int> NextIdAsync(
        DbConnection connection, DbTransaction transaction, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT COALESCE(MAX(instrument_id), 0) + 1 FROM instrument WHERE site = @site";
        command.Add("@site", site);
        return Convert.ToInt32(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    private static async Task<Dictionary<int, Dictionary<string, InstrumentCode>>> CodesAsync(
        DbConnection connection, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = CodesOfSite;
        command.Add("@site", site);
        Dictionary<int, Dictionary<string, InstrumentCode>> codes = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            int id = reader.GetInt32(0);
            if (!codes.TryGetValue(id, out Dictionary<string, InstrumentCode>? own))
            {
                codes[id] = own = new(StringComparer.Ordinal);
            }

            own[reader.GetString(1)] = new(
                reader.GetString(1), reader.GetString(2), reader.GetString(3),
                decimal.Parse(reader.GetString(4), NumberStyles.Number, CultureInfo.InvariantCulture));
        }

        return codes;
    }

    private static async Task WriteDetailsAsync(
        DbConnection connection, DbTransaction transaction, Instrument one, CancellationToken stop)
    {
        if (one.Codes.Count > MaxCodes)
        {
            throw new ArgumentException("too many codes", nameof(one));
        }

        await ExecuteAsync("DELETE FROM instrument_link WHERE site = @site AND instrument_id = @id");
        await ExecuteAsync("DELETE FROM instrument_code WHERE site = @site AND instrument_id = @id");
        if (one.Link is { } link)
        {
            await ExecuteAsync(
                """
                INSERT INTO instrument_link
                    (site, instrument_id, protocol, mode, address, port, allowed, answers_queries, is_enabled)
                VALUES (@site, @id, @protocol, @mode, @address, @port, @allowed, @answers, @enabled)
                """,
                ("@protocol", (short)link.Protocol), ("@mode", (short)link.Mode), ("@address", link.Address),
                ("@port", link.Port), ("@allowed", link.Allowed), ("@answers", link.AnswersQueries ? 1 : 0),
                ("@enabled", link.IsEnabled ? 1 : 0));
        }

        foreach (InstrumentCode code in one.Codes.Values)
        {
            await ExecuteAsync(
                """
                INSERT INTO instrument_code (site, instrument_id, code, analysis, unit, factor)
                VALUES (@site, @id, @code, @analysis, @unit, @factor)
                """,
                ("@code", code.Code), ("@analysis", code.Analysis), ("@unit", code.Unit),
                ("@factor", code.Factor.ToString(CultureInfo.InvariantCulture)));
        }

        async Task ExecuteAsync(string sql, params (string Name, object Value)[] values)
        {
            await using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            command.Add("@site", one.Site);
            command.Add("@id", one.Id);
            foreach ((string name, object value) in values)
            {
                command.Add(name, value);
            }

            await command.ExecuteNonQueryAsync(stop);
        }
    }
}

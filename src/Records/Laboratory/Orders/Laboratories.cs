using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Laboratory.Orders;

/// <summary>A laboratory of a site, and what its reports say of it.</summary>
public sealed record LaboratoryDetails
{
    /// <summary>Longest name and address.</summary>
    public const int MaxTextChars = 300;

    /// <summary>Longest phone number, FINESS number, accreditation and name of the biologist in charge.</summary>
    public const int MaxShortChars = 120;

    /// <summary>Site.</summary>
    public required short Site { get; init; }

    /// <summary>The unit whose staff runs it.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>Its name, as reports show it.</summary>
    public required string Name { get; init; }

    /// <summary>Lines.</summary>
    public string Address { get; init; } = "";

    /// <summary>Phone.</summary>
    public string Phone { get; init; } = "";

    /// <summary>FINESS number of the establishment.</summary>
    public string Finess { get; init; } = "";

    /// <summary>The biologist in charge, as reports name her.</summary>
    public string Head { get; init; } = "";

    /// <summary>Accreditation: number and where its scope is published; empty for none.</summary>
    public string Accreditation { get; init; } = "";

    /// <summary>Whether orders are addressed to it.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Of the row; 0 where there is none yet.</summary>
    public int Version { get; init; }
}

/// <summary>The laboratories of the sites. Configuration, no patient.</summary>
public sealed class Laboratories(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Laboratories of one site.</summary>
    public const int MaxLaboratories = 50;

    private const string Columns =
        "site, laboratory_id, name, address, phone, finess, head, accreditation, is_active, version";

    private const string OfSite =
        $"SELECT {Columns} FROM laboratory WHERE site = @site ORDER BY laboratory_id LIMIT @limit";

    private const string Insert =
        $"""
        INSERT INTO laboratory ({Columns})
        VALUES (@site, @laboratory, @name, @address, @phone, @finess, @head, @accreditation, @active, 1)
        ON CONFLICT (site, laboratory_id) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE laboratory SET name = @name, address = @address, phone = @phone, finess = @finess, head = @head,
            accreditation = @accreditation, is_active = @active, version = version + 1
        WHERE site = @site AND laboratory_id = @laboratory AND version = @version
        """;

    /// <summary>Those of a site, closed ones among them.</summary>
    public async Task<IReadOnlyList<LaboratoryDetails>> ListAsync(string siteCode, CancellationToken stop) =>
        await door.SiteOfCodeAsync(siteCode, stop) is { } site ? await ListAsync(site, stop) : [];

    /// <summary>Those of a site, closed ones among them.</summary>
    public async Task<IReadOnlyList<LaboratoryDetails>> ListAsync(short site, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfSite;
        command.Add("@site", site);
        command.Add("@limit", MaxLaboratories);
        List<LaboratoryDetails> found = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            found.Add(new()
            {
                Site = reader.GetInt16(0),
                LaboratoryId = reader.GetInt32(1),
                Name = reader.GetString(2),
                Address = reader.GetString(3),
                Phone = reader.GetString(4),
                Finess = reader.GetString(5),
                Head = reader.GetString(6),
                Accreditation = reader.GetString(7),
                IsActive = reader.GetInt16(8) != 0,
                Version = reader.GetInt32(9),
            });
        }

        return found;
    }

    /// <summary>One; null where that unit runs none.</summary>
    public async Task<LaboratoryDetails?> FindAsync(short site, int laboratory, CancellationToken stop) =>
        (await ListAsync(site, stop)).FirstOrDefault(one => one.LaboratoryId == laboratory);

    /// <summary>
    /// The laboratory of somebody's units: the first open one that they run; null where they run none.
    /// </summary>
    public async Task<LaboratoryDetails?> OfAsync(SessionDescription session, CancellationToken stop) =>
        (await ListAsync(session.SiteCode, stop))
            .FirstOrDefault(one => one.IsActive && session.Units.Any(unit => unit.UnitId == one.LaboratoryId));

    /// <summary>Stores one; false where somebody saved it meanwhile, or the site has as many as it may.</summary>
    /// <param name="details">What to store; its version is the one that was read, 0 for a new one.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<bool> SaveAsync(LaboratoryDetails details, CancellationToken stop)
    {
        if (details.Version == 0 && (await ListAsync(details.Site, stop)).Count >= MaxLaboratories)
        {
            return false;
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = details.Version == 0 ? Insert : Update;
        command.Add("@site", details.Site);
        command.Add("@laboratory", details.LaboratoryId);
        command.Add("@name", details.Name);
        command.Add("@address", details.Address);
        command.Add("@phone", details.Phone);
        command.Add("@finess", details.Finess);
        command.Add("@head", details.Head);
        command.Add("@accreditation", details.Accreditation);
        command.Add("@active", (short)(details.IsActive ? 1 : 0));
        if (details.Version != 0)
        {
            command.Add("@version", details.Version);
        }

        return await command.ExecuteNonQueryAsync(stop) == 1;
    }
}

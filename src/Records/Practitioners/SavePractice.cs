using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Practitioners;

/// <summary>Stores what practitioners and the house say of themselves. Of two who save at once, the second is told.</summary>
public sealed class SavePractice(DatabaseLocation main, TimeProvider clock)
{
    private const string InsertStaff =
        """
        INSERT INTO practice (staff_id, title, specialty, rpps, phone, updated_at, version)
        VALUES (@staff, @title, @specialty, @rpps, @phone, @at, 1)
        ON CONFLICT (staff_id) DO NOTHING
        """;

    private const string UpdateStaff =
        """
        UPDATE practice SET title = @title, specialty = @specialty, rpps = @rpps, phone = @phone, updated_at = @at,
            version = version + 1
        WHERE staff_id = @staff AND version = @version
        """;

    private const string InsertSite =
        """
        INSERT INTO site_details (site_code, address, phone, updated_at, updated_by, version)
        VALUES (@site, @address, @phone, @at, @by, 1)
        ON CONFLICT (site_code) DO NOTHING
        """;

    private const string UpdateSite =
        """
        UPDATE site_details SET address = @address, phone = @phone, updated_at = @at, updated_by = @by,
            version = version + 1
        WHERE site_code = @site AND version = @version
        """;

    /// <summary>
    /// Saves somebody's details over the version that was shown; false when another was saved meanwhile. Whose they are
    /// comes from the session, never from a form.
    /// </summary>
    public async Task<bool> RunAsync(PracticeDetails details, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = details.Version == 0 ? InsertStaff : UpdateStaff;
        command.Add("@staff", details.Staff.Value);
        command.Add("@title", details.Title);
        command.Add("@specialty", details.Specialty);
        command.Add("@rpps", details.Rpps);
        command.Add("@phone", details.Phone);
        command.Add("@at", clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (details.Version > 0)
        {
            command.Add("@version", details.Version);
        }

        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>Saves the house's details over the version that was shown.</summary>
    public async Task<bool> RunAsync(SiteDetails details, ActorId by, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = details.Version == 0 ? InsertSite : UpdateSite;
        command.Add("@site", details.SiteCode);
        command.Add("@address", details.Address);
        command.Add("@phone", details.Phone);
        command.Add("@at", clock.GetUtcNow().ToUnixTimeMilliseconds());
        command.Add("@by", by.Value);
        if (details.Version > 0)
        {
            command.Add("@version", details.Version);
        }

        return await command.ExecuteNonQueryAsync(stop) == 1;
    }
}

using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Orders;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>Somebody else changed a container, or an analysis of it, since it was read: nothing was stored.</summary>
internal sealed class SpecimenMovedException : Exception
{
    public SpecimenMovedException()
        : base("the container was changed by somebody else")
    {
    }
}

/// <summary>Reads what a scanner typed, and finds the container that bears it.</summary>
internal static class ScannedTube
{
    /// <summary>The container; null where no laboratory of the caller's has it.</summary>
    public static async Task<SpecimenRow?> FindAsync(
        DbConnection connection, short site, string? typed, CancellationToken stop) =>
        AccessionNumber.TryParse(typed, out string number) == AccessionRefusal.None
        && await SpecimenRows.OfNumberAsync(connection, site, number, stop) is ({ } patient, { } specimen)
            ? await SpecimenRows.FindAsync(connection, null, patient, specimen, stop)
            : null;

    /// <summary>Stores a changed row or gives up the transaction.</summary>
    public static async Task MoveAsync(
        DbConnection connection, DbTransaction transaction, SpecimenRow changed, CancellationToken stop)
    {
        if (!await SpecimenRows.UpdateAsync(connection, transaction, changed, stop))
        {
            throw new SpecimenMovedException();
        }
    }

    /// <summary>Containers by a query that ends in a filter of <c>specimen</c>.</summary>
    public static async Task<List<SpecimenRow>> ListAsync(DbCommand command, CancellationToken stop)
    {
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<SpecimenRow> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(SpecimenRows.Read(reader));
        }

        return rows;
    }
}

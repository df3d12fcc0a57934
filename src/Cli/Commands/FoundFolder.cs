using System.Data.Common;
using Serment.Cli.Configuration;
using Serment.Custodian;
using Serment.Database;
using Serment.Records.Storage;

namespace Serment.Cli.Commands;

/// <summary>What a first start made.</summary>
/// <param name="Folder">The folder with its settings as written.</param>
/// <param name="Sites">The sites, with founders and their enrolment secrets.</param>
/// <param name="KeptAt">Where a drawn passphrase is kept; null where it was given.</param>
internal sealed record FoundedFolder(DataFolder Folder, IReadOnlyList<FoundedSite> Sites, string? KeptAt);

/// <summary>
/// The first start of a data folder: keys, sites, founders, clients, both schemas; the settings last.
/// </summary>
internal static class FoundFolder
{
    public static async Task<FoundedFolder> RunAsync(
        DataFolder folder, EstablishmentFile file, Func<string, IReadOnlyList<Custodian.People.DemoPersona>> personasOf,
        CancellationToken stop)
    {
        (string passphrase, string? keptAt) = Passphrase.ForNewFolder(folder);
        IReadOnlyList<FoundedSite> sites;
        try
        {
            sites = await FirstStart.CreateAsync(
                CustodianOptionsOf.Folder(folder, () => passphrase), file, personasOf, TimeProvider.System, stop);
        }
        catch (CustodianStartException e)
        {
            throw new UserErrorException(e.Message);
        }

        foreach (FoundedSite site in sites)
        {
            foreach (FoundedClient client in site.Clients)
            {
                ClientKeyFile.Write(folder.ClientKeyPath(client.Name, site.Code), client.Client, client.PrivateKeyPem);
            }
        }

        await using DatabaseLocation main = DatabaseLocation.Parse(folder.MainDatabase);
        await MainDatabase.MigrateAsync(main, TimeProvider.System, stop);
        DataFolder.MakeFileOwn(main.FilePath);
        await using (DatabaseLocation custody = DatabaseLocation.Parse(folder.CustodyDatabase))
        {
            DataFolder.MakeFileOwn(custody.FilePath);
        }

        folder = folder.With(folder.Settings with { LogKey = await ReadLogKeyAsync(folder, stop) });
        folder.WriteSettings();
        return new(folder, sites, keptAt);
    }

    private static async Task<string> ReadLogKeyAsync(DataFolder folder, CancellationToken stop)
    {
        await using DatabaseLocation custody = DatabaseLocation.Parse(folder.CustodyDatabase);
        await using DbConnection connection = await custody.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT verifier FROM log_key";
        return (string)(await command.ExecuteScalarAsync(stop))!;
    }
}

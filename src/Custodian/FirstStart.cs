using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Serment.Custodian.Clients;
using Serment.Custodian.Keys;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.TransparencyLog.Notes;

namespace Serment.Custodian;

/// <summary>What the first start made of one establishment.</summary>
/// <param name="Site">The site's number.</param>
/// <param name="Code">Its code.</param>
/// <param name="Staff">Founders and, in a demo, personas, with their one-time enrolment secrets.</param>
/// <param name="Clients">
/// The client that imports act as, the laboratory's; in a demo also one that declares appointments.
/// </param>
public sealed record FoundedSite(
    short Site, string Code, IReadOnlyList<FoundedPerson> Staff, IReadOnlyList<FoundedClient> Clients)
{
    /// <summary>The client that imports act as.</summary>
    public FoundedClient ImportClient => Clients[0];

    /// <summary>The client by which the web server seals what instruments and scanners bring.</summary>
    public FoundedClient LaboratoryClient => Clients[1];
}

/// <summary>A machine client whose private key is kept nowhere else.</summary>
public sealed record FoundedClient(string Name, ActorId Client, string PrivateKeyPem);

/// <summary>Somebody who can enrol a first passkey with a secret that is shown once.</summary>
public sealed record FoundedPerson(ActorId StaffId, string Name, Role Role, string EnrolmentSecret);

/// <summary>The first start of a data folder: root key, log key, sites, founders, import clients, canaries.</summary>
public static class FirstStart
{
    /// <summary>Canary patients of each site.</summary>
    public const int CanariesPerSite = 3;

    private const long DemoAgendaFlowPerHour = 10_000;

    /// <summary>Creates everything in one transaction; a folder that has been founded is refused.</summary>
    /// <exception cref="CustodianStartException">The folder has been founded before, or is in use.</exception>
    /// <exception cref="RootKeyException">The passphrase is too short.</exception>
    /// <param name="options">The folder, the database, the passphrase of the new root key.</param>
    /// <param name="file">The establishments.</param>
    /// <param name="personasOf">In a demo, made-up staff of each site by its code; otherwise nobody.</param>
    /// <param name="clock">The time.</param>
    /// <param name="stop">Cancels.</param>
    public static async Task<IReadOnlyList<FoundedSite>> CreateAsync(
        CustodianOptions options, EstablishmentFile file, Func<string, IReadOnlyList<DemoPersona>> personasOf,
        TimeProvider clock, CancellationToken stop)
    {
        string passphrase = options.Passphrase();
        if (passphrase.Length < RootKeyFile.MinPassphraseCharacters)
        {
            throw new RootKeyException(
                $"The passphrase of the root key needs at least {RootKeyFile.MinPassphraseCharacters} characters.");
        }

        CreateFolder(options.DataFolder);
        await using FileStream held = Serving.FolderLock.Take(options.DataFolder);
        await using DatabaseLocation database = DatabaseLocation.Parse(options.DatabaseText);
        await CustodySchema.For(database, clock).ApplyAsync(stop);
        await RefuseFoundedAsync(database, stop);
        byte[] rootKey = RootKey(options, passphrase);
        try
        {
            using CustodySeals seals = new(rootKey);
            CustodyLog log = new(new(database), seals);
            await using CustodyWriter writer = new(database, log, clock, NullLogger.Instance);
            PeopleDirectory people = new();
            writer.Track(people);
            writer.Start();
            List<FoundedSite> sites = await writer.RunAsync(
                turn => Run(turn, file, rootKey, people, options.IsDemo, personasOf), stop);
            using KeyRing keys = await KeyRing.OpenAsync(database, rootKey, stop);
            HeadFile.Write(options.HeadPath, keys, log.Head);
            return sites;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rootKey);
        }
    }

    private static List<FoundedSite> Run(
        Turn turn, EstablishmentFile file, byte[] rootKey, PeopleDirectory people, bool isDemo,
        Func<string, IReadOnlyList<DemoPersona>> personasOf)
    {
        using AesGcm root = new(rootKey, SealedLengths.TagBytes);
        InsertLogKey(turn, root, file);
        List<FoundedSite> sites = [];
        short site = 1;
        foreach (Establishment establishment in file.Sites)
        {
            byte[] siteKey = SecretBytes.New(SealedLengths.KeyBytes);
            RandomNumberGenerator.Fill(siteKey);
            using SiteKeys keys = new(site, establishment.Code, siteKey);
            InsertSite(turn, root, keys.Site, establishment, siteKey);
            InsertCanaries(turn, keys);
            const ClientRights SealAndMatch = ClientRights.Seal | ClientRights.Match;
            List<FoundedClient> clients =
            [
                InsertClient(turn, site, "import", SealAndMatch, ClientRows.ImportFlowPerHour),
                InsertClient(turn, site, "laboratory", SealAndMatch, ClientRows.LaboratoryFlowPerHour),
            ];
            if (isDemo)
            {
                clients.Add(InsertClient(turn, site, "agenda", ClientRights.Declare, DemoAgendaFlowPerHour));
            }

            IReadOnlyList<Invitation> staff = Founding.Run(
                turn, people, site, establishment, isDemo ? personasOf(establishment.Code) : []);
            sites.Add(new(
                site, establishment.Code,
                [.. staff.Select(one => new FoundedPerson(one.Staff, one.Name, one.Role, one.Secret))], clients));
            site++;
        }

        return sites;
    }

    private static void InsertLogKey(Turn turn, AesGcm root, EstablishmentFile file)
    {
        // Two logs of the same establishment's name must not be taken for each other.
        string name = $"serment/{file.Sites[0].Code.ToLowerInvariant()}/{OpaqueId.Format(OpaqueId.Draw())}";
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        turn.Execute(
            "INSERT INTO log_key (name, verifier, wrapped_key) VALUES (@p1, @p2, @p3)",
            name, NoteVerifier.From(name, key).ToString(), LogKey.Wrap(root, key));
    }

    private static void InsertSite(Turn turn, AesGcm root, short site, Establishment establishment, byte[] siteKey)
    {
        byte[] wrapped = new byte[SealedLengths.WrappedKeyBytes];
        byte[] nonce = RandomNumberGenerator.GetBytes(SealedLengths.NonceBytes);
        KeyWrap.Wrap(root, nonce, siteKey, KeyWrap.SiteData(site), wrapped);
        turn.Execute(
            """
            INSERT INTO site (site, code, name, kind, finess, wrapped_key, created_at)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7)
            """,
            site, establishment.Code, establishment.Name, establishment.Kind, establishment.Finess, wrapped,
            turn.Now.ToUnixTimeMilliseconds());
        turn.Append(LogLeaf.Event(LogEventKind.SiteCreated, site, default, new EventBody()));
    }

    private static void InsertCanaries(Turn turn, SiteKeys keys)
    {
        byte[] wrapped = new byte[SealedLengths.WrappedKeyBytes];
        Span<byte> key = stackalloc byte[SealedLengths.KeyBytes];
        for (int i = 0; i < CanariesPerSite; i++)
        {
            PatientId patient = new(OpaqueId.Draw());
            RandomNumberGenerator.Fill(key);
            keys.WrapPatientKey(patient, key, wrapped);
            CryptographicOperations.ZeroMemory(key);
            turn.Execute(
                """
                INSERT INTO patient_key (patient_id, created_at, created_by, site, wrapped_key)
                VALUES (@p1, @p2, @p3, @p4, @p5)
                """,
                patient.Value, turn.Now.ToUnixTimeMilliseconds(), 0L, keys.Site, wrapped.ToArray());
            turn.Execute("INSERT INTO canary (patient_id, site) VALUES (@p1, @p2)", patient.Value, keys.Site);
        }
    }

    private static FoundedClient InsertClient(Turn turn, short site, string name, ClientRights rights, long flowPerHour)
    {
        ActorId client = ActorId.New();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ClientRows.Insert(turn, client, site, name, key, rights, flowPerHour);
        turn.Append(LogLeaf.Event(
            LogEventKind.Approved, site, default, new EventBody { Subject = client.Value, Code = (byte)rights }));
        return new(name, client, key.ExportPkcs8PrivateKeyPem());
    }

    private static byte[] RootKey(CustodianOptions options, string passphrase)
    {
        // A first start that was interrupted has left a root key file and an empty database: it goes on from there.
        if (File.Exists(options.RootKeyPath))
        {
            return RootKeyFile.Read(options.RootKeyPath).Open(passphrase);
        }

        byte[] rootKey = SecretBytes.New(SealedLengths.KeyBytes);
        RandomNumberGenerator.Fill(rootKey);
        RootKeyFile.Seal(rootKey, passphrase).WriteNew(options.RootKeyPath);
        return rootKey;
    }

    private static async Task RefuseFoundedAsync(DatabaseLocation database, CancellationToken stop)
    {
        await using DbConnection connection = await database.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM log_key";
        if (Convert.ToInt64(await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) != 0)
        {
            throw new CustodianStartException("This data folder has had its first start already.");
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

using System.Text.Json;
using Serment.Cli.Commands;
using Serment.Cli.Configuration;
using Serment.Cli.Demo.Laboratory;
using Serment.Custodian;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Simulation.Establishments;

namespace Serment.Cli.Demo;

/// <summary>PostgreSQL connection strings for a new demo; null for SQLite files in its folder.</summary>
internal sealed record DemoDatabases(string? Main = null, string? Custody = null)
{
    /// <summary>SQLite for both.</summary>
    public static DemoDatabases Files { get; } = new();

    /// <summary>The settings with these databases.</summary>
    public SermentSettings Apply(SermentSettings settings) => settings with
    {
        MainDatabase = Main ?? settings.MainDatabase,
        CustodyDatabase = Custody ?? settings.CustodyDatabase,
    };
}

/// <summary>A data folder marked as demo: a clinic and a laboratory with staff in every role.</summary>
internal sealed class DemoFolder
{
    /// <summary>What a script reads.</summary>
    public const string DemoFileName = "demo.json";

    /// <summary>The folder whose newest file stands for the card in the reader.</summary>
    public const string CardsFolder = "cards";

    private const string PlanSeed = "serment";

    private IReadOnlyList<Configuration.DemoPersona> personas;

    private DemoFolder(DataFolder folder, IReadOnlyList<Configuration.DemoPersona> personas, bool isNew)
    {
        Folder = folder;
        this.personas = personas;
        IsNew = isNew;
    }

    /// <summary>The folder.</summary>
    public DataFolder Folder { get; }

    /// <summary>Who can sign in.</summary>
    public IReadOnlyList<Configuration.DemoPersona> Personas => personas;

    /// <summary>Whether it was made just now.</summary>
    public bool IsNew { get; }

    /// <summary>The plan of clinic and laboratory.</summary>
    public static EstablishmentPlan Plan { get; } = DemoEstablishment.Plan(PlanSeed);

    /// <summary>Opens the folder, or makes it with the databases named; those of a folder that is there stay.</summary>
    /// <exception cref="UserErrorException">It holds a Serment that is no demo.</exception>
    public static async Task<DemoFolder> OpenAsync(
        string data, int port, DemoDatabases databases, CancellationToken stop)
    {
        if (!File.Exists(Path.Combine(data, DataFolder.SettingsFileName)))
        {
            SermentSettings settings = Ports.Settings(port, demo: true);
            return await CreateAsync(
                data, databases.Apply(settings with { Web = settings.Web with { HealthCards = CardsFolder } }), stop);
        }

        DataFolder folder = DataFolder.Open(data, null);
        if (!folder.Settings.Demo)
        {
            throw new UserErrorException($"{folder.FolderPath} is not a demo; a demo never runs on a real folder.");
        }

        DataFolder moved = folder.With(Ports.Apply(folder.Settings, port));
        moved.WriteSettings();
        return new(moved, ReadPersonas(folder, moved), isNew: false);
    }

    /// <summary>Takes somebody from the list of who can sign in: her one-time address was used while the demo was made.</summary>
    public void Retire(Configuration.DemoPersona persona) => personas = [.. personas.Where(one => one != persona)];

    /// <summary>Writes <c>demo.json</c>.</summary>
    public DemoFile WriteDemoFile()
    {
        DemoFile file = new(
            Folder.Settings.Web.Origin, Folder.Settings.Custodian.Origin, [.. Plan.Sites.Select(site => site.Code)], personas);
        DataFolder.WritePrivate(
            Folder.Resolve(DemoFileName), JsonSerializer.SerializeToUtf8Bytes(file, CliJson.Default.DemoFile));
        return file;
    }

    private static async Task<DemoFolder> CreateAsync(string data, SermentSettings settings, CancellationToken stop)
    {
        DataFolder folder = DataFolder.Create(data, settings);
        FoundedFolder founded = await FoundFolder.RunAsync(
            folder, new([.. Plan.Sites.Select(EstablishmentOf)]), PersonasOf, stop);
        Configuration.DemoPersona[] invited =
        [
            .. founded.Sites.SelectMany(site => site.Staff.Select(person => new Configuration.DemoPersona(
                person.Name, person.Role.ToString(), site.Code, person.StaffId.ToString(),
                Enrolments.UrlOf(folder.Settings.Custodian.Origin, person.EnrolmentSecret)))),
        ];
        DemoFolder demo = new(founded.Folder, invited, isNew: true);
        demo.WriteDemoFile();
        await DemoLaboratory.DeclareAsync(founded.Folder, stop);
        return demo;
    }

    private static Establishment EstablishmentOf(SitePlan site) => new(
        site.Code, site.Name, site.Kind == SiteKind.Clinic ? "clinic" : "laboratory", site.Finess,
        [.. site.Units.Select(unit => new EstablishmentUnit(unit.Code, unit.Name))],
        [.. Plan.Staff.Where(one => one.Founder && IsAt(one, site.Code)).Select(one => new Founder(one.Name, RoleOf(one)))]);

    private static IReadOnlyList<Custodian.People.DemoPersona> PersonasOf(string site) =>
    [
        .. Plan.Staff.Where(one => !one.Founder && IsAt(one, site))
            .Select(one => new Custodian.People.DemoPersona(one.Name, RoleOf(one), one.Units)),
    ];

    private static bool IsAt(StaffPlan staff, string site) => string.Equals(staff.Site, site, StringComparison.Ordinal);

    private static Role RoleOf(StaffPlan staff) => Enum.Parse<Role>(staff.Role.ToString());

    private static IReadOnlyList<Configuration.DemoPersona> ReadPersonas(DataFolder folder, DataFolder moved)
    {
        string path = folder.Resolve(DemoFileName);
        if (!File.Exists(path))
        {
            return [];
        }

        DemoFile? file = JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Default.DemoFile);
        string from = folder.Settings.Custodian.Origin;
        string to = moved.Settings.Custodian.Origin;
        return
        [
            .. (file?.Personas ?? []).Select(persona => persona with
            {
                EnrolUrl = persona.EnrolUrl.Replace(from, to, StringComparison.Ordinal),
            }),
        ];
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Serment.CustodyProtocol.Framing;

namespace Serment.Cli.Configuration;

/// <summary>A data folder with its settings, and the paths that follow from them.</summary>
internal sealed class DataFolder
{
    /// <summary>The settings' file name in a data folder.</summary>
    public const string SettingsFileName = "serment.json";

    /// <summary>The longest path that a Unix socket address holds, less its final zero.</summary>
    private const int MaxSocketPathBytes = 107;

    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private DataFolder(string path, SermentSettings settings)
    {
        FolderPath = path;
        Settings = settings;
    }

    /// <summary>The folder.</summary>
    public string FolderPath { get; }

    /// <summary>Its settings.</summary>
    public SermentSettings Settings { get; }

    /// <summary>The sealed root key.</summary>
    public string RootKeyPath => Resolve("root.key");

    /// <summary>The protocol's socket, in the folder where its path is short enough.</summary>
    public string SocketPath
    {
        get
        {
            string path = Resolve(Settings.Custodian.Socket);
            if (System.Text.Encoding.UTF8.GetByteCount(path) <= MaxSocketPathBytes)
            {
                return path;
            }

            string runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? Path.GetTempPath();
            string folder = Path.Combine(runtime, "serment-" + Settings.FolderId);
            MakeOwn(folder);
            return Path.Combine(folder, "custodian.sock");
        }
    }

    /// <summary>Where a client on the web side finds the custodian.</summary>
    public CustodianEndpoint Endpoint =>
        Settings.Custodian.Tls is { } tls
            ? new()
            {
                Host = tls.Host,
                Port = tls.Port,
                CertificatePath = Resolve(tls.WebCertificatePath),
                AuthorityPath = Resolve(tls.AuthorityPath),
            }
            : new() { SocketPath = SocketPath };

    /// <summary>The main database's path or connection string.</summary>
    public string MainDatabase => ResolveDatabase(Settings.MainDatabase);

    /// <summary>The custody database's path or connection string.</summary>
    public string CustodyDatabase => ResolveDatabase(Settings.CustodyDatabase);

    /// <summary>
    /// The private key of a site's machine client: <c>import</c>, <c>laboratory</c>, or a demo's <c>agenda</c>. None can
    /// open.
    /// </summary>
    public string ClientKeyPath(string name, string siteCode) => Resolve(Path.Combine("clients", $"{name}-{siteCode}.pem"));

    /// <summary>Reads a folder's settings.</summary>
    /// <exception cref="UserErrorException">There are none, or they cannot be read.</exception>
    public static DataFolder Open(string? data, string? config)
    {
        string file = Path.GetFullPath(config ?? Path.Combine(data ?? ".", SettingsFileName));
        if (!File.Exists(file))
        {
            throw new UserErrorException(
                $"No settings at {file}. Create a data folder with:  serment init --data DIR --establishment FILE");
        }

        try
        {
            using FileStream stream = File.OpenRead(file);
            SermentSettings settings = JsonSerializer.Deserialize(stream, CliJson.Default.SermentSettings)
                ?? throw new UserErrorException($"{file} is empty.");
            return new(Path.GetFullPath(data ?? Path.GetDirectoryName(file)!), settings);
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{file} cannot be read: {e.Message}");
        }
    }

    /// <summary>Makes a folder and writes its settings; an existing one is left alone.</summary>
    /// <exception cref="UserErrorException">The folder holds a Serment already, or cannot be written.</exception>
    public static DataFolder Create(string data, SermentSettings settings)
    {
        string path = Path.GetFullPath(data);
        string file = Path.Combine(path, SettingsFileName);
        if (File.Exists(file))
        {
            throw new UserErrorException($"{path} holds a Serment already; init makes a new one and changes nothing here.");
        }

        try
        {
            MakeOwn(path);
            MakeOwn(Path.Combine(path, "clients"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be written: {e.Message}");
        }

        return new(path, settings with { FolderId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) });
    }

    /// <summary>
    /// Makes a folder that only its owner enters; one that was there before, made by anybody, becomes so or is refused.
    /// </summary>
    /// <exception cref="UserErrorException">It is somebody else's, or a link.</exception>
    public static void MakeOwn(string path)
    {
        DirectoryInfo made = Directory.CreateDirectory(path);
        if (made.LinkTarget is not null)
        {
            throw new UserErrorException($"{path} is a link: Serment uses a folder of its own only.");
        }

        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            // The system lets only the owner do this: a folder that somebody else has put there is found out here.
            File.SetUnixFileMode(path, OwnerOnlyFolder);
        }
        catch (UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} belongs to somebody else: Serment does not use it.");
        }
    }

    /// <summary>Takes everybody else's rights from a SQLite file; what SQLite puts beside it follows.</summary>
    public static void MakeFileOwn(string? path)
    {
        if (path is not null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnlyFile);
        }
    }

    /// <summary>The same folder with other settings, not yet written.</summary>
    public DataFolder With(SermentSettings settings) => new(FolderPath, settings);

    /// <summary>Writes the settings; the last step of a first start, so that a broken one can be begun again.</summary>
    public void WriteSettings() =>
        WritePrivate(
            Resolve(SettingsFileName),
            JsonSerializer.SerializeToUtf8Bytes(Settings, CliJson.Default.SermentSettings));

    /// <summary>Writes a file that only its owner reads, whole or not at all.</summary>
    public static void WritePrivate(string path, ReadOnlySpan<byte> content)
    {
        string part = path + ".part";
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnlyFile,
        };
        using (FileStream stream = new(part, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>A path of the settings, relative to the folder.</summary>
    public string Resolve(string path) => Path.GetFullPath(Path.Combine(FolderPath, path));

    private string ResolveDatabase(string text) =>
        text.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? text : Resolve(text);
}

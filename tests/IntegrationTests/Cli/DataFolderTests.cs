using Serment.Cli.Configuration;

namespace Serment.IntegrationTests.Cli;

/// <summary>A folder that was there before, open to everybody, or put there as a link.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("serment-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_folder_that_others_could_enter_is_closed_to_them()
    {
        string path = Path.Combine(root, "open");
        Directory.CreateDirectory(path, (UnixFileMode)0x1FF);

        DataFolder.MakeOwn(path);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_link_is_refused()
    {
        string path = Path.Combine(root, "link");
        Directory.CreateSymbolicLink(path, Directory.CreateDirectory(Path.Combine(root, "real")).FullName);

        Assert.Throws<UserErrorException>(() => DataFolder.MakeOwn(path));
    }
}

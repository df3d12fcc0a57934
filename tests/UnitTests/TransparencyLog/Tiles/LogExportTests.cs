using System.Security.Cryptography;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Notes;
using Serment.TransparencyLog.Tiles;

namespace Serment.UnitTests.TransparencyLog.Tiles;

public sealed class LogExportTests
{
    private const string Origin = "log.example/site";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(700)]
    public void Holds_every_leaf_and_hash_of_the_log(int size)
    {
        SignedNote checkpoint = Signed(size, LogLeaves.NaiveRoot(LogLeaves.Hashes(size)));
        Dictionary<string, ReadOnlyMemory<byte>> files = LogExport.Files(Leaves(size + 5), checkpoint)
            .ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);

        // A reader that knows only the folder: entries give leaf hashes, which are the level 0 tiles and the root.
        LogVerifier verifier = new();
        for (long start = 0; start < size; start += Tile.FullWidth)
        {
            int width = (int)Math.Min(Tile.FullWidth, size - start);
            long index = start / Tile.FullWidth;
            List<byte> hashes = [];
            foreach (ReadOnlyMemory<byte> leaf in EntryBundle.Decode(files[$"{TilePath.OfEntries(index, width)}"]))
            {
                hashes.AddRange(verifier.Append(leaf.Span).ToArray());
            }

            Assert.Equal(hashes, files[$"{TilePath.OfTile(0, index, width)}"].ToArray());
        }

        Checkpoint exported = Checkpoint.Parse(SignedNote.Parse(files[TilePath.Checkpoint].Span).Text);
        Assert.Equal(size, verifier.Size);
        Assert.Equal(exported.Root, verifier.Root);
    }

    [Fact]
    public void Lists_the_files_of_the_format_with_the_checkpoint_last()
    {
        SignedNote checkpoint = Signed(700, LogLeaves.NaiveRoot(LogLeaves.Hashes(700)));
        Assert.Equal(
            "tile/entries/000 tile/0/000 tile/entries/001 tile/0/001 "
                + "tile/entries/002.p/188 tile/0/002.p/188 tile/1/000.p/2 checkpoint",
            string.Join(' ', LogExport.Files(Leaves(700), checkpoint).Select(file => file.Path)));
    }

    [Fact]
    public void Breaks_off_without_a_checkpoint_when_the_leaves_do_not_lead_to_its_root()
    {
        List<string> written = [];
        SignedNote checkpoint = Signed(300, LogLeaves.NaiveRoot(LogLeaves.Hashes(299)));
        Assert.Throws<LogStorageException>(() => Write(LogExport.Files(Leaves(300), checkpoint)));
        Assert.DoesNotContain(TilePath.Checkpoint, written, StringComparer.Ordinal);

        SignedNote longer = Signed(301, LogLeaves.NaiveRoot(LogLeaves.Hashes(301)));
        Assert.Throws<LogStorageException>(() => Write(LogExport.Files(Leaves(300), longer)));
        Assert.DoesNotContain(TilePath.Checkpoint, written, StringComparer.Ordinal);

        void Write(IEnumerable<ExportedFile> files) => written.AddRange(files.Select(file => file.Path));
    }

    [Fact]
    public void Refuses_a_leaf_that_the_format_cannot_hold()
    {
        byte[] leaf = new byte[EntryBundle.MaxLeafBytes + 1];
        SignedNote checkpoint = Signed(1, Rfc6962.LeafHash(leaf));
        Assert.Throws<ArgumentException>(() => LogExport.Files([leaf], checkpoint).Count());
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Leaves(int count) =>
        Enumerable.Range(0, count).Select(index => (ReadOnlyMemory<byte>)LogLeaves.Leaf(index));

    private static SignedNote Signed(long size, MerkleHash root)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new Checkpoint(Origin, size, root).Sign(new NoteSigner(Origin, key));
    }
}

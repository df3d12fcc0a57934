using Serment.TransparencyLog;
using Serment.TransparencyLog.Tiles;

namespace Serment.UnitTests.TransparencyLog.Tiles;

public sealed class TilePathTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 273, 112, "tile/0/273.p/112")]
    [InlineData(1, 999, 256, "tile/1/999")]
    [InlineData(1, 1000, 1, "tile/1/x001/000.p/1")]
    [InlineData(0, 1234067, 256, "tile/0/x001/x234/067")]
    [InlineData(63, 5, 255, "tile/63/005.p/255")]
    [InlineData(0, long.MaxValue, 256, "tile/0/x009/x223/x372/x036/x854/x775/807")]
    public void Writes_and_reads_a_tile(int level, long index, int width, string text)
    {
        Assert.Equal(text, TilePath.OfTile(level, index, width).ToString());
        Assert.Equal(TilePath.OfTile(level, index, width), TilePath.Parse(text));
    }

    [Theory]
    [InlineData(0, 256, "tile/entries/000")]
    [InlineData(1234067, 256, "tile/entries/x001/x234/067")]
    [InlineData(1234067, 7, "tile/entries/x001/x234/067.p/7")]
    public void Writes_and_reads_a_bundle(long index, int width, string text)
    {
        Assert.Equal(text, TilePath.OfEntries(index, width).ToString());
        Assert.Equal(TilePath.OfEntries(index, width), TilePath.Parse(text));
        Assert.Null(TilePath.Parse(text).Level);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tiles/0/000")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/00/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/+1/000")]
    [InlineData("tile/x/000")]
    [InlineData("tile/Entries/000")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/002")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/x001/x002")]
    [InlineData("tile/0/X001/002")]
    [InlineData("tile/0/ 01")]
    [InlineData("tile/0/٠٠١")]
    [InlineData("tile/0/../000")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/-1")]
    [InlineData("tile/0/000.p/1/2")]
    [InlineData("tile/0/.p/1")]
    [InlineData("tile/0/x009/x223/x372/x036/x854/x775/808")]
    [InlineData("tile/0/x001/x000/x000/x000/x000/x000/x000/x000/x000/x000/x000/x000/000")]
    public void Refuses(string text)
    {
        Assert.False(TilePath.TryParse(text, out _));
        Assert.Throws<LogFormatException>(() => TilePath.Parse(text));
    }

    [Fact]
    public void Refuses_numbers_that_no_path_can_hold()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.OfTile(64, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.OfTile(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.OfTile(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.OfEntries(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.OfEntries(0, 257));
    }
}

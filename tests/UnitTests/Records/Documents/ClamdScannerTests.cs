using System.Text;
using Serment.Harness;
using Serment.Records.Documents.Scanning;

namespace Serment.UnitTests.Records.Documents;

public sealed class ClamdScannerTests
{
    private static readonly byte[] Eicar = Encoding.ASCII.GetBytes(SampleFiles.Eicar);

    [Fact]
    public async Task Finds_the_test_virus_across_parts_and_passes_what_is_clean()
    {
        await using FakeClamd clamd = new();
        ClamdScanner scanner = new(ClamdAddress.Parse(clamd.Address));
        Assert.Equal(ScanVerdict.Clean, await ScanAsync(scanner, SampleFiles.Pdf()));
        Assert.Equal(ScanVerdict.Infected, await ScanAsync(scanner, Eicar[..30], Eicar[30..]));
    }

    [Fact]
    public async Task Says_so_when_there_is_none_when_it_is_away_and_when_it_is_silent()
    {
        Assert.Equal(ScanVerdict.NotConfigured, await ScanAsync(new(null), Eicar));
        string gone;
        await using (FakeClamd clamd = new())
        {
            gone = clamd.Address;
        }

        Assert.Equal(ScanVerdict.NoAnswer, await ScanAsync(new(ClamdAddress.Parse(gone)), Eicar));
        await using FakeClamd silent = new(isSilent: true);
        ClamdScanner impatient = new(ClamdAddress.Parse(silent.Address), TimeSpan.FromMilliseconds(200));
        Assert.Equal(ScanVerdict.NoAnswer, await ScanAsync(impatient, Eicar));
    }

    [Fact]
    public async Task A_file_larger_than_the_scanner_takes_is_told_apart()
    {
        await using FakeClamd clamd = new(maxBytes: 100);
        ClamdScanner scanner = new(ClamdAddress.Parse(clamd.Address));
        Assert.Equal(ScanVerdict.TooLarge, await ScanAsync(scanner, new byte[90], new byte[90]));
    }

    [Theory]
    [InlineData("tcp://10.0.0.9:3310")]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("unix:clamd.ctl")]
    [InlineData("http://localhost:3310")]
    public void An_address_of_another_machine_or_none_is_refused(string address) =>
        Assert.Throws<FormatException>(() => ClamdAddress.Parse(address));

    private static async Task<ScanVerdict> ScanAsync(ClamdScanner scanner, params byte[][] parts)
    {
        await using ClamdScan scan = await scanner.BeginAsync(CancellationToken.None);
        foreach (byte[] part in parts)
        {
            await scan.FeedAsync(part, CancellationToken.None);
        }

        return await scan.EndAsync(CancellationToken.None);
    }
}

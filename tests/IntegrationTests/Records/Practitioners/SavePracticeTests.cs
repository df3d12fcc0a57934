using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Practitioners;

namespace Serment.IntegrationTests.Records.Practitioners;

public sealed class SavePracticeTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_second_of_two_savers_is_told(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        SavePractice save = new(bed.Main, TimeProvider.System);
        ReadPractice read = new(bed.Main, bed.Custody.Connect());
        ActorId staff = new(7);
        PracticeDetails first = new(staff, "Dr", "Cardiologie", "10003456780", "+33297010203", 0);

        Assert.Equal(0, (await read.OfAsync(staff, CancellationToken.None)).Version);
        Assert.True(await save.RunAsync(first, CancellationToken.None));
        Assert.False(await save.RunAsync(first with { Title = "Pr" }, CancellationToken.None));
        Assert.Equal(first with { Version = 1 }, await read.OfAsync(staff, CancellationToken.None));
        Assert.True(await save.RunAsync(first with { Title = null, Version = 1 }, CancellationToken.None));
        Assert.False(await save.RunAsync(first with { Version = 1 }, CancellationToken.None));

        SiteDetails site = new("SITE", "1 rue du Port\n56000 Vannes", null, 0);
        Assert.True(await save.RunAsync(site, staff, CancellationToken.None));
        Assert.False(await save.RunAsync(site, staff, CancellationToken.None));
        Assert.True(await save.RunAsync(site with { Phone = "+33297010203", Version = 1 }, staff, CancellationToken.None));
        Letterhead head = await read.LetterheadAsync(staff, "Anaïs Le Goff", "SITE", CancellationToken.None);
        Assert.Equal(("Anaïs Le Goff", "Cardiologie"), (head.FullName, head.Practice.Specialty));
        Assert.Equal(site.Address, head.Site.Address);
    }
}

using System.Globalization;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian.Serving;

public sealed class RefusedMessagesTests
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_flood_of_refusals_leaves_one_leaf_a_minute_that_counts_them(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        CustodianClient web = bed.Connect();
        (SessionToken nosy, StaffMember who) = await bed.SignInAsync(Role.Receptionist);
        long before = bed.Host.Core.Log.Size;
        for (int i = 0; i < 300; i++)
        {
            await RefusedAsync(web, nosy);
        }

        Assert.Equal(before + 1, bed.Host.Core.Log.Size);
        bed.Clock.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(web, nosy);
        Assert.Equal([300, 1], await RefusalsOfAsync(bed, who));

        await RefusedAsync(web, nosy);
        await bed.Host.Core.RefusedMessages.FlushAsync(all: false);
        Assert.Equal([300, 1], await RefusalsOfAsync(bed, who));
        bed.Clock.Advance(TimeSpan.FromSeconds(61));
        await bed.Host.Core.RefusedMessages.FlushAsync(all: false);
        Assert.Equal([1, 300, 1], await RefusalsOfAsync(bed, who));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_counted_is_written_when_the_process_ends(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        (SessionToken nosy, StaffMember who) = await bed.SignInAsync(Role.Administrator);
        CustodianClient web = bed.Connect();
        for (int i = 0; i < 5; i++)
        {
            await RefusedAsync(web, nosy);
        }

        await bed.RestartAsync();
        Assert.Equal([4, 1], await RefusalsOfAsync(bed, who));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Each_caller_is_counted_apart_and_nobody_is_shown_to_every_site(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        CustodianClient web = bed.Connect();
        (SessionToken one, StaffMember first) = await bed.SignInAsync(Role.Nurse);
        (SessionToken other, StaffMember second) = await bed.SignInAsync(Role.Physician);
        await RefusedAsync(web, one);
        await RefusedAsync(web, other);
        using (RawProtocol raw = await RawProtocol.ConnectAsync(bed))
        {
            Assert.Equal(ResponseStatus.BadRequest, (await raw.AskAsync((MessageKind)999, 0, [])).Status);
            Assert.Equal(ResponseStatus.NotSignedIn, (await raw.AskAsync(MessageKind.ReadLog, 0, [])).Status);
        }

        Assert.Equal([1], await RefusalsOfAsync(bed, first));
        Assert.Equal([1], await RefusalsOfAsync(bed, second));
        for (int site = 0; site < 2; site++)
        {
            LogEvent nobody = Assert.Single(
                await RefusalsAsync(bed, bed.Sites[site].Site), seen => seen.Actor is null);
            Assert.Equal(Outcome.Refused, nobody.Outcome);
        }
    }

    private static async Task RefusedAsync(CustodianClient web, SessionToken session) =>
        Assert.Equal(
            ResponseStatus.Forbidden,
            (await Assert.ThrowsAsync<CustodyException>(() => web.AskAsync(
                MessageKind.DescribeMeters, session, Nothing.Instance, Json.Nothing, Json.StaffMeters,
                CancellationToken.None))).Status);

    private static async Task<List<int>> RefusalsOfAsync(CustodyBed bed, StaffMember who) =>
    [
        .. (await RefusalsAsync(bed, bed.Site.Site)).Where(one => one.Actor == who.Id)
            .Select(one => int.Parse(one.Detail!, CultureInfo.InvariantCulture)),
    ];

    /// <summary>What a security officer of that site sees, newest first.</summary>
    private static async Task<List<LogEvent>> RefusalsAsync(CustodyBed bed, short site)
    {
        StaffMember office = new(
            ActorId.New(), site, "La Sécurité", Role.SecurityOfficer, StaffState.Active,
            System.Collections.Frozen.FrozenSet<int>.Empty, []);
        await bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                PeopleRows.Insert(turn, office);
                bed.Host.Core.People.FollowStaff(turn, office.Id);
                return true;
            },
            CancellationToken.None);
        (SessionToken session, _) = await bed.SignInAsync(Role.SecurityOfficer, office);
        LogPage page = await bed.Connect().AskAsync(
            MessageKind.ReadLog, session, new LogQuery(RefusalsOnly: true), Json.LogQuery, Json.LogPage,
            CancellationToken.None);
        return [.. page.Events.Where(one => one.Kind == LogEventKind.MessageRefused)];
    }
}

using Serment.Custodian.Decisions;
using Serment.Custodian.Log;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Decisions;

public sealed class UnusualUseTests
{
    [Theory]
    [InlineData((byte)UseKind.Packs, UnusualUse.PacksADay, (byte)AlertCode.ManyPacks)]
    [InlineData((byte)UseKind.Copies, UnusualUse.CopiesADay, (byte)AlertCode.ManyCopies)]
    [InlineData((byte)UseKind.Prints, UnusualUse.PrintsADay, (byte)AlertCode.ManyPrints)]
    [InlineData((byte)UseKind.CareRequests, UnusualUse.CareRequestsADay, (byte)AlertCode.ManyCareRequests)]
    [InlineData((byte)UseKind.Covers, UnusualUse.CoversADay, (byte)AlertCode.ManyCovers)]
    [InlineData(
        (byte)UseKind.LaboratoryIdentities, UnusualUse.LaboratoryIdentitiesADay,
        (byte)AlertCode.ManyLaboratoryIdentities)]
    public void The_office_is_told_from_its_number_on_and_not_before(byte kind, int from, byte code)
    {
        Assert.Null(UnusualUse.Of((UseKind)kind, from - 1));
        Assert.Equal((AlertCode)code, UnusualUse.Of((UseKind)kind, from));
        Assert.Equal((AlertCode)code, UnusualUse.Of((UseKind)kind, from + 1));
    }

    [Fact]
    public void Every_kind_of_use_has_its_number() =>
        Assert.All(Enum.GetValues<UseKind>(), kind => Assert.NotNull(UnusualUse.Of(kind, int.MaxValue)));

    [Fact]
    public void Where_a_limit_stops_somebody_the_office_has_heard_of_it_before()
    {
        Assert.True(UnusualUse.CoversADay < CoverRules.MaxGivenADay);
        Assert.True(UnusualUse.CareRequestsADay < AskColleague.MaxADay);
        Assert.True(Giving.TellFromAnHour < Giving.MaxAnHour);
    }

    [Fact]
    public void What_is_only_seen_is_none()
    {
        Assert.Equal(UseKind.Copies, UnusualUse.KindOf(AccessPurpose.RecordCopy));
        Assert.Equal(UseKind.Prints, UnusualUse.KindOf(AccessPurpose.Print));
        Assert.Null(UnusualUse.KindOf(AccessPurpose.Care));
        Assert.Null(UnusualUse.KindOf(AccessPurpose.Card));
    }
}

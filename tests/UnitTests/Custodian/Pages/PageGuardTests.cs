using Serment.Custodian.Pages;

namespace Serment.UnitTests.Custodian.Pages;

public sealed class PageGuardTests
{
    [Theory]
    [InlineData("/proposals", true)]
    [InlineData("/proposals/3d4dxkkfvpqkj", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("//evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("/proposals/../x", false)]
    [InlineData("/proposals//evil.example", false)]
    [InlineData("/proposals/3d4dxkkfvpqkj?x", false)]
    public void Returns_after_signing_in_to_proposals_alone(string? path, bool own) =>
        Assert.Equal(own, PageGuard.IsOwnPath(path));
}

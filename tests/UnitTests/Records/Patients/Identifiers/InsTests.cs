using Serment.Records.Patients.Identifiers;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Identifiers;

public sealed class InsTests
{
    [Theory]
    [InlineData("1.2.250.1.213.1.4.8", InsKind.Nir, "INS-NIR", true)]
    [InlineData("urn:oid:1.2.250.1.213.1.4.9", InsKind.Nia, "INS-NIA", true)]
    [InlineData("1.2.250.1.213.1.4.10", InsKind.Test, "INS-NIR-TEST", false)]
    [InlineData("1.2.250.1.213.1.4.11", InsKind.Demonstration, "INS-NIR-DEMO", false)]
    public void Knows_the_authorities(string oid, InsKind kind, string typeCode, bool isReal)
    {
        Assert.True(Ins.TryKindOf(oid, out InsKind found));
        Ins ins = new(NirTests.Typed("275126322074974"), found);

        Assert.Equal(kind, ins.Kind);
        Assert.EndsWith(ins.Oid, oid, StringComparison.Ordinal);
        Assert.Equal("urn:oid:" + ins.Oid, ins.FhirSystem);
        Assert.Equal(typeCode, ins.FhirTypeCode);
        Assert.Equal(isReal, ins.IsReal);
        Assert.Equal("2751263220749", ins.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.250.1.213.1.4.2")]
    [InlineData("1.2.250.1.213.1.4.88")]
    public void Refuses_other_authorities(string oid) => Assert.False(Ins.TryKindOf(oid, out _));
}

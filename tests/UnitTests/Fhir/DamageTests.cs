using System.Text;
using Serment.Fhir;

namespace Serment.UnitTests.Fhir;

/// <summary>Every single-byte damage to a resource, from the bytes that mean something to JSON.</summary>
public sealed class DamageTests
{
    private static readonly byte[] Sample = Encoding.UTF8.GetBytes("""
        {"resourceType":"Patient","id":"p","old":[1.50,{"a":null}],"active":true,
        "name":[{"family":"Lé\u00e9","given":["A",null],"_given":[null,{"id":"g"}]}],
        "_birthDate":{"extension":[{"url":"u","valueDecimal":-1.0E+2}]},
        "multipleBirthInteger":10,"contained":[{"resourceType":"Basic","id":"b"}]}
        """);

    [Fact]
    public void A_changed_byte_is_refused_or_kept()
    {
        foreach (byte other in "\"\\{}[]:,0-.eEnu_/ \0"u8.ToArray().Append<byte>(0xC3).Append<byte>(0xFF))
        {
            for (int at = 0; at < Sample.Length; at++)
            {
                RefusedOrKept([.. Sample[..at], other, .. Sample[(at + 1)..]]);
            }
        }
    }

    [Fact]
    public void A_missing_byte_is_refused_or_kept()
    {
        for (int at = 0; at < Sample.Length; at++)
        {
            RefusedOrKept([.. Sample[..at], .. Sample[(at + 1)..]]);
        }
    }

    [Fact]
    public void A_repeated_byte_is_refused_or_kept()
    {
        for (int at = 0; at < Sample.Length; at++)
        {
            RefusedOrKept([.. Sample[..at], Sample[at], .. Sample[at..]]);
        }
    }

    [Fact]
    public void A_truncated_resource_is_refused()
    {
        for (int length = 0; length < Sample.Length; length++)
        {
            Assert.Throws<FhirFormatException>(() => FhirJson.ReadResource(Sample.AsSpan(0, length)));
        }
    }

    private static void RefusedOrKept(byte[] json)
    {
        Resource resource;
        try
        {
            resource = FhirJson.ReadResource(json);
        }
        catch (FhirFormatException refusal)
        {
            Assert.InRange(refusal.OffsetBytes, 0, json.Length);
            return;
        }

        Assert.True(JsonDifference.Between(json, FhirJson.ToBytes(resource)) is null, Encoding.UTF8.GetString(json));
    }
}

using System.Text;
using Serment.Interop.Legacy.Profiles;
using Xunit;

namespace Serment.UnitTests.Interop.Legacy.Profiles;

public sealed class LegacyProfileTests
{
    private const string Start = """{ "format": "serment-legacy-profile/1", "name": "p", "columns": [ """;

    [Fact]
    public void The_shipped_profile_maps_every_field_once_and_destroys_the_portal_access()
    {
        LegacyProfile profile = LegacyProfile.ShippedLab60();

        Assert.Equal(60, profile.Columns.Count);
        Assert.Equal(
            Enum.GetValues<LegacyField>(), profile.Columns.Where(c => !c.Destroyed).Select(c => c.Target!.Value));
        Assert.Equal(
            "LOGIN_RESULTATS MDP_RESULTATS",
            string.Join(' ', profile.Columns.Where(c => c.Destroyed).Select(c => c.Source)));
        Assert.Equal(
            [LegacyField.ClinicalInformation, LegacyField.Treatment, LegacyField.Comment],
            profile.Columns.Where(c => c.FreeText).Select(c => c.Target!.Value));
    }

    [Fact]
    public void A_file_of_its_own_may_have_comments_and_settings()
    {
        ProfileReading reading = Parse("""
            {
              // our old system
              "format": "serment-legacy-profile/1", "name": "maison", "delimiter": "|", "encoding": "cp850",
              "columns": [
                { "source": "Dossier", "also": ["No dossier"], "target": "accessionNumber", "required": true },
                { "source": "Né le", "target": "birthDate", "transform": "date", "formats": ["yyyyMMdd"] },
                { "source": "Mot de passe", "destroy": true },
              ]
            }
            """);

        Assert.Empty(reading.Errors);
        Assert.Equal((byte)'|', reading.Profile!.Delimiter);
        Assert.Equal(3, reading.Profile.Columns.Count);
    }

    [Theory]
    [InlineData("{", "JSON")]
    [InlineData("[]", "object")]
    [InlineData("""{ "format": "other", "name": "p", "columns": [ { "source": "A", "target": "nir" } ] }""", "format")]
    [InlineData(Start + "] }", "columns")]
    [InlineData(Start + """{ "target": "nir" } ] }""", "source")]
    [InlineData(Start + """{ "source": "A", "target": "diagnosis" } ] }""", "diagnosis")]
    [InlineData(Start + """{ "source": "A", "target": "nir", "transform": "rot13" } ] }""", "rot13")]
    [InlineData(Start + """{ "source": "A", "target": "nir", "transform": "3" } ] }""", "transform")]
    [InlineData(Start + """{ "source": "A", "target": "nir" }, { "source": "a", "target": "ipp" } ] }""", "twice")]
    [InlineData(Start + """{ "source": "A", "target": "nir" }, { "source": "B", "target": "nir" } ] }""", "twice")]
    [InlineData(Start + """{ "source": "A", "target": "nir", "destory": true } ] }""", "destory")]
    [InlineData(Start + """{ "source": "A", "target": "nir", "destroy": true } ] }""", "destroyed")]
    [InlineData(Start + """{ "source": "A", "target": "birthDate", "transform": "date" } ] }""", "formats")]
    [InlineData(Start + """{ "source": "A", "target": "birthDate", "transform": "date", "formats": ["MM/yyyy"] } ] }""",
        "MM/yyyy")]
    [InlineData(Start + """{ "source": "A", "target": "sex", "transform": "code" } ] }""", "codes")]
    [InlineData(Start + """{ "source": "A", "target": "nir", "required": "yes" } ] }""", "required")]
    public void Tells_what_is_wrong(string json, string named)
    {
        ProfileReading reading = Parse(json);

        Assert.Null(reading.Profile);
        Assert.Contains(reading.Errors, error => error.English.Contains(named, StringComparison.Ordinal));
        Assert.All(reading.Errors, error => Assert.NotEmpty(error.French));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_and_no_exception()
    {
        ProfileReading reading = LegacyProfile.Load(Path.Combine(Path.GetTempPath(), "serment-no-such-profile.json"));

        Assert.Null(reading.Profile);
        Assert.Single(reading.Errors);
        Assert.NotNull(LegacyProfile.Load("legacy-lab-60").Profile);
    }

    private static ProfileReading Parse(string json) => ProfileFile.Parse(Encoding.UTF8.GetBytes(json));
}

using Serment.Records.Patients.Names;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Names;

public sealed class Soundex2Tests
{
    // Names and codes of the algorithm's published test list (Talisman library, phonetics/french/soundex2).
    [Theory]
    [InlineData("Asamian", "AZMN")]
    [InlineData("Knight", "NG")]
    [InlineData("MacKenzie", "MKNZ")]
    [InlineData("Pfeifer", "FR")]
    [InlineData("Philippe", "FLP")]
    [InlineData("Schindler", "SNDL")]
    [InlineData("Chateau", "CHT")]
    [InlineData("Habitat", "HBT")]
    [InlineData("Téhéran", "TRN")]
    [InlineData("Essayer", "ESYR")]
    [InlineData("Crayon", "CRYN")]
    [InlineData("Plyne", "PLN")]
    [InlineData("Barad", "BR")]
    [InlineData("Martin", "MRTN")]
    [InlineData("Bernard", "BRNR")]
    [InlineData("Faure", "FR")]
    [InlineData("Perez", "PRZ")]
    [InlineData("Gros", "GR")]
    [InlineData("Chapuis", "CHP")]
    [InlineData("Boyer", "BYR")]
    [InlineData("Gauthier", "KTR")]
    [InlineData("Rey", "RY")]
    [InlineData("Barthélémy", "BRTL")]
    [InlineData("Henry", "HNR")]
    [InlineData("Moulin", "MLN")]
    [InlineData("Rousseau", "RS")]
    public void Gives_the_published_codes(string name, string code) => Assert.Equal(code, Soundex2.Of(name));

    [Theory]
    [InlineData("Dupont", "Dupond")]
    [InlineData("Gauthier", "Gautier")]
    [InlineData("Lefèvre", "LEFEVRE")]
    [InlineData("Guérin", "Kerin")]
    [InlineData("D'Hont", "Dhont")]
    public void Names_that_sound_alike_share_a_code(string left, string right) =>
        Assert.Equal(Soundex2.Of(left), Soundex2.Of(right));

    [Theory]
    [InlineData("", "")]
    [InlineData("1 2", "")]
    [InlineData("A", "A")]
    [InlineData("D", "D")]
    [InlineData("Aa", "A")]
    public void Very_short_names_have_a_code_when_they_have_a_letter(string name, string code) =>
        Assert.Equal(code, Soundex2.Of(name));
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serment.Records.Patients.Names;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Names;

public sealed class NameFormTests
{
    [Theory]
    [InlineData("Martin", "MARTIN")]
    [InlineData("  Jean-Pierre ", "JEAN PIERRE")]
    [InlineData("d’Angélo", "D ANGELO")]
    [InlineData("O'Brien", "O BRIEN")]
    [InlineData("LECŒUR", "LECOEUR")]
    [InlineData("Lætitia", "LAETITIA")]
    [InlineData("Weiß", "WEISS")]
    [InlineData("Łukasz Żółć", "LUKASZ ZOLC")]
    [InlineData("Ngô  Đình", "NGO DINH")]
    [InlineData("Nguyễn", "NGUYEN")]
    [InlineData("Ștefănescu", "STEFANESCU")]
    [InlineData("L'HA\u00CB", "L HAE")]
    [InlineData("He\u0301le\u0300ne", "HELENE")]
    [InlineData("J.-P. de la Tour", "J P DE LA TOUR")]
    [InlineData("DUPONT (ép. DURAND)", "DUPONT EP DURAND")]
    [InlineData("Dupont2\u0000", "DUPONT")]
    [InlineData("---", "")]
    [InlineData("", "")]
    [InlineData("123", "")]
    [InlineData("\uD83D\uDE00", "")]
    public void Folds_to_the_comparison_form(string name, string expected) =>
        Assert.Equal(expected, NameForm.Comparison(name));

    [Theory]
    [InlineData("Jean - Pierre", "JEAN-PIERRE")]
    [InlineData("jean–pierre", "JEAN-PIERRE")]
    [InlineData("d’ Angélo", "D'ANGELO")]
    [InlineData(" -Lecœur- ", "LECOEUR")]
    [InlineData("de  La Tour", "DE LA TOUR")]
    public void Keeps_hyphens_and_apostrophes_in_the_recorded_form(string name, string expected) =>
        Assert.Equal(expected, NameForm.Recorded(name));

    [Theory]
    [InlineData("D'Angelo", "DAN")]
    [InlineData("Œhler", "OEH")]
    [InlineData("Lœ", "LOE")]
    [InlineData("Ly", "LY")]
    [InlineData("aœ1", "AOE")]
    [InlineData("abœ", "ABO")]
    public void Takes_three_letters_for_the_search(string name, string expected)
    {
        Span<char> prefix = stackalloc char[NameForm.SearchPrefixChars];

        Assert.Equal(expected, new string(prefix[..NameForm.WriteSearchPrefix(name, prefix)]));
    }

    [Fact]
    public void Hyphen_apostrophe_accent_and_case_make_no_difference()
    {
        Assert.True(NameForm.AreSame("Éloïse-Marie", "ELOISE MARIE"));
        Assert.False(NameForm.AreSame("ELOISE", "ELOISE MARIE"));
        Assert.False(NameForm.AreSame("", " "));
    }

    [Fact]
    public void Any_text_gives_letters_and_single_spaces_and_folding_twice_changes_nothing() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string form = NameForm.Comparison(text);
            return form.All(c => c is ' ' or (>= 'A' and <= 'Z'))
                && form.Length == form.Trim().Length && !form.Contains("  ", StringComparison.Ordinal)
                && string.Equals(NameForm.Comparison(form), form, StringComparison.Ordinal)
                && string.Equals(NameForm.Comparison(NameForm.Recorded(text)), form, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Latin_letters_fold_as_their_decomposition_does()
    {
        for (char c = '\u00C0'; c < '\u0180'; c++)
        {
            string decomposed = c.ToString().Normalize(NormalizationForm.FormD);
            if (decomposed.Length > 1 && char.IsAscii(decomposed[0]))
            {
                Assert.Equal(char.ToUpperInvariant(decomposed[0]).ToString(), NameForm.Comparison(c.ToString()));
            }
        }
    }

    [Fact]
    public void A_text_longer_than_the_buffer_is_cut_and_does_no_harm()
    {
        string endless = string.Join('-', Enumerable.Repeat("Œuf", 200_000));

        Assert.InRange(NameForm.Comparison(endless).Length, 200, NameForm.MaxFormChars);
        Assert.InRange(NameForm.Recorded(endless).Length, 200, NameForm.MaxFormChars);
    }
}

public sealed class GivenNamesTests
{
    [Theory]
    [InlineData("JEAN", "JEAN PIERRE MARIE", true)]
    [InlineData("JEAN-PIERRE", "JEAN PIERRE MARIE", true)]
    [InlineData("Jean Pierre", "JEAN-PIERRE MARIE", true)]
    [InlineData("Zoé", "ZOE", true)]
    [InlineData("JE", "JEAN PIERRE", false)]
    [InlineData("PIERRE", "JEAN PIERRE", false)]
    [InlineData("JEAN PIERRE", "JEAN", false)]
    [InlineData("", "JEAN", false)]
    public void First_given_name_is_the_start_of_the_list(string first, string list, bool agrees) =>
        Assert.Equal(agrees, GivenNames.FirstAgreesWithList(first, list));
}

public sealed class NameDistanceTests
{
    [Theory]
    [InlineData("MARTIN", "Martin", 0)]
    [InlineData("MARTIN", "MARTN", 1)]
    [InlineData("MARTIN", "MATRIN", 1)]
    [InlineData("MARTIN", "MARTEL", 2)]
    [InlineData("DUPONT", "DURAND", 3)]
    [InlineData("", "DURAND", NameDistance.MaxLetters)]
    public void Counts_slips(string left, string right, int expected)
    {
        Assert.Equal(expected, NameDistance.Between(left, right));
        Assert.Equal(expected, NameDistance.Between(right, left));
    }

    [Fact]
    public void Short_names_are_allowed_fewer_slips()
    {
        Assert.True(NameDistance.AreClose("LEA", "LEO"));
        Assert.False(NameDistance.AreClose("LEA", "LOU"));
        Assert.True(NameDistance.AreClose("CHRISTOPHE", "KRISTOPHE"));
    }
}

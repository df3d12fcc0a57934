using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Matching;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Resources;

namespace Serment.UnitTests.Interop.Legacy.Matching;

public sealed class FactsReaderTests
{
    private const string Header =
        "NUM_DOSSIER;NUM_PATIENT_LABO;NIR;NOM_USUEL;NOM_NAISSANCE;PRENOM;SEXE;DATE_NAISSANCE;VILLE";
    private const string Sound = "1;2;255081416802538;DURAND;MARTIN;JEANNE;F;14/08/1955;LORIENT";

    [Fact]
    public void Trusts_a_number_whose_key_sex_and_birth_agree()
    {
        RowFacts facts = Read(Sound);
        Assert.Equal(NirStanding.Trusted, facts.Nir);
        Assert.NotEqual(RowFacts.NoToken, facts.NirToken);
        Assert.Empty(facts.Findings);
    }

    [Theory]
    [InlineData("1;2;255081416802539;DURAND;MARTIN;JEANNE;F;14/08/1955;LORIENT", "nir-key-wrong")]
    [InlineData("1;2;255081416802538;DURAND;MARTIN;PAUL;M;14/08/1955;LORIENT", "nir-other-person")]
    [InlineData("1;2;255081416802538;DURAND;MARTIN;LEA;F;03/02/2014;LORIENT", "nir-other-person")]
    [InlineData("1;2;XX;DURAND;MARTIN;LEA;F;03/02/2014;LORIENT", "nir-unreadable")]
    [InlineData("1;2;;DURAND;MARTIN;LEA;F;;LORIENT", "missing-birth-date")]
    [InlineData("1;2;;DURAND;MARTIN;LEA;F;31/02/1975;LORIENT", "impossible-date")]
    [InlineData("1;2;;DURAND;MARTIN;LEA;F;14/08/2155;LORIENT", "impossible-date")]
    [InlineData("1;2;;DURAND;MARTIN;LEA;;14/08/1955;LORIENT", "missing-sex")]
    [InlineData(";2;;DURAND;MARTIN;LEA;F;14/08/1955;LORIENT", "missing-accession")]
    public void Flags_what_is_wrong_and_does_not_match_by_it(string values, string code)
    {
        RowFacts facts = Read(values);
        Assert.False(facts.Refused);
        Assert.Contains(facts.Findings, finding => finding.Code == code);
        Assert.Equal(RowFacts.NoToken, facts.NirToken);
    }

    [Fact]
    public void A_number_proves_nothing_of_a_row_without_birth_date()
    {
        RowFacts facts = Read("1;2;255081416802538;DURAND;MARTIN;JEANNE;F;;LORIENT");
        Assert.Equal(NirStanding.Unverifiable, facts.Nir);
        Assert.Equal(RowFacts.NoToken, facts.NirToken);
        Assert.Equal(RowFacts.NoToken, facts.TraitsToken);
    }

    [Fact]
    public void Refuses_a_row_that_names_nobody()
    {
        RowFacts facts = Read("1;;;;;JEANNE;F;14/08/1955;LORIENT");
        Assert.True(facts.Refused);
        Assert.Equal(FindingCode.NobodyNamed, Assert.Single(facts.Findings).Code);
    }

    [Fact]
    public void Knows_a_row_again_by_its_whole_content()
    {
        Assert.Equal(Read(Sound).Dossier, Read(Sound).Dossier);
        Assert.NotEqual(
            Read(Sound).Dossier,
            Read(Sound.Replace("LORIENT", "VANNES", StringComparison.Ordinal)).Dossier
        );
        Assert.InRange(Read(Sound).Dossier.Value, 1, long.MaxValue);
    }

    [Fact]
    public void Does_not_take_another_way_of_writing_a_name_for_another_identity()
    {
        RowFacts plain = Read(Sound);
        RowFacts mixed = Read(
            Sound.Replace("DURAND;MARTIN;JEANNE", "Durand;Martin;Jeanne", StringComparison.Ordinal)
        );
        RowFacts other = Read(Sound.Replace("DURAND", "DUPONT", StringComparison.Ordinal));
        Assert.Equal(plain.IdentityDigest, mixed.IdentityDigest);
        Assert.NotEqual(plain.IdentityDigest, other.IdentityDigest);
        Assert.NotEqual(plain.Dossier, mixed.Dossier);
    }

    [Fact]
    public void Binds_a_digest_to_the_patient()
    {
        UInt128 digest = Read(Sound).ContactDigest;
        Assert.NotEqual(ContentDigest.ForPatient(digest, new(1)), ContentDigest.ForPatient(digest, new(2)));
    }

    private static RowFacts Read(string values)
    {
        using ContentDigest digest = ContentDigest.Keyed(new byte[32]);
        RowFacts facts = new();
        LegacyRow row = LegacyText.Row(Header, values + "\r\n");
        new FactsReader(new SourceNames("LABO", "test"), digest, new DateOnly(2026, 1, 1)).Read(
            row,
            facts,
            new TokenRequest()
        );
        return facts;
    }
}

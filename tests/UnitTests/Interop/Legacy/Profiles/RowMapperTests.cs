using Serment.Interop.Legacy;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;
using Xunit;
using static Serment.UnitTests.Interop.Legacy.LegacyText;

namespace Serment.UnitTests.Interop.Legacy.Profiles;

public sealed class RowMapperTests
{
    [Fact]
    public void Fills_a_row_by_the_names_of_the_columns()
    {
        LegacyRow row = Row(
            "PRENOM;NUM_DOSSIER;SEXE;DATE_NAISSANCE;DH_PRELEVEMENT;STATUT_IDENTITE;URGENCE",
            " Hélène ;081501010001;2;11/08/1954;01/01/2015 14:51;QUAL;N\r\n");

        Assert.Equal("Hélène", row.String(LegacyField.GivenName));
        Assert.Equal("081501010001", row.String(LegacyField.AccessionNumber));
        Assert.Equal("female", row.String(LegacyField.Sex));
        Assert.Equal("1954-08-11", row.String(LegacyField.BirthDate));
        Assert.Equal(new DateOnly(1954, 8, 11), row.Date(LegacyField.BirthDate));
        Assert.Equal(
            new DateTime(2015, 1, 1, 14, 51, 0, DateTimeKind.Unspecified), row.LocalTime(LegacyField.SamplingTime));
        Assert.Equal("qualified", row.String(LegacyField.IdentityStatus));
        Assert.Equal("routine", row.String(LegacyField.Urgency));
        Assert.Null(row.String(LegacyField.Nir));
        Assert.Empty(row.Problems.ToArray());
    }

    [Theory]
    [InlineData("31/02/1975")]
    [InlineData("29/02/2019")]
    [InlineData("45/13/2018")]
    [InlineData("00/00/0000")]
    [InlineData("12/00/1980")]
    [InlineData("hier")]
    public void Keeps_an_impossible_date_as_text_and_flags_it(string written)
    {
        LegacyRow row = Row("NUM_DOSSIER;DATE_NAISSANCE", $"1;{written}\r\n");

        Assert.Equal(written, row.String(LegacyField.BirthDate));
        Assert.Null(row.Date(LegacyField.BirthDate));
        Assert.True(row.HasProblem(LegacyField.BirthDate, FieldProblem.ImpossibleDate));
    }

    [Theory]
    [InlineData("00/05/1960", "1960-05")]
    [InlineData("00/00/1960", "1960")]
    public void Keeps_a_partial_date_partial(string written, string kept)
    {
        LegacyRow row = Row("NUM_DOSSIER;DATE_NAISSANCE", $"1;{written}\r\n");

        Assert.Equal(kept, row.String(LegacyField.BirthDate));
        Assert.Null(row.Date(LegacyField.BirthDate));
        Assert.True(row.HasProblem(LegacyField.BirthDate, FieldProblem.PartialDate));
    }

    [Theory]
    [InlineData("06 39 98 98 86", "+33639989886")]
    [InlineData("06.39.98.98.86", "+33639989886")]
    [InlineData("+33 6 39 98 98 86", "+33639989886")]
    [InlineData("+33 (0)6 39 98 98 86", "+33639989886")]
    [InlineData("+32 470 12 34 56", "+32470123456")]
    public void Writes_a_phone_number_in_its_international_form(string written, string kept)
    {
        LegacyRow row = Row("NUM_DOSSIER;TEL_MOBILE", $"1;{written}\r\n");

        Assert.Equal(kept, row.String(LegacyField.MobilePhone));
        Assert.Empty(row.Problems.ToArray());
    }

    [Theory]
    [InlineData("TEL_MOBILE", "rappeler", LegacyField.MobilePhone, FieldProblem.NotAPhone)]
    [InlineData("TEL_MOBILE", "06399898", LegacyField.MobilePhone, FieldProblem.NotAPhone)]
    [InlineData("SEXE", "Z", LegacyField.Sex, FieldProblem.UnknownCode)]
    public void Keeps_what_a_transform_cannot_read(
        string column, string written, LegacyField field, FieldProblem problem)
    {
        LegacyRow row = Row($"NUM_DOSSIER;{column}", $"1;{written}\r\n");

        Assert.Equal(written, row.String(field));
        Assert.True(row.HasProblem(field, problem));
    }

    [Fact]
    public void Passes_over_portal_logins_and_passwords_and_counts_them()
    {
        LegacyRow row = Row("NUM_DOSSIER;LOGIN_RESULTATS;MDP_RESULTATS;INCONNUE", "1;P100;Soleil1234;secret\r\n");

        Assert.Equal(2, row.DestroyedValues);
        foreach (LegacyField field in Enum.GetValues<LegacyField>())
        {
            Assert.DoesNotContain("Soleil", row.String(field) ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain("secret", row.String(field) ?? "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Mends_mojibake_in_the_field_that_has_it()
    {
        LegacyRow row = Row("NUM_DOSSIER;PRENOM;NOM_USUEL", "1;FranÃ§ois;Guérin\r\n");

        Assert.Equal("François", row.String(LegacyField.GivenName));
        Assert.Equal("Guérin", row.String(LegacyField.UsedName));
        Assert.Equal(RecordFlags.MendedMojibake, row.Flags);
        Assert.Equal([(LegacyField.GivenName, FieldProblem.MendedMojibake)], row.Problems.ToArray());
    }

    [Fact]
    public void Reads_utf8_and_what_is_not_in_one_row()
    {
        LegacyRow row = Row("NUM_DOSSIER;PRENOM;NOM_USUEL;VILLE", "1;Hélène;Lœuillet;Évreux\r\n", LegacyEncoding.Utf8);
        Assert.Equal("Hélène", row.String(LegacyField.GivenName));
        Assert.Equal("Lœuillet", row.String(LegacyField.UsedName));
        Assert.Equal("Évreux", row.String(LegacyField.City));

        LegacyRow mixed = Row("NUM_DOSSIER;PRENOM;VILLE", "1;H\u00E9l\u00E8ne;\u00C3\u0089vreux\r\n");
        Assert.Equal("Hélène", mixed.String(LegacyField.GivenName));
        Assert.Equal("Évreux", mixed.String(LegacyField.City));
    }

    [Fact]
    public void Keeps_line_breaks_in_free_text_only()
    {
        LegacyRow row = Row("NUM_DOSSIER;ADRESSE1;COMMENTAIRE", "1;\"12 RUE X\nBAT A\";\"one\r\ntwo\"\r\n");

        Assert.Equal("12 RUE X BAT A", row.String(LegacyField.AddressLine1));
        Assert.Equal("one\r\ntwo", row.String(LegacyField.Comment));
        Assert.True(row.HasProblem(LegacyField.AddressLine1, FieldProblem.ControlCharacter));
    }

    [Fact]
    public void Flags_a_structured_value_that_is_too_long_and_keeps_a_long_text()
    {
        string text = new('x', LegacyLimits.MaxStructuredChars + 1);
        LegacyRow row = Row("NUM_DOSSIER;ADRESSE1;COMMENTAIRE", $"1;{text};{text}\r\n");

        Assert.Equal([(LegacyField.AddressLine1, FieldProblem.TooLong)], row.Problems.ToArray());
        Assert.Equal(text, row.String(LegacyField.Comment));
    }

    [Fact]
    public void A_refused_record_leaves_nothing_of_the_row_before()
    {
        string[] header = ["NUM_DOSSIER", "PRENOM"];
        using MemoryStream stream = new("1;Hugo\r\n2\r\n3;Emma\r\n"u8.ToArray());
        LegacyReader reader = new(stream, new LegacyDialect((byte)';', 2, LegacyEncoding.Utf8));
        RowMapper mapper = new(ColumnPlan.Bind(LegacyProfile.ShippedLab60(), header));
        LegacyRow row = new();

        reader.Read(CancellationToken.None);
        mapper.Map(reader, row);
        reader.Read(CancellationToken.None);
        mapper.Map(reader, row);
        Assert.Equal(RefusalCode.TooFewFields, row.Refusal);
        Assert.Equal(2, row.LineNumber);
        Assert.False(row.Has(LegacyField.GivenName));

        reader.Read(CancellationToken.None);
        mapper.Map(reader, row);
        Assert.Equal("Emma", row.String(LegacyField.GivenName));
        row.Wipe();
        Assert.False(row.Has(LegacyField.GivenName));
    }
}

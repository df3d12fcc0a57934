using Serment.CustodyProtocol;
using Serment.Records.Charts.Results;
using Serment.Records.Entries;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Charts.Laboratory;

namespace Serment.UnitTests.Web.Charts;

public sealed class ResultNamesTests
{
    [Theory]
    [InlineData("Potassium", "http://loinc.org|2823-3|mmol/L", "Potassium")]
    [InlineData("Créatinine", "http://loinc.org|0-0|umol/L", "Creatinine")]
    [InlineData("Kaliémie du laboratoire voisin", Analysis.CodeSystem + "|K|mmol/L", "Potassium")]
    [InlineData("Dosage inconnu", "Dosage inconnu", "Dosage inconnu")]
    public void An_analysis_is_called_as_the_reader_s_language_has_it(string name, string analyte, string english)
    {
        LabResult result = new(
            new EntryVersion(new PatientId(1), new EntryId(2), 1), analyte, name, DateTimeOffset.UnixEpoch, 4, "4", null,
            null, null, null, ResultPlace.Unknown, "final", []);

        Assert.Equal(english, ResultNames.In("en", [result], ShippedCatalogue.Catalogue)[0].Name);
        Assert.Equal(name, ResultNames.In("fr", [result], ShippedCatalogue.Catalogue)[0].Name);
    }
}
